"""What a message would be promised at any hour of a year, and how long nobody is there.

The hours of a day are those that pass between its two midnights: where clocks go forward there are 23, and
one clock hour is missing; where they go back there are 25, and one comes twice. Every hour is asked about its
first moment.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import groupby, islice
from math import ceil
from operator import attrgetter
from statistics import median_high
from typing import NamedTuple
from zoneinfo import ZoneInfo

from policies.domain.document import Channel
from policies.domain.longest_wait import Wait, longest_wait
from policies.domain.promise import CompiledPolicy, State
from policies.domain.rules import availability, hours_for
from scheduler.domain.availability import Availability
from scheduler.domain.errors import InstantOutOfRange
from scheduler.domain.interval import Interval, Intervals, overlapping
from scheduler.domain.wall_clock import FIRST_YEAR, LAST_YEAR, ONE_DAY, local_date, midnight, zone

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MINUTES_AN_HOUR = 60
HOURS_A_DAY = 24
_HOURS = tuple(HOUR * number for number in range(49))  # of the longest day a zone has had


class Special(StrEnum):
    """Why a day is not as its week would have it."""

    AWAY = "away"  # for a part of it at least
    HOLIDAY = "holiday"  # on which there would have been hours
    CLOSED = "closed"
    OTHER_HOURS = "other_hours"


class Hour(NamedTuple):
    """A message at its first moment: `clock` is the hour that clocks show then; no wait: no time promised."""

    at: datetime
    clock: int
    state: State
    wait: timedelta | None


class Day(NamedTuple):
    date: date
    special: Special | None
    hours: tuple[Hour, ...]


class Silence(NamedTuple):
    """From a close, or the year's beginning, to the next opening; no end: none within 800 days."""

    start: datetime
    end: datetime | None

    @property
    def length(self) -> timedelta:
        return timedelta.max if self.end is None else self.end - self.start


class Month(NamedTuple):
    """A month, or what of it lies in the year; no waits: no time is promised in it."""

    first: date
    longest: timedelta | None
    median: timedelta | None


@dataclass(frozen=True)
class Year:
    """`longest` is right to the minute, whatever minute it is; the other figures are of the hours."""

    channel: Channel
    matter: str | None
    start: date
    place: ZoneInfo
    days: tuple[Day, ...]
    longest: Wait | None
    silence: Silence | None

    @cached_property
    def hours(self) -> tuple[Hour, ...]:
        return tuple([hour for day in self.days for hour in day.hours])

    @property
    def median(self) -> timedelta | None:
        return _median(_waits(self.hours))

    @property
    def promised(self) -> float:
        """The share of hours in which a time is promised."""
        return len(_waits(self.hours)) / len(self.hours)

    @property
    def open(self) -> float:
        return sum(hour.state is State.OPEN for hour in self.hours) / len(self.hours)

    @property
    def within_a_day(self) -> float:
        """The share of hours in which 24 hours or less are promised."""
        return sum(wait <= ONE_DAY for wait in _waits(self.hours)) / len(self.hours)

    @property
    def months(self) -> tuple[Month, ...]:
        by_month = groupby(self.days, key=lambda day: (day.date.year, day.date.month))
        return tuple(_month(tuple(days)) for _, days in by_month)


def year(
    compiled: CompiledPolicy,
    channel: str,
    start: date,
    matter: str | None = None,
    *,
    place: str | None = None,
) -> Year:
    """The year that begins on `start`, by the clocks of `place`: the policy's own where none is named.

    Raises ValueError for a channel, a matter or a place that is not known, or a year too far away.
    """
    if not FIRST_YEAR <= start.year < LAST_YEAR:
        raise InstantOutOfRange(f"the year {start.year} is not between {FIRST_YEAR} and {LAST_YEAR - 1}")
    where = zone(place or compiled.policy.timezone)
    dates = _dates(start)
    clocks = [_clock_hours(day, where) for day in dates]
    instants = [at for hours in clocks for at in hours]
    span = Interval(instants[0], midnight(dates[-1] + ONE_DAY, where))
    opened = compiled.open_intervals(channel, span.start, span.end)
    rules = availability(compiled.policy, hours_for(compiled.policy, Channel(channel)))

    def reply_by(received: datetime) -> datetime | None:
        return compiled.reply_by(channel, received, matter)

    replies = list(map(reply_by, instants))
    edges = _edges((*opened, *overlapping(rules.away, span)), instants)
    special = _special_days(rules, dates, span, where)
    hours = _hours(clocks, _states(instants, opened, rules.away), replies)
    return Year(
        channel=Channel(channel),
        matter=matter,
        start=start,
        place=where,
        days=tuple([Day(day, special.get(day), hours) for day, hours in zip(dates, hours, strict=True)]),
        longest=longest_wait(reply_by, instants, replies, edges),
        silence=_longest_silence(opened, span, compiled.next_open(channel, span.end)),
    )


def longest_silence(compiled: CompiledPolicy, channel: str, span: Interval) -> Silence | None:
    """The longest time, begun within `span`, in which a channel is not open; none where it always is."""
    opened = compiled.open_intervals(channel, span.start, span.end)
    return _longest_silence(opened, span, compiled.next_open(channel, span.end))


def _longest_silence(opened: Intervals, span: Interval, following: datetime | None) -> Silence | None:
    closes = (span.start, *(each.end for each in opened))
    openings = (*(each.start for each in opened), following)
    silences = (
        Silence(close, opening)
        for close, opening in zip(closes, openings, strict=True)
        if close not in (opening, span.end)
    )
    return max(silences, key=attrgetter("length"), default=None)


def _dates(start: date) -> list[date]:
    """Up to the same date of the next year; of a 29 February, to the 1 March."""
    leap_day = (start.month, start.day) == (2, 29)
    end = date(start.year + 1, 3, 1) if leap_day else start.replace(year=start.year + 1)
    return [start + ONE_DAY * number for number in range((end - start).days)]


def _clock_hours(day: date, place: ZoneInfo) -> dict[datetime, int]:
    """The first moments of a day's hours, and what clocks show then."""
    start, end = midnight(day, place), midnight(day + ONE_DAY, place)
    instants = [start + hour for hour in _HOURS[: ceil((end - start) / HOUR)]]
    if end - start == ONE_DAY:
        return dict(zip(instants, range(HOURS_A_DAY), strict=True))
    return {at: at.astimezone(place).hour for at in instants}


def _states(instants: Sequence[datetime], opened: Intervals, away: Intervals) -> list[State]:
    states = [State.CLOSED] * len(instants)
    for state, intervals in ((State.AWAY, away), (State.OPEN, opened)):
        for each in intervals:
            first, end = bisect_left(instants, each.start), bisect_left(instants, each.end)
            states[first:end] = [state] * (end - first)
    return states


def _hours(
    clocks: Iterable[Mapping[datetime, int]], states: Iterable[State], replies: Iterable[datetime | None]
) -> list[tuple[Hour, ...]]:
    following = zip(states, replies, strict=True)
    return [
        tuple(
            [
                Hour(at, clock, state, None if reply is None else reply - at)
                for (at, clock), (state, reply) in zip(
                    hours.items(), islice(following, len(hours)), strict=True
                )
            ]
        )
        for hours in clocks
    ]


def _special_days(
    rules: Availability, dates: Sequence[date], span: Interval, place: ZoneInfo
) -> dict[date, Special]:
    special = {day: kind for day in dates if (kind := _special(rules, day))}
    for away in overlapping(rules.away, span):
        day, last = local_date(away.start, place), local_date(away.end - datetime.resolution, place)
        while day <= last:
            special[day] = Special.AWAY
            day += ONE_DAY
    return special


def _special(rules: Availability, day: date) -> Special | None:
    if day in rules.overrides:
        return Special.OTHER_HOURS if rules.overrides[day] else Special.CLOSED
    if day in rules.closed_dates or _is_all_busy(rules, day):
        return Special.CLOSED
    return Special.HOLIDAY if day in rules.holidays(day.year) and rules.weekly_hours_on(day) else None


def _is_all_busy(rules: Availability, day: date) -> bool:
    return bool(rules.busy) and bool(rules.hours_on(day)) and not rules.open_on(day)


def _edges(intervals: Iterable[Interval], instants: Sequence[datetime]) -> set[int]:
    """The hours inside which something opens, closes, begins or ends: they are named by their numbers."""
    edges = {edge for each in intervals for edge in (each.start, each.end)} - set(instants)
    return {bisect_left(instants, edge) - 1 for edge in edges}


def _month(days: Sequence[Day]) -> Month:
    waits = _waits(hour for day in days for hour in day.hours)
    return Month(days[0].date, max(waits, default=None), _median(waits))


def _waits(hours: Iterable[Hour]) -> list[timedelta]:
    return [hour.wait for hour in hours if hour.wait is not None]


def _median(waits: Sequence[timedelta]) -> timedelta | None:
    return median_high(waits) if waits else None
