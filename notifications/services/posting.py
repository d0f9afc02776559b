"""Which deliveries a decision asks for: the reply, and a notice where replies themselves go wrong."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.queries import notice_address
from notifications import queries
from notifications.domain import decision as rules
from notifications.models import TO_THE_PRACTICE, Delivery, InboundMessage, Reply

AT_ONCE, SOON = 0, 1
Kind = Delivery.Kind
URGENT = {Kind.CRISIS_REPLY, *TO_THE_PRACTICE}


def deliveries_for(message: InboundMessage, *, now: datetime) -> Iterator[Delivery]:
    decision = message.decision
    if decision.action == rules.Action.REPLY or message.source == InboundMessage.Source.PAGE:
        yield _reply(message, now)
    if decision.reason == rules.Reason.CANNOT_BE_TEXTED and (
        another := queries.mail_address_of_client(message)
    ):
        yield by_mail(message, Kind.CRISIS_REPLY, another, now=now)
    if decision.alarm and (address := notice_address(message.clinician, "email")):
        yield by_mail(message, Kind.NOTICE, address, now=now)


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
