"""Setting a delivery or a notice going again that was given up on."""

from datetime import datetime
from uuid import UUID

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import all_or_nothing, every_practice
from notifications import outbox
from notifications.models import Delivery, Notice
from notifications.services import notices


def replay(*, actor: Operator, row_id: UUID, now: datetime) -> bool:
    """False where it is unknown, under way or done."""
    with every_practice():  # an operator names the row alone
        delivery = Delivery.objects.select_related("message").filter(pk=row_id)
        things = [_delivery(each) for each in delivery.only("practice_id", "message__client_id")]
        things += [_notice(each) for each in Notice.objects.filter(pk=row_id)]
    return any(_replay(actor, thing, now) for thing in things)


def _delivery(delivery: Delivery) -> Thing:
    return Thing(Kind.DELIVERY, delivery.pk, delivery.practice_id, delivery.message.client_id)


def _notice(notice: Notice) -> Thing:
    return Thing(Kind.NOTICE, notice.pk, notice.practice_id)


def _replay(actor: Operator, thing: Thing, now: datetime) -> bool:
    again = outbox.replay if thing.kind is Kind.DELIVERY else notices.replay
    with all_or_nothing(thing.practice_id):
        replayed = again(thing.id, now=now)
        if replayed:
            record(actor, Verb.REPLAYED, thing, now=now)
    return replayed
