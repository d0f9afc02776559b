"""The same time every week, or every few: its appointments are made some way ahead, and on from there.

A day on which it cannot be is left out, with the reason; nothing is moved without somebody's saying so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Care, Clinician
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.domain.errors import IsOverError, TermsError, TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.domain.series_days import series_days
from scheduler.domain.wall_clock import MINUTES_A_DAY, ONE_DAY, instant, local_date, local_minutes, zone
from scheduler.models import Appointment, Series, SessionType
from scheduler.queries.appointments import (
    HOLDING,
    WEEKS_AHEAD,
    WHOLE,
    Keeper,
    Party,
    one_series,
    session_type,
)
from scheduler.services.booking import (
    Times,
    call_off,
    client_to_book_for,
    end_of,
    in_turn,
    keep,
    must_be_there,
    on_terms_of,
    place,
    revision_of,
)

FURTHEST_APART = 8  # weeks
LONGEST = timedelta(weeks=520)  # of what has an end
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
    left_out: tuple[tuple[date, str], ...] = ()  # days, and why, as codes
    is_new: bool = False  # there were no appointments of it before


def start_series(*, actor: Keeper, clinician: Clinician, weekly: Weekly, times: Times, now: datetime) -> Made:
    """Raises NotFoundError, TermsError, TimeTakenError (by other appointments, on each of its days)."""
    with all_or_nothing(clinician.practice_id):
        clinician = in_turn(clinician)
        kind = session_type(actor, clinician, weekly.session_type_id)
        begun = _begin(actor, weekly, kind, kind.minutes, times, now)
        if not begun.appointments and {why for _day, why in begun.left_out} == {TAKEN}:
            raise TimeTakenError
    return begun


def move_series(
    *, actor: Keeper, series_id: UUID, from_day: date, to: datetime, times: Times, now: datetime
) -> tuple[Made, Made]:
    """From one of its days on: what was to come of it ends, and another begins, each told by itself.

    Raises NotFoundError, TermsError, TimeTakenError (by another appointment, on its first day).
    """
    with all_or_nothing(actor.practice_id):
        until = one_series(actor, series_id).last_day
        ended = end_series(actor=actor, series_id=series_id, from_day=from_day, now=now)
        old, there = ended.series, zone(ended.series.clinician.time_zone)
        weekly = Weekly(
            client_id=old.client_id,
            session_type_id=old.session_type_id,
            first_day=local_date(to, there),
            starts_at=local_minutes(to, there),
            every_weeks=old.every_weeks,
            last_day=until,
        )
        begun = _begin(actor, weekly, old.session_type, old.minutes, times, now)
        if (weekly.first_day, TAKEN) in begun.left_out:
            raise TimeTakenError
    return ended, begun


def _begin(
    actor: Keeper, weekly: Weekly, kind: SessionType, minutes: int, times: Times, now: datetime
) -> Made:
    clinician = kind.clinician
    client = client_to_book_for(actor, clinician, weekly.client_id)
    _check(weekly, now, zone(clinician.time_zone))
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
        minutes=minutes,
        made_until=weekly.first_day - ONE_DAY,
        created_at=now,
    )
    _record(actor, Verb.BOOKED, series, now)
    return _go_on(series, times, now)


def go_on(series_id: UUID, practice_id: UUID, *, times: Times, now: datetime) -> Made | None:
    """By the service itself. None where it has ended; it does here with care or after its last day."""
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
        if _is_past(series, now) or not care.filter(ended_at=None).exists():
            series.ended_at = now
            series.save(update_fields=["ended_at"])
            _record(Operator(), Verb.ENDED, series, now)
            return None
        return _go_on(series, times, now)


def end_series(*, actor: Party, series_id: UUID, from_day: date, now: datetime) -> Made:
    """From a day on, by either side; what of it stood from then on is cancelled.

    Raises NotFoundError; IsOverError where it has ended before that day already.
    """
    with all_or_nothing(actor.practice_id):
        in_turn(one_series(actor, series_id).clinician)
        series = one_series(actor, series_id)
        must_be_there(series.client)
        ahead = Appointment.objects.filter(series=series, state__in=HOLDING, series_day__gte=from_day)
        rows = list(ahead.filter(start__gt=now).select_related(*WHOLE))
        if series.ended_at and not rows:
            raise IsOverError
        for row in rows:
            call_off(row, actor, now)
        end_of(series, from_day, now)
        _record(actor, Verb.ENDED, series, now)
    return Made(series, tuple(rows))


def _go_on(series: Series, times: Times, now: datetime) -> Made:
    place_there = zone(series.time_zone)
    is_new = not Appointment.objects.filter(series=series).exists()
    until = local_date(now, place_there) + timedelta(weeks=WEEKS_AHEAD)
    made, left_out = list[Appointment](), list[tuple[date, str]]()
    last = min(until, series.last_day or until)
    for day in series_days(series.first_day, series.every_weeks, after=series.made_until, until=last):
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
    if left_out:
        revision_of(series.pk)
    return Made(series, tuple(made), tuple(left_out), is_new=is_new)


def _is_past(series: Series, now: datetime) -> bool:
    return series.last_day is not None and series.last_day < local_date(now, zone(series.time_zone))


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
        end=start + timedelta(minutes=series.minutes),
        made_by=Appointment.By.CLINICIAN,
        **on_terms_of(series.session_type),
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


def _check(weekly: Weekly, now: datetime, place: ZoneInfo) -> None:
    """Raises TermsError."""
    today = local_date(now, place)
    if not today <= weekly.first_day <= today + timedelta(weeks=WEEKS_AHEAD):
        raise TermsError("first_day", f"Choose a day from today to {WEEKS_AHEAD} weeks from now.")
    latest = weekly.first_day + LONGEST
    if weekly.last_day is not None and not weekly.first_day <= weekly.last_day <= latest:
        raise TermsError("last_day", "Choose a last day that is not before the first.")
    if not 1 <= weekly.every_weeks <= FURTHEST_APART:
        raise TermsError("every_weeks", f"Write a number from 1 to {FURTHEST_APART}.")
    if not 0 <= weekly.starts_at < MINUTES_A_DAY:
        raise TermsError("starts_at", "Write a time of day, such as 09:30.")
    if instant(weekly.first_day, weekly.starts_at, place) <= now:
        raise TermsError("first_day", "This time is over. Choose one that is still to come.")


def _record(actor: Party | Operator, verb: Verb, series: Series, now: datetime) -> None:
    record(actor, verb, Thing(Kind.SERIES, series.pk, series.practice_id, series.client_id), now=now)
