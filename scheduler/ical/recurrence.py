"""The times of a rule near a span, in steps that are counted (RFC 5545 section 3.3.10).

Our own rather than dateutil's: that one walks from the first time, even where that is decades ago, and a rule
that never comes true it walks to the year 9999. Here only the days are looked at that a span asks for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import dropwhile, islice, product, takewhile
from math import prod
from typing import TypeAlias

from scheduler.ical import days
from scheduler.ical.limits import LAST_YEAR, MOST_AT_ONCE, MOST_STEPS, MOST_STEPS_OF_A_FILE
from scheduler.ical.rule import Frequency, Rule, with_defaults

_Period: TypeAlias = "tuple[date, Iterable[datetime]]"  # its first day, and the times in it, in order
_ONE_DAY = timedelta(days=1)
_A_WEEK = 7
_A_DAY = 86_400  # seconds
_A_YEAR = 12  # months


class TooOftenError(Exception):
    """There is more than may be looked at; all before `wall` was told."""

    def __init__(self, wall: datetime) -> None:
        super().__init__(wall)
        self.wall = wall


class Steps:
    """How many of them one file has left."""

    def __init__(self, most: int = MOST_STEPS_OF_A_FILE) -> None:
        self._left = most

    def of_a_series(self) -> int:
        return min(self._left, MOST_STEPS)

    def take(self, steps: int) -> None:
        self._left -= steps


def times(rule: Rule, first: datetime, begin: datetime, end: datetime, steps: Steps) -> Iterator[datetime]:
    """Wall-clock times in order, from some time before `begin` to `end`. None is before `first`.

    UNTIL is left to who knows the zone. Raises TooOftenError.
    """
    rule = with_defaults(rule, first)
    if rule.count is not None:
        rule, end = _counted_out(rule, first, end)
    start, told = _entered(rule, first, begin)
    walls = _from_first(_watched(_periods(rule, first, start), first, end, steps), first)
    if rule.count is not None:
        walls = islice(walls, max(0, rule.count - told))
    return takewhile(lambda wall: wall <= end, walls)


def _from_first(walls: Iterator[datetime], first: datetime) -> Iterator[datetime]:
    return dropwhile(lambda wall: wall < first, walls)


def _watched(periods: Iterator[_Period], first: datetime, end: datetime, steps: Steps) -> Iterator[datetime]:
    """All times of the periods, as long as there are steps left."""
    taken, left, reached = 0, steps.of_a_series(), first
    try:
        for first_day, found in periods:
            reached = max(reached, datetime.combine(first_day, time.min))
            if reached > end:
                return
            taken += 1
            if taken > left:
                raise TooOftenError(reached)
            for wall in found:
                taken += 1
                yield wall
                reached = max(reached, wall)
                if taken > left:
                    break
            if taken > left:
                raise TooOftenError(reached)
    finally:
        steps.take(taken)


def _counted_out(rule: Rule, first: datetime, end: datetime) -> tuple[Rule, datetime]:
    """Where steps are even and shorter than days, the last one can be worked out."""
    chooses = rule.chooses_days or rule.hours or rule.minutes or rule.seconds or rule.positions
    if rule.frequency >= Frequency.DAILY or chooses or rule.count is None:
        return rule, end
    seconds = (rule.count - 1) * rule.interval * rule.frequency
    to_end = max(0, (end - first) // timedelta(seconds=1))
    return replace(rule, count=None), min(end, first + timedelta(seconds=min(seconds, to_end + 1)))


def _entered(rule: Rule, first: datetime, begin: datetime) -> tuple[int, int]:
    """The period to begin with, so that decades are not walked through, and how many times came before it."""
    period = max(0, _period_of(rule, first, begin))
    if rule.count is None or period == 0:
        return period, 0
    chooses = rule.months or rule.month_days or rule.year_days or rule.week_numbers or rule.positions
    daily = rule.frequency is Frequency.DAILY and not rule.weekdays
    if chooses or not (daily or rule.frequency is Frequency.WEEKLY):
        return 0, 0  # all of them have to be counted
    in_first = sum(1 for wall in next(iter(_periods(rule, first, 0)))[1] if wall >= first)
    each = max(1, len(rule.weekdays)) * _how_many_a_day(rule)
    return period, in_first + (period - 1) * each


def _how_many_a_day(rule: Rule) -> int:
    return max(1, len(rule.hours)) * max(1, len(rule.minutes)) * max(1, len(rule.seconds))


def _period_of(rule: Rule, first: datetime, begin: datetime) -> int:
    """One that begins before `begin`, if not before `first`."""
    match rule.frequency:
        case Frequency.YEARLY:
            return (begin.year - 1 - first.year) // rule.interval
        case Frequency.MONTHLY:
            months = (begin.year - first.year) * _A_YEAR + begin.month - first.month
            return (months - 1) // rule.interval
        case Frequency.WEEKLY:
            return ((begin - first).days - _A_WEEK) // (_A_WEEK * rule.interval)
        case Frequency.DAILY:
            return ((begin - first).days - 1) // rule.interval
        case _:
            return (begin - first).days - 1


def _periods(rule: Rule, first: datetime, start: int) -> Iterator[_Period]:
    match rule.frequency:
        case Frequency.YEARLY:
            found = _years(rule, first, start)
        case Frequency.MONTHLY:
            found = _months(rule, first, start)
        case Frequency.WEEKLY:
            found = _weeks(rule, first, start)
        case Frequency.DAILY:
            found = _days(rule, first, start)
        case _:
            yield from _within_days(rule, first, start)
            return
    clock = _Clock(rule, first)
    for first_day, in_period in found:
        yield first_day, clock.times_of(in_period)


def _years(rule: Rule, first: datetime, start: int) -> Iterator[tuple[date, Iterable[date]]]:
    for year in range(first.year + start * rule.interval, LAST_YEAR + 1, rule.interval):
        yield date(year, 1, 1), days.of_year(rule, year)


def _months(rule: Rule, first: datetime, start: int) -> Iterator[tuple[date, Iterable[date]]]:
    begin = first.year * _A_YEAR + first.month - 1 + start * rule.interval
    for number in range(begin, (LAST_YEAR + 1) * _A_YEAR, rule.interval):
        year, month = divmod(number, _A_YEAR)
        yield date(year, month + 1, 1), days.of_month(rule, year, month + 1)


def _weeks(rule: Rule, first: datetime, start: int) -> Iterator[tuple[date, Iterable[date]]]:
    week = first.date() - (first.weekday() - rule.week_start) % _A_WEEK * _ONE_DAY
    only_weekdays = not (rule.months or rule.month_days or rule.year_days or rule.week_numbers)
    offsets = sorted((day - rule.week_start) % _A_WEEK for day in rule.weekdays)
    for first_day in _dates(week, start, _A_WEEK * rule.interval):
        if only_weekdays:
            yield first_day, [first_day + offset * _ONE_DAY for offset in offsets]
        else:
            yield first_day, days.of_week(rule, first_day)


def _days(rule: Rule, first: datetime, start: int) -> Iterator[tuple[date, Iterable[date]]]:
    fits = days.fits(rule)
    for day in _dates(first.date(), start, rule.interval):
        yield day, [day] if fits(day) else []


def _dates(first: date, start: int, interval: int) -> Iterator[date]:
    last = date(LAST_YEAR, 12, 31).toordinal()
    for number in range(first.toordinal() + start * interval, last, interval):
        yield date.fromordinal(number)


class _Clock:
    """The times of day that a rule means, on each of its days."""

    def __init__(self, rule: Rule, first: datetime) -> None:
        self._parts = (
            rule.hours or (first.hour,),
            rule.minutes or (first.minute,),
            rule.seconds or (first.second,),
        )
        hours, minutes, seconds = self._parts
        self._only = time(hours[0], minutes[0], seconds[0]) if _how_many_a_day(rule) == 1 else None
        self._positions = rule.positions

    def times_of(self, in_period: Iterable[date]) -> Iterable[datetime]:
        if self._positions:
            return _chosen(self._all(in_period), self._positions)
        return self._all(in_period)

    def _all(self, in_period: Iterable[date]) -> Iterator[datetime]:
        if self._only is not None:
            for day in in_period:
                yield datetime.combine(day, self._only)
            return
        for day in in_period:
            for hour, minute, second in product(*self._parts):
                yield datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001  a wall clock's


def _chosen(found: Iterator[datetime], positions: tuple[int, ...]) -> list[datetime]:
    """BYSETPOS. Raises TooOftenError."""
    kept = list(islice(found, MOST_AT_ONCE + 1))
    if len(kept) > MOST_AT_ONCE:
        raise TooOftenError(kept[0])
    places = {place - 1 if place > 0 else len(kept) + place for place in positions}
    return [kept[place] for place in sorted(places) if 0 <= place < len(kept)]


def _within_days(rule: Rule, first: datetime, start: int) -> Iterator[_Period]:
    """Hours, minutes and seconds: day by day, so that days that cannot be meant cost one look each."""
    fits = days.fits(rule)
    for day in _dates(first.date(), start, 1):
        yield day, _within(rule, first, day) if fits(day) else ()


def _within(rule: Rule, first: datetime, day: date) -> Iterator[datetime]:
    """Units (hours, minutes or seconds) of the day that are in step with the first, and the times in each."""
    unit = int(rule.frequency)
    from_first = (day - first.date()).days * (_A_DAY // unit) - _second_of_day(first) // unit
    midnight = datetime.combine(day, time.min)
    for number in _units(rule, -from_first % rule.interval):
        found = _in_unit(rule, first, midnight + timedelta(seconds=number * unit))
        yield from _chosen(found, rule.positions) if rule.positions else found


def _units(rule: Rule, first: int) -> Iterable[int]:
    """Those of a day that may be meant, counted from midnight. `first`: the first that is in step."""
    in_step = range(first, _A_DAY // rule.frequency, rule.interval)
    parts = [rule.hours or range(24)]
    if rule.frequency < Frequency.HOURLY:
        parts.append(rule.minutes or range(60))
    if rule.frequency < Frequency.MINUTELY:
        parts.append(rule.seconds or range(60))
    if len(in_step) <= prod(map(len, parts)):
        return in_step
    named = (reduce(lambda units, part: units * 60 + part, each) for each in product(*parts))
    return (number for number in named if number % rule.interval == first)


def _in_unit(rule: Rule, first: datetime, begin: datetime) -> Iterator[datetime]:
    if rule.hours and begin.hour not in rule.hours:
        return
    if rule.frequency is Frequency.HOURLY:
        minutes: Iterable[int] = rule.minutes or (first.minute,)
    else:
        minutes = () if rule.minutes and begin.minute not in rule.minutes else (begin.minute,)
    if rule.frequency is Frequency.SECONDLY:
        seconds: Iterable[int] = () if rule.seconds and begin.second not in rule.seconds else (begin.second,)
    else:
        seconds = rule.seconds or (first.second,)
    for minute, second in product(minutes, seconds):
        yield begin.replace(minute=minute, second=second)


def _second_of_day(wall: datetime) -> int:
    return (wall.hour * 60 + wall.minute) * 60 + wall.second
