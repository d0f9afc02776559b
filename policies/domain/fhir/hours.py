"""Contact hours as FHIR can say them: a week that comes back, and when it does not hold.

FHIR knows no second weeks, no seasons and no one date with other hours. So the week holds every stretch that
comes up at all, and what is not so on a date is told as not available, each for itself, for some months
ahead. Hours beyond that week can be told in words alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from policies.domain.document import BoundaryPolicy
from policies.domain.fhir.values import Json, local, period, said, zone_extension
from policies.domain.rules import availability
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, intersect, normalise, overlapping, subtract
from scheduler.domain.schedule import Schedule
from scheduler.domain.wall_clock import MINUTES_A_DAY, ONE_DAY, instant, whole_days
from scheduler.domain.weekly import DAYS_A_WEEK, Hours

MONTHS_AHEAD = 6
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LAST_SECOND = "23:59:59"  # FHIR has no 24:00, and its ends are part of what they end
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Words:
    """In the clinician's language."""

    away: str
    closed: str
    otherwise: str  # on a date on which the week does not hold
    also: str  # with {times}
    until: str  # with {day}


class Stretch(NamedTuple):
    """Of one day, in minutes after its midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Closure:
    span: Interval
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of some contact hours, and for which dates exceptions are."""

    when: Availability
    span: Interval
    last_day: date
    week: tuple[tuple[Stretch, tuple[int, ...]], ...]  # with the days of the week, Monday first
    closures: tuple[Closure, ...]
    also: Intervals  # open, though the week does not say so


def contact_hours(policy: BoundaryPolicy, today: date, words: Words) -> Told | None:
    """From the month of `today` on; None where the policy names no hours."""
    windows = policy.hours.contact or policy.hours.office or policy.hours.sessions
    if not windows and not any(each.windows for each in policy.overrides):
        return None
    when = availability(policy, windows)
    if not windows:
        when = replace(when, weekly=())  # the week that promises assume is nobody's word
    first = today.replace(day=1)
    last = _months_later(first, MONTHS_AHEAD) - ONE_DAY
    span = whole_days(first, last, when.zone)
    if span is None:
        return None
    stretches = _stretches(when, first, last)
    pattern = _pattern(stretches, first, last, when)
    opened = Schedule(when).contact.during(span)
    closures = tuple(_closures(when, opened, subtract(pattern, opened), words))
    return Told(when, span, last, _by_stretch(stretches), closures, subtract(opened, pattern))


def available_times(told: Told) -> list[Json]:
    """`availableTime`, alike in both releases."""
    return [_available(stretch, days, told.when.zone.key) for stretch, days in told.week]


def not_available(told: Told) -> list[Json]:
    """`notAvailable` in R4, `notAvailableTime` in R5."""
    return [{"description": each.why, "during": period(each.span, told.when.zone)} for each in told.closures]


def exceptions(told: Told, words: Words) -> str:
    """What only words can say: other open times, and how far ahead exceptions are told."""
    times = "; ".join(
        f"{local(each.start, told.when.zone)}/{local(each.end, told.when.zone)}" for each in told.also
    )
    said_in_words = [words.also.format(times=times)] if times else []
    return " ".join([*said_in_words, words.until.format(day=told.last_day.isoformat())])


def _available(stretch: Stretch, days: tuple[int, ...], place: str) -> Json:
    week = [DAYS[day] for day in days]
    if stretch == (0, MINUTES_A_DAY):
        return {"daysOfWeek": week, "allDay": True}
    in_zone = {"extension": zone_extension(place)}
    return said(
        daysOfWeek=week,
        availableStartTime=_time(stretch.start),
        _availableStartTime=in_zone,
        availableEndTime=_time(stretch.end),
        _availableEndTime=in_zone,
    )


def _time(minutes: int) -> str:
    return _LAST_SECOND if minutes == MINUTES_A_DAY else f"{minutes // 60:02}:{minutes % 60:02}:00"


def _stretches(when: Availability, first: date, last: date) -> dict[int, set[Stretch]]:
    """By day of the week, all that the weekly hours come to on any date; those past midnight in two."""
    found: dict[int, set[Stretch]] = {day: set() for day in range(DAYS_A_WEEK)}
    for day in _dates(first, last):
        for hours in when.weekly_hours_on(day):
            for later, stretch in _parts(hours):
                found[(day.weekday() + later) % DAYS_A_WEEK].add(stretch)
    return found


def _parts(hours: Hours) -> Iterator[tuple[int, Stretch]]:
    """How many days later, and when; hours with an open end count for nothing."""
    if hours.end is None:
        return
    if hours.end > hours.start:
        yield 0, Stretch(hours.start, hours.end)
        return
    yield 0, Stretch(hours.start, MINUTES_A_DAY)
    if hours.end:
        yield 1, Stretch(0, hours.end)


def _by_stretch(stretches: dict[int, set[Stretch]]) -> tuple[tuple[Stretch, tuple[int, ...]], ...]:
    every = sorted({each for there in stretches.values() for each in there})
    week = [(each, tuple(day for day in stretches if each in stretches[day])) for each in every]
    return tuple(sorted(week, key=lambda each: (each[1], each[0])))


def _pattern(stretches: dict[int, set[Stretch]], first: date, last: date, when: Availability) -> Intervals:
    """What somebody who reads the week alone takes to be open."""
    return normalise(
        span
        for day in _dates(first, last)
        for each in stretches[day.weekday()]
        if (span := Interval.between(instant(day, each.start, when.zone), instant(day, each.end, when.zone)))
    )


def _closures(when: Availability, opened: Intervals, gaps: Intervals, words: Words) -> Iterator[Closure]:
    """Times away and closed days whole where nothing is open in them, then what is left of the gaps."""
    whole = [
        each
        for each in [*_absences(when, gaps, words), *_closed_days(when, gaps, words)]
        if not intersect((each.span,), opened)
    ]
    covered = normalise(each.span for each in whole)
    rest = (Closure(span, words.otherwise) for span in subtract(gaps, covered))
    yield from sorted([*whole, *rest], key=lambda each: (each.span, each.why))


def _absences(when: Availability, gaps: Intervals, words: Words) -> Iterator[Closure]:
    yield from (Closure(span, words.away) for span in when.away if overlapping(gaps, span))


def _closed_days(when: Availability, gaps: Intervals, words: Words) -> Iterator[Closure]:
    if not gaps:
        return
    first, last = (each.astimezone(when.zone).date() for each in (gaps[0].start, gaps[-1].end))
    for day in _dates(first, last):
        holidays = when.holidays(day.year)
        is_closed = when.overrides.get(day) == () or day in when.closed_dates or day in holidays
        span = whole_days(day, day, when.zone)
        if is_closed and span and overlapping(gaps, span):
            yield Closure(
                span, holidays.get(day, words.closed) if day not in when.overrides else words.closed
            )


def _dates(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // _MONTHS, month % _MONTHS + 1, 1)
