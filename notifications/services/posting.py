"""Which deliveries a decision asks for: the reply, and a notice where a human has to look at once."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from accounts.queries import notice_address, owners
from notifications import queries
from notifications.domain import decision as rules
from notifications.domain.tiers import Level
from notifications.models import TO_THE_PRACTICE, Delivery, InboundMessage, Reply
from policies.domain.promise import State
from policies.queries import looks_after
from scheduler.queries import is_covered

AT_ONCE, SOON = 0, 1
Kind = Delivery.Kind
URGENT = {Kind.CRISIS_REPLY, *TO_THE_PRACTICE}


def deliveries_for(message: InboundMessage, *, now: datetime) -> Iterator[Delivery]:
    decision = message.decision
    if decision.action == rules.Action.REPLY or message.source == InboundMessage.Source.PAGE:
        yield _reply(message, now)
    looked_at = message.screening.level == Level.CRISIS or decision.alarm
    if looked_at and (address := notice_address(message.clinician, "email")):
        yield by_mail(message, Kind.NOTICE, address, now=now)
    if message.screening.level == Level.CRISIS:
        yield from _notices_to_who_covers(message, now)


def _notices_to_who_covers(message: InboundMessage, now: datetime) -> Iterator[Delivery]:
    """To whoever is there at this moment; where all who said yes are away themselves, to the owners."""
    addresses = [notice_address(each, "email") for each in looks_after(message.clinician, now)]
    if reached := list(filter(None, addresses)):
        yield from _to_each(message, Kind.COVERING_NOTICE, reached, now)
    elif message.decision.state == State.AWAY or is_covered(message.clinician, now=now):
        others = owners(message.practice_id).exclude(user__clinician=message.clinician).order_by("pk")
        yield from _to_each(message, Kind.UNCOVERED_NOTICE, others.values_list("user__email", flat=True), now)


def _to_each(
    message: InboundMessage, kind: Kind, addresses: Iterable[str], now: datetime
) -> Iterator[Delivery]:
    """Each an occasion of its own: two may cover one absence."""
    for number, address in enumerate(dict.fromkeys(addresses), 1):
        notice = by_mail(message, kind, address, now=now)
        notice.dedupe_key += f":{number}"
        yield notice


def by_mail(
    message: InboundMessage, kind: Kind, recipient: str, *, now: datetime, reply: Reply | None = None
) -> Delivery:
    """One mail about the message; a human's `reply` is an occasion of its own."""
    return _delivery(message, kind, now, reply, channel="email", recipient=recipient, next_at=now)


def _reply(message: InboundMessage, now: datetime) -> Delivery:
    """By mail where we may write to one; else the caller has been handed the words, and that is recorded.

    The page tells whoever filled in its form in any case: were nothing recorded where no mail goes, how long
    it takes would tell whom we have written to before.
    """
    crisis = message.decision.kind == rules.Kind.CRISIS
    kind = Kind.CRISIS_REPLY if crisis else Kind.AUTO_REPLY
    recipient = queries.mail_address_of_writer(message)
    if recipient and message.decision.action == rules.Action.REPLY:
        return by_mail(message, kind, recipient, now=now)
    return _delivery(
        message,
        kind,
        now,
        None,
        channel=message.channel,
        recipient=message.sender,
        state=Delivery.State.HANDED_BACK,
        sent_at=now,
    )


def _delivery(
    message: InboundMessage,
    kind: Kind,
    now: datetime,
    reply: Reply | None,
    **way: Any,  # noqa: ANN401  the columns that say how it goes out
) -> Delivery:
    return Delivery(
        practice_id=message.practice_id,
        message=message,
        reply=reply,
        kind=kind,
        dedupe_key=f"{kind}:{(reply or message).pk}",
        priority=AT_ONCE if kind in URGENT else SOON,
        created_at=now,
        **way,
    )
