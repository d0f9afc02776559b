"""Days off that a connected calendar names and the clinician has confirmed."""

from datetime import date

from accounts.models import Clinician
from scheduler.models import HolidayDay


def closed_days(clinician: Clinician, first: date, last: date) -> frozenset[date]:
    """For what can be booked, by whoever was let through to that: the dates alone."""
    kept = HolidayDay.objects.filter(
        clinician_id=clinician.pk, state=HolidayDay.State.CLOSED, gone_at=None, date__range=(first, last)
    )
    return frozenset(kept.values_list("date", flat=True))
