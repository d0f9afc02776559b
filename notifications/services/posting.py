"""Which deliveries a decision asks for: the reply, and a notice where a human has to look at once."""

from collections.abc import Iterator
from datetime import datetime

from accounts.queries import notice_address
from notifications import queries
from notifications.domain.decision import Action, Kind
from notifications.domain.screening import Level
from notifications.models import Decision, Delivery, InboundMessage

AT_ONCE = 0
SOON = 1


def deliveries_for(message: InboundMessage, *, now: datetime) -> list[Delivery]:
    decision = message.decision
    wanted: list[Delivery] = []
    if decision.action == Action.REPLY and (reply := _reply(message, decision, now)):
        wanted.append(reply)
    if message.screening.level == Level.CRISIS or decision.alarm:
        wanted.extend(_notice(message, now))
    return wanted


def _reply(message: InboundMessage, decision: Decision, now: datetime) -> Delivery | None:
    """By mail where we may write to one; else the caller has been handed the words, and that is recorded."""
    recipient = queries.mail_address_of_writer(message)
    crisis = decision.kind == Kind.CRISIS
    kind = Delivery.Kind.CRISIS_REPLY if crisis else Delivery.Kind.AUTO_REPLY
    common = {
        "practice_id": message.practice_id,
        "message": message,
        "kind": kind,
        "dedupe_key": f"{kind}:{message.pk}",
        "priority": AT_ONCE if crisis else SOON,
        "created_at": now,
    }
    if recipient:
        return Delivery(**common, channel="email", recipient=recipient, next_at=now)
    return Delivery(
        **common,
        channel=message.channel,
        recipient=message.sender,
        state=Delivery.State.HANDED_BACK,
        sent_at=now,
    )


def _notice(message: InboundMessage, now: datetime) -> Iterator[Delivery]:
    if address := notice_address(message.clinician, "email"):
        yield Delivery(
            practice_id=message.practice_id,
            message=message,
            kind=Delivery.Kind.NOTICE,
            channel="email",
            recipient=address,
            dedupe_key=f"{Delivery.Kind.NOTICE}:{message.pk}",
            priority=AT_ONCE,
            created_at=now,
            next_at=now,
        )
