"""Taking times away for good: with a client who is erased, or once they are past their time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.domain.actors import ClinicianActor, Operator
from accounts.domain.audit import Verb
from accounts.leftovers import overwrite_once_committed
from accounts.models import Client
from accounts.queries import NotFoundError
from accounts.wall import all_or_nothing
from scheduler.models import Appointment, Series, WaitingPlace
from scheduler.queries.appointments import appointment
from scheduler.services.booking import in_turn, record_of


def erase_times_of(client: Client) -> None:
    """Within a transaction that is alone with the client. What they had taken is free again."""
    Appointment.objects.filter(client_id=client.pk).delete()
    Series.objects.filter(client_id=client.pk).delete()
    WaitingPlace.objects.filter(client_id=client.pk).delete()


def erase_asker(*, actor: ClinicianActor, appointment_id: UUID, now: datetime) -> Appointment:
    """What somebody unknown asked for, with their name and address, at their wish; its time is free again.

    For a client, there is `erase_client`. Raises NotFoundError.
    """
    with all_or_nothing(actor.practice_id):
        in_turn(appointment(actor, appointment_id).clinician)
        row = appointment(actor, appointment_id)
        if row.client_id:
            raise NotFoundError
        record_of(actor, Verb.ERASED, row, now)
        Appointment.objects.filter(pk=row.pk).delete()
        overwrite_once_committed()
    return row


def forget_appointments(chosen: Collection[UUID], *, now: datetime) -> None:
    """Within a transaction in which nobody else comes at their clients."""
    rows = Appointment.objects.filter(pk__in=chosen)
    for each in rows:
        record_of(Operator(), Verb.FORGOT, each, now)
    rows.delete()


def forget_what_ended(practice_id: UUID, cutoff: datetime) -> int:
    """Series of which no appointment is left, and places of whoever waited. Returns how many."""
    kept = Appointment.objects.filter(series=OuterRef("pk"))
    series = Series.objects.filter(practice_id=practice_id, ended_at__lt=cutoff).filter(~Exists(kept))
    places = WaitingPlace.objects.filter(practice_id=practice_id, ended_at__lt=cutoff)
    return series.delete()[0] + places.delete()[0]
