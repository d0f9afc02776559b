"""An availability compiled: the three kinds of time that clocks count, and the closes of working days."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, normalise, subtract
from scheduler.domain.timeline import HORIZON, Timeline
from scheduler.domain.wall_clock import ONE_DAY, local_date, whole_days

# Local dates reach beyond a span of UTC by the widest offset and by hours that run past midnight.
_MARGIN = timedelta(days=2)


class WorkingDay(NamedTuple):
    """A local date on which hours start that still have open time once time away is removed."""

    date: date
    open: Intervals


class Schedule:
    """Answers about one availability. Years are compiled when first asked about, and kept."""

    def __init__(self, availability: Availability) -> None:
        self.availability = availability
        self._working_days = cache(self._find_working_days)

    @cached_property
    def contact(self) -> Timeline:
        """Open time."""
        return Timeline(lambda span: normalise(each for day in self._around(span) for each in day.open))

    @cached_property
    def working(self) -> Timeline:
        """Working days, from midnight to midnight, less time away."""
        zone = self.availability.zone
        return Timeline(
            lambda span: self._present(whole_days(day.date, day.date, zone) for day in self._around(span))
        )

    @cached_property
    def present(self) -> Timeline:
        """All time but time away."""
        return Timeline(lambda span: self._present([span]))

    def is_working_day(self, day: date) -> bool:
        days = self._working_days(day.year)
        index = bisect_left(days, (day,))
        return index < len(days) and days[index].date == day

    def last_close(self, day: date, number: int) -> datetime | None:
        """The last close of the working day that is the `number`-th after `day`; none within the horizon."""
        for year in range(day.year, (day + HORIZON).year + 1):
            days = self._working_days(year)
            index = bisect_right(days, day, key=_date) + number - 1
            if index < len(days):
                return days[index].open[-1].end
            number = index - len(days) + 1
        return None

    def _present(self, spans: Iterable[Interval]) -> Intervals:
        return subtract(normalise(spans), self.availability.away)

    def _around(self, span: Interval) -> Iterator[WorkingDay]:
        zone = self.availability.zone
        first, last = local_date(span.start - _MARGIN, zone), local_date(span.end + _MARGIN, zone)
        for year in range(first.year, last.year + 1):
            days = self._working_days(year)
            yield from days[bisect_left(days, first, key=_date) : bisect_right(days, last, key=_date)]

    def _find_working_days(self, year: int) -> tuple[WorkingDay, ...]:
        days = (
            date(year, 1, 1) + ONE_DAY * offset
            for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
        )
        return tuple(WorkingDay(day, spans) for day in days if (spans := self.availability.open_on(day)))


def _date(day: WorkingDay) -> date:
    return day.date
