"""Reading messages: what is shown to someone is first put on record, or else it is not shown."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import ClientActor, ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import inside
from notifications import queries
from notifications.models import InboundMessage
from notifications.services.things import thing_of


def read(*, actor: ClinicianActor, message_id: UUID, now: datetime) -> InboundMessage:
    """Raises NotFoundError."""
    with inside(actor.practice_id):
        message = queries.message(actor, message_id)
        record(actor, Verb.READ, thing_of(message), now=now)
    return message


def open_inbox(*, actor: ClinicianActor, now: datetime) -> QuerySet[InboundMessage]:
    """The list, which shows the first words of each message, as `queries.inbox` orders it.

    It is read as it is shown, so whoever shows it is inside the practice.
    """
    inbox = Thing(Kind.INBOX, actor.clinician_id, actor.practice_id)
    with inside(actor.practice_id):
        record(actor, Verb.LISTED, inbox, now=now)
    return queries.inbox(actor)


def read_own(*, actor: ClientActor, message_id: UUID, now: datetime) -> InboundMessage:
    """Raises NotFoundError."""
    message = queries.own_message(actor, message_id)
    record(actor, Verb.READ, thing_of(message), now=now)
    return message


def open_own(*, actor: ClientActor, now: datetime) -> QuerySet[InboundMessage]:
    """The client's list, as `queries.messages_of` orders it."""
    client = Thing(Kind.CLIENT, actor.client_id, actor.practice_id, actor.client_id)
    record(actor, Verb.LISTED, client, now=now)
    return queries.messages_of(actor)
