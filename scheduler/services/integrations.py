"""Appointments for other programs: put on record before they are told."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts.domain.actors import IntegrationActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.models import Appointment
from scheduler.queries.integrations import Wanted, appointment_told, appointments_told


class Listed(NamedTuple):
    rows: list[Appointment]  # one more than was wanted, where there are more
    total: int


def read_appointment(*, actor: IntegrationActor, appointment_id: UUID, now: datetime) -> Appointment:
    """Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        row = appointment_told(actor, appointment_id)
        thing = Thing(Kind.APPOINTMENT, row.pk, row.practice_id, row.client_id)
        record(actor, Verb.READ, thing, now=now)
    return row


def list_appointments(
    *,
    actor: IntegrationActor,
    wanted: Wanted,
    number: int,
    after: tuple[datetime, UUID] | None = None,
    now: datetime,
) -> Listed:
    """So many of those that come after a start and an id. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        found = appointments_told(actor, wanted)
        about = Thing(Kind.APPOINTMENTS, actor.clinician_id or actor.practice_id, actor.practice_id)
        record(actor, Verb.LISTED, about, now=now)
        rest = found
        if after:
            start, last = after
            rest = found.filter(Q(start__gt=start) | Q(start=start, pk__gt=last))
        return Listed(list(rest[: number + 1]), found.count())
