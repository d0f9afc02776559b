"""The same time every week, or every few: its appointments are made some way ahead, and on from there.

A day on which it cannot be is left out, with the reason; nothing is moved without somebody's saying so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Care, Clinician
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.domain.errors import TermsError, TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import MINUTES_A_DAY, instant, local_date, zone
from scheduler.models import Appointment, Series
from scheduler.queries.appointments import (
    HOLDING,
    WEEKS_AHEAD,
    Keeper,
    Party,
    one_series,
    session_type,
)
from scheduler.services.booking import (
    Times,
    by_of,
    client_to_book_for,
    close,
    in_turn,
    keep,
    must_be_there,
    place,
)

FURTHEST_APART = 8  # weeks
TAKEN = "taken"  # by another appointment; the other codes are `Times.obstacle`'s

State = Appointment.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """On wall clocks at the clinician's."""

    client_id: UUID
    session_type_id: UUID
    first_day: date
    starts_at: int  # minutes after midnight
    every_weeks: int = 1
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What came of going on with a series."""

    series: Series
    appointments: tuple[Appointment, ...]
    left_out: tuple[tuple[date, str], ...]  # days, and why, as codes


def start_series(*, actor: Keeper, clinician: Clinician, weekly: Weekly, times: Times, now: datetime) -> Made:
    """Raises NotFoundError, TermsError."""
    with all_or_nothing(clinician.practice_id):
        clinician = in_turn(clinician)
        kind = session_type(actor, clinician, weekly.session_type_id)
        client = client_to_book_for(actor, clinician, weekly.client_id)
        _check(weekly, local_date(now, zone(clinician.time_zone)))
        series = Series.objects.create(
            practice_id=clinician.practice_id,
            clinician=clinician,
            client=client,
            session_type=kind,
            first_day=weekly.first_day,
            starts_at=weekly.starts_at,
            last_day=weekly.last_day,
            time_zone=clinician.time_zone,
            every_weeks=weekly.every_weeks,
            made_until=weekly.first_day - timedelta(days=1),
            created_at=now,
        )
        _record(actor, Verb.BOOKED, series, now)
        return _go_on(series, times, now)


def go_on(series_id: UUID, practice_id: UUID, *, times: Times, now: datetime) -> Made | None:
    """By the service itself. None where it has ended; where care has, it ends here."""
    with all_or_nothing(practice_id):
        rows = Series.objects.select_related("clinician", "client", "session_type")
        found = rows.filter(pk=series_id).first()
        if found is None:
            return None
        in_turn(found.clinician)
        must_be_there(found.client)
        series = rows.filter(pk=series_id, ended_at=None).first()
        if series is None:
            return None
        care = Care.objects.filter(clinician_id=series.clinician_id, client_id=series.client_id)
        if not care.filter(ended_at=None).exists():
            series.ended_at = now
            series.save(update_fields=["ended_at"])
            _record(Operator(), Verb.ENDED, series, now)
            return None
        return _go_on(series, times, now)


def end_series(*, actor: Party, series_id: UUID, from_day: date, now: datetime) -> Made:
    """From a day on, by either side; what of it stood from then on is cancelled. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        in_turn(one_series(actor, series_id).clinician)
        series = one_series(actor, series_id)
        must_be_there(series.client)
        ahead = Appointment.objects.filter(series=series, state__in=HOLDING, series_day__gte=from_day)
        rows = list(ahead.filter(start__gt=now).select_related("clinician", "client", "session_type"))
        for row in rows:
            close(row, State.CANCELLED, by_of(actor), now)
        series.last_day, series.ended_at = from_day - timedelta(days=1), now
        series.save(update_fields=["last_day", "ended_at"])
        _record(actor, Verb.ENDED, series, now)
    return Made(series, tuple(rows), ())


def days_of(series: Series, after: date, until: date) -> Iterator[date]:
    """The days after the one, up to the other."""
    last = min(until, series.last_day or until)
    day = series.first_day
    if after >= day:
        weeks = ((after - day).days // 7 // series.every_weeks + 1) * series.every_weeks
        day += timedelta(weeks=weeks)
    while day <= last:
        yield day
        day += timedelta(weeks=series.every_weeks)


def _go_on(series: Series, times: Times, now: datetime) -> Made:
    place_there = zone(series.time_zone)
    until = local_date(now, place_there) + timedelta(weeks=WEEKS_AHEAD)
    made, left_out = list[Appointment](), list[tuple[date, str]]()
    for day in days_of(series, series.made_until, until):
        row = _on(series, day, now)
        if row.start <= now:
            continue
        why = _keep_if_possible(row, times, now)
        if why:
            left_out.append((day, why))
        else:
            made.append(row)
    series.made_until = max(until, series.made_until)
    series.left_out = [*series.left_out, *({"day": day.isoformat(), "why": why} for day, why in left_out)]
    series.save(update_fields=["made_until", "left_out"])
    return Made(series, tuple(made), tuple(left_out))


def _on(series: Series, day: date, now: datetime) -> Appointment:
    start = instant(day, series.starts_at, zone(series.time_zone))
    return Appointment(
        practice_id=series.practice_id,
        clinician=series.clinician,
        client=series.client,
        session_type=series.session_type,
        series=series,
        series_day=day,
        state=State.BOOKED,
        start=start,
        end=start + timedelta(minutes=series.session_type.minutes),
        made_by=Appointment.By.CLINICIAN,
        made_at=now,
        revised_at=now,
    )


def _keep_if_possible(row: Appointment, times: Times, now: datetime) -> str | None:
    """Why not, as a code."""
    if why := times.obstacle(row.clinician, Interval(row.start, row.end), now):
        return why
    try:
        place(row, row.start, is_tight=True)
        keep(row)
    except TimeTakenError:
        return TAKEN
    return None


def _check(weekly: Weekly, today: date) -> None:
    """Raises TermsError."""
    if not today <= weekly.first_day <= today + timedelta(weeks=WEEKS_AHEAD):
        raise TermsError("first_day", f"Choose a day from today to {WEEKS_AHEAD} weeks from now.")
    if weekly.last_day is not None and weekly.last_day < weekly.first_day:
        raise TermsError("last_day", "Choose a last day that is not before the first.")
    if not 1 <= weekly.every_weeks <= FURTHEST_APART:
        raise TermsError("every_weeks", f"Write a number from 1 to {FURTHEST_APART}.")
    if not 0 <= weekly.starts_at < MINUTES_A_DAY:
        raise TermsError("starts_at", "Write a time of day, such as 09:30.")


def _record(actor: Party | Operator, verb: Verb, series: Series, now: datetime) -> None:
    record(actor, verb, Thing(Kind.SERIES, series.pk, series.practice_id, series.client_id), now=now)
