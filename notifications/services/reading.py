"""Reading messages: what is shown to someone is first put on record, or else it is not shown."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import (
    ClientActor,
    ClinicianActor,
    CoveringActor,
    FrontDeskActor,
    OnDutyActor,
)
from accounts.domain.audit import Kind, Thing, Verb
from accounts.queries import client_cared_for
from accounts.services import record
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing, inside
from notifications import queries
from notifications.models import InboundMessage
from notifications.queries import Reader
from notifications.services.things import thing_of


def read(*, actor: Reader, message_id: UUID, now: datetime) -> InboundMessage:
    """Raises NotFoundError."""
    with inside(actor.practice_id):
        message = queries.message(actor, message_id)
        record(actor, Verb.READ, thing_of(message), now=now)
    return message


def read_client(*, actor: ClinicianActor, client_id: UUID, now: datetime) -> QuerySet[InboundMessage]:
    """What the client wrote to the clinician, the newest first. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        client = client_cared_for(actor, client_id).client
        record(actor, Verb.READ, thing_of_client(client), now=now)
        return queries.messages_from(actor, client)


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


def open_list(*, actor: Reader, now: datetime) -> QuerySet[InboundMessage]:
    """The list, which shows the first words of each message, as `queries.messages` orders it.

    It is read as it is shown, so whoever shows it is inside the practice.
    """
    with inside(actor.practice_id):
        record(actor, Verb.LISTED, _listed(actor), now=now)
    return queries.messages(actor)


def _listed(actor: Reader) -> Thing:
    match actor:
        case FrontDeskActor(practice_id=practice_id):
            return Thing(Kind.DESK, practice_id, practice_id)
        case CoveringActor(practice_id=practice_id, covered_id=clinician_id):
            return Thing(Kind.INBOX, clinician_id, practice_id)
        case OnDutyActor(practice_id=practice_id, escalation_id=escalation_id):
            return Thing(Kind.ESCALATION, escalation_id, practice_id)
        case _:
            return Thing(Kind.INBOX, actor.clinician_id, actor.practice_id)
