"""Taking times away for good: with a client who is erased, or once they are past their time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.domain.actors import Operator
from accounts.domain.audit import Verb
from accounts.models import Client
from scheduler.models import Appointment, Series, WaitingPlace
from scheduler.services.booking import record_of


def erase_times_of(client: Client) -> None:
    """Within a transaction that is alone with the client. What they had taken is free again."""
    Appointment.objects.filter(client_id=client.pk).delete()
    Series.objects.filter(client_id=client.pk).delete()
    WaitingPlace.objects.filter(client_id=client.pk).delete()


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
