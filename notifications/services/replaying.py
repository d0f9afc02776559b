"""Setting a delivery going again that was given up on."""

from datetime import datetime
from uuid import UUID

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import all_or_nothing, every_practice
from notifications import outbox
from notifications.models import Delivery


def replay(*, actor: Operator, delivery_id: UUID, now: datetime) -> bool:
    """False where it is unknown, under way or done."""
    with every_practice():  # an operator names the delivery alone
        practices = list(Delivery.objects.filter(pk=delivery_id).values_list("practice_id", flat=True))
    return any(_replay(actor, practice_id, delivery_id, now) for practice_id in practices)


def _replay(actor: Operator, practice_id: UUID, delivery_id: UUID, now: datetime) -> bool:
    with all_or_nothing(practice_id):
        replayed = outbox.replay(delivery_id, now=now)
        if replayed:
            _put_on_record(actor, delivery_id, now)
    return replayed


def _put_on_record(actor: Operator, delivery_id: UUID, now: datetime) -> None:
    delivery = (
        Delivery.objects.select_related("message")
        .only("practice_id", "message__client_id")
        .get(pk=delivery_id)
    )
    thing = Thing(Kind.DELIVERY, delivery.pk, delivery.practice_id, delivery.message.client_id)
    record(actor, Verb.REPLAYED, thing, now=now)
