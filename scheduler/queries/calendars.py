"""The guarded doors to the calendars that clinicians connect, and to what is taken by them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

from accounts.models import Clinician
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.models import BusyTime, Calendar, HolidayDay

State: TypeAlias = tuple[tuple[UUID, int], ...]  # calendars, and which revision of what counts of each


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


# --- what counts for promises


@dataclass(frozen=True, slots=True)
class Counted:
    """What a clinician lets their calendars change beyond openings. Two of the same state are the same."""

    state: State
    away: Intervals = field(compare=False)  # merged
    busy: Intervals = field(compare=False)
    closed: tuple[date, ...] = field(compare=False)


def counted(clinician: Clinician) -> Counted | None:
    """None where no calendar changes promises, and one question to find that out.

    Public, as what follows from it is: no actor is asked for, and nothing says which calendar it comes from.
    """
    counting = Calendar.objects.filter(clinician_id=clinician.pk, changes_promises=True)
    state = tuple(counting.order_by("pk").values_list("pk", "revision"))
    return _counted(state) if state else None


@lru_cache(maxsize=256)
def _counted(state: State) -> Counted:
    """Kept in memory: a state never comes back once it has changed."""
    ids = [calendar_id for calendar_id, _ in state]
    spans: dict[bool, list[Interval]] = {True: [], False: []}
    rows = BusyTime.objects.filter(calendar_id__in=ids).values_list("start", "end", "is_away")
    for start, end, is_away in rows:
        spans[is_away].append(Interval(start, end))
    closed = HolidayDay.objects.filter(calendar_id__in=ids, state=HolidayDay.State.CLOSED, gone_at=None)
    dates = tuple(sorted({*closed.values_list("date", flat=True)}))
    return Counted(state, normalise(spans[True]), normalise(spans[False]), dates)


def away_by_calendar(clinicians: Iterable[UUID]) -> dict[UUID, Intervals]:
    """When each of them is away, as far as they let calendars say so; who never is does not appear."""
    spans: dict[UUID, list[Interval]] = {}
    rows = BusyTime.objects.filter(
        clinician_id__in=[*clinicians], is_away=True, calendar__changes_promises=True
    )
    for person, start, end in rows.values_list("clinician_id", "start", "end"):
        spans.setdefault(person, []).append(Interval(start, end))
    return {person: normalise(each) for person, each in spans.items()}
