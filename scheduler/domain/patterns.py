"""Times that come back, found among times that are known one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import gcd
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval
from scheduler.domain.weekly import DAYS_A_WEEK

MOST_WEEKS = 4  # between two of a kind; what comes more rarely is told one by one


@dataclass(frozen=True, slots=True)
class Pattern:
    """The first time, and on which days of which weeks it comes again; no days: it does not.

    `without`: the starts at which it would come and does not. `week`: which of every so many it is.
    """

    first: Interval
    days: frozenset[int] = frozenset()  # 0 is Monday
    every: int = 1  # weeks
    week: int = 0
    last_day: date | None = None
    without: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What times of one kind have in common: on wall clocks, and how long they last."""

    clock: tuple[int, int, int]
    lasts: timedelta
    clock_after: tuple[int, int, int]


def patterns(intervals: Iterable[Interval], place: ZoneInfo) -> list[Pattern]:
    """All of them, each once; a time that clocks show twice stands alone, for its name says not which."""
    alone: list[Pattern] = []
    shapes: dict[_Shape, dict[date, Interval]] = defaultdict(dict)
    for each in intervals:
        start, end = each.start.astimezone(place), each.end.astimezone(place)
        if start.fold or end.fold:
            alone.append(Pattern(each))
            continue
        clock, after = ((at.hour, at.minute, at.second) for at in (start, end))
        shapes[_Shape(clock, each.duration, after)][start.date()] = each
    found = [pattern for days in shapes.values() for pattern in _of_shape(days, place)]
    return sorted([*alone, *found], key=lambda each: (each.first, sorted(each.days)))


def _of_shape(times: dict[date, Interval], place: ZoneInfo) -> Iterator[Pattern]:
    """Days of the week that come in the same rhythm are told together."""
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for day in sorted(times):
        by_weekday[day.weekday()].append(day)
    rhythms: dict[tuple[int, int], list[date]] = defaultdict(list)
    for days in by_weekday.values():
        every = gcd(*((later - day).days // DAYS_A_WEEK for day, later in pairwise(days)))
        if 0 < every <= MOST_WEEKS:
            rhythms[every, _week(days[0]) % every].extend(days)
        else:
            yield from (Pattern(times[day]) for day in days)
    for (every, week), days in rhythms.items():
        days.sort()
        missing = tuple(_expected(days, every) - set(days))
        yield Pattern(
            first=times[days[0]],
            days=frozenset(day.weekday() for day in days),
            every=every,
            week=week,
            last_day=days[-1],
            without=tuple(sorted(_starts(times[days[0]], missing, days[0], place))),
        )


def _expected(days: list[date], every: int) -> set[date]:
    weekdays, first = {day.weekday() for day in days}, _week(days[0])
    whole = (days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1))
    return {day for day in whole if day.weekday() in weekdays and (_week(day) - first) % every == 0}


def _starts(first: Interval, days: Iterable[date], day: date, place: ZoneInfo) -> Iterator[datetime]:
    """When it would start on these days, as clocks show it."""
    local = first.start.astimezone(place)
    for each in days:
        yield (local + timedelta(days=(each - day).days)).astimezone(first.start.tzinfo)


def _week(day: date) -> int:
    """Weeks begin on Monday, which day 1 was."""
    return (day.toordinal() - 1) // DAYS_A_WEEK
