"""The guarded doors to the calendars that clinicians connect, and to what is taken by them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.sql.compiler import SQLCompiler

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from accounts.queries import one_of
from accounts.sealed import have_keys_ready
from accounts.wall import every_practice
from scheduler.domain.by_weight import kept_by_weight
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.domain.polling import LEASE
from scheduler.domain.wall_clock import ONE_DAY, local_date, whole_days
from scheduler.models import BusyTime, Calendar, HolidayDay

MOST_IN_MEMORY = 200_000  # times, each in some 200 bytes
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


class _Joined(Aggregate):
    template = "%(function)s(%(expressions)s, ',')"
    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:  # noqa: ANN401  as Django has it
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


def counting(clinician_id: OuterRef) -> Subquery:
    """Which calendars change promises, and the revision of each, as `counted` reads it; null where none does.

    It is a part of another question, since every message asks.
    """
    parts = (Cast("pk", TextField()), Value(":"), Cast("revision", TextField()))
    each = Concat(*parts, output_field=TextField())
    ours = Calendar.objects.filter(clinician_id=clinician_id, changes_promises=True).order_by()
    return Subquery(ours.values("clinician_id").annotate(state=_Joined(each)).values("state"))


def counted(state: str) -> Counted:
    """What the calendars say that `counting` named.

    Public, as what follows from it is: no actor is asked for, and nothing says which calendar it comes from.
    """
    parts = (each.partition(":") for each in state.split(","))
    return _counted(tuple(sorted((UUID(calendar_id), int(revision)) for calendar_id, _, revision in parts)))


def counted_for(clinician: Clinician) -> Counted | None:
    """None where no calendar changes promises."""
    ours = Calendar.objects.filter(clinician_id=clinician.pk, changes_promises=True)
    state = tuple(sorted(ours.order_by().values_list("pk", "revision")))
    return _counted(state) if state else None


@kept_by_weight(MOST_IN_MEMORY, weigh=lambda said: 1 + len(said.away) + len(said.busy) + len(said.closed))
def _counted(state: State) -> Counted:
    """Kept in memory, since a state never comes back once it has changed."""
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


# --- for the clinician's own eyes


def calendars(actor: ClinicianActor, *, today: date) -> Sequence[Calendar]:
    """The actor's own, the first connected first; each with `asked`: how many holidays wait for an answer."""
    waiting = Q(holidays__state=HolidayDay.State.ASKED, holidays__gone_at=None, holidays__date__gte=today)
    found = list(_own(actor).annotate(asked=Count("holidays", filter=waiting)))
    have_keys_ready(found)
    return found


def calendar(actor: ClinicianActor, calendar_id: UUID) -> Calendar:
    """Raises NotFoundError."""
    return one_of(_own(actor), calendar_id)


def holidays(actor: ClinicianActor, calendar_id: UUID, *, today: date) -> list[HolidayDay]:
    """What the calendar names from today on, in order."""
    named = HolidayDay.objects.filter(
        practice_id=actor.practice_id,
        clinician_id=actor.clinician_id,
        calendar_id=calendar_id,
        gone_at=None,
        date__gte=today,
    )
    found = list(named.order_by("date"))
    have_keys_ready(found)
    return found


def is_being_read(row: Calendar, now: datetime) -> bool:
    """Due, or held by somebody who reads it."""
    if row.next_at is None:
        return False
    return row.next_at <= now or row.next_at - LEASE == row.tried_at


class Because(StrEnum):
    AWAY = "away"
    BUSY = "busy"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some time of a day is taken: for the clinician's own eyes."""

    because: Because
    interval: Interval  # the part of it that lies in the day
    calendar: Calendar
    holiday: str = ""  # as the calendar calls it


def reasons(
    actor: ClinicianActor, first: date, last: date, place: ZoneInfo
) -> dict[date, tuple[Reason, ...]]:
    """By local date, in order; a date on which no calendar takes anything does not appear."""
    span = whole_days(first, last, place)
    if span is None:
        return {}
    known = {each.pk: each for each in calendars(actor, today=first)}
    found: dict[date, list[Reason]] = {}
    for row in _busy_between(actor, span).filter(calendar__in=known):
        because = Because.AWAY if row.is_away else Because.BUSY
        for day, part in _by_day(Interval(row.start, row.end), span, place):
            found.setdefault(day, []).append(Reason(because, part, known[row.calendar_id]))
    for holiday in _closed_between(actor, first, last).filter(calendar__in=known):
        if whole := whole_days(holiday.date, holiday.date, place):
            reason = Reason(Because.HOLIDAY, whole, known[holiday.calendar_id], holiday.name)
            found.setdefault(holiday.date, []).append(reason)
    return {day: tuple(found[day]) for day in sorted(found)}


def _busy_between(actor: ClinicianActor, span: Interval) -> QuerySet[BusyTime]:
    own = BusyTime.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    return own.filter(end__gt=span.start, start__lt=span.end).order_by("start", "end", "pk")


def _closed_between(actor: ClinicianActor, first: date, last: date) -> QuerySet[HolidayDay]:
    own = HolidayDay.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    return own.filter(state=HolidayDay.State.CLOSED, gone_at=None, date__range=(first, last)).order_by("date")


def _by_day(interval: Interval, span: Interval, place: ZoneInfo) -> Iterator[tuple[date, Interval]]:
    """The parts of an interval that lie in each of the local dates of `span`."""
    day = local_date(max(interval.start, span.start), place)
    last = local_date(min(interval.end, span.end) - datetime.resolution, place)
    while day <= last:
        whole = whole_days(day, day, place)
        if whole and (
            part := Interval.between(max(interval.start, whole.start), min(interval.end, whole.end))
        ):
            yield day, part
        day += ONE_DAY


def _own(actor: ClinicianActor) -> QuerySet[Calendar]:
    return Calendar.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)


def calendars_to_tell_of(now: datetime) -> QuerySet[Calendar]:
    """Of which it is time to tell their clinicians; whoever has gone is told nothing."""
    return Calendar.objects.filter(tell_at__lte=now, clinician__gone_since=None).order_by("tell_at", "pk")


# --- for the operator: numbers alone


@dataclass(frozen=True, slots=True)
class Health:
    connected: int  # by an address
    failing: int  # for longer than asked about
    overdue: int  # due for longer than asked about: nobody reads


def health(*, now: datetime, failing_for: timedelta, due_for: timedelta) -> Health:
    read = ~Q(next_at=None) | ~Q(failing_since=None)
    failing, overdue = Q(failing_since__lt=now - failing_for), Q(next_at__lt=now - due_for)
    with every_practice():
        counts = Calendar.objects.filter(read, clinician__gone_since=None).aggregate(
            connected=Count("pk"),
            failing=Count("pk", filter=failing),
            overdue=Count("pk", filter=overdue),
        )
    return Health(**counts)
