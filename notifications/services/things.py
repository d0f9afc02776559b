"""Messages as the audit trail names them."""

from accounts.domain.audit import Kind, Thing
from notifications.models import InboundMessage


def thing_of(message: InboundMessage) -> Thing:
    return Thing(Kind.MESSAGE, message.pk, message.practice_id, message.client_id)
