"""Setting a delivery going again that was given up on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from notifications import outbox
from notifications.models import Delivery


@transaction.atomic
def replay(*, actor: Operator, delivery_id: UUID, now: datetime) -> bool:
    """False where it is unknown, under way or done."""
    if not outbox.replay(delivery_id, now=now):
        return False
    delivery = (
        Delivery.objects.select_related("message")
        .only("practice_id", "message__client_id")
        .get(pk=delivery_id)
    )
    thing = Thing(Kind.DELIVERY, delivery.pk, delivery.practice_id, delivery.message.client_id)
    record(actor, Verb.REPLAYED, thing, now=now)
    return True
