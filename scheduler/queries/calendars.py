"""The guarded doors to the calendars that clinicians connect, and to what is taken by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import Clinician
from scheduler.domain.interval import Interval
from scheduler.models import BusyTime, Calendar


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of a clinician's that one of their calendars names.

    Whoever books is told of the time alone: which calendar it is, is for the clinician's own eyes.
    """

    interval: Interval
    is_away: bool
    calendar_id: UUID
    read_at: datetime | None  # when the calendar last said so
    _calendar: Calendar = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The clinician's word for the calendar; opened when it is asked for."""
        return str(self._calendar.name)


def taken(clinician: Clinician, span: Interval) -> tuple[Taken, ...]:
    """All that shares time with `span`, uncut, in its order; of two calendars it may overlap.

    For openings and for the clinician's week alike: asked by whoever was let through to the clinician.
    """
    if clinician.gone_since:
        return ()
    sharing = BusyTime.objects.filter(clinician_id=clinician.pk, end__gt=span.start, start__lt=span.end)
    rows = list(sharing.order_by("start", "end", "pk"))
    calendars = _calendars_of(rows)
    return tuple(
        Taken(
            Interval(row.start, row.end),
            row.is_away,
            row.calendar_id,
            calendars[row.calendar_id].read_at,
            calendars[row.calendar_id],
        )
        for row in rows
    )


def _calendars_of(rows: list[BusyTime]) -> Mapping[UUID, Calendar]:
    return Calendar.objects.in_bulk({row.calendar_id for row in rows}) if rows else {}
