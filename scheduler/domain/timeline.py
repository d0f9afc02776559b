"""Time that counts, compiled for quick questions."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from scheduler.domain.interval import Interval, Intervals, clip, normalise

HORIZON = timedelta(days=800)
_YEARS_TO_HORIZON = 4


class _Year(NamedTuple):
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    counted: tuple[timedelta, ...]  # how much has counted since New Year when each interval ends


class Timeline:
    """Sorted UTC arrays with running sums, one per UTC year, compiled when first asked about.

    `source` gives the sorted, disjoint intervals that share time with a span.
    """

    def __init__(self, source: Callable[[Interval], Intervals]) -> None:
        self._source = source
        self._years: dict[int, _Year] = {}

    def counts(self, at: datetime) -> bool:
        starts, ends, _ = self._year(at.year)
        index = bisect_right(ends, at)
        return index < len(ends) and starts[index] <= at

    def next(self, at: datetime) -> datetime | None:
        """The first instant from `at` on that counts, `at` itself included; none within the horizon."""
        for year in range(at.year, at.year + _YEARS_TO_HORIZON):
            starts, ends, _ = self._year(year)
            index = bisect_right(ends, at)
            if index < len(ends):
                found = max(starts[index], at)
                return found if found <= at + HORIZON else None
        return None

    def add(self, at: datetime, amount: timedelta) -> datetime | None:
        """The earliest instant by which `amount` has counted since `at`; none within the horizon."""
        latest = at + HORIZON
        for year in range(at.year, at.year + _YEARS_TO_HORIZON):
            starts, ends, counted = self._year(year)
            index = bisect_right(ends, at)
            if index == len(ends):
                continue
            amount += counted[index] - (ends[index] - max(starts[index], at))
            if amount <= counted[-1]:
                index = bisect_left(counted, amount, index)
                due = ends[index] - (counted[index] - amount)
                return due if due <= latest else None
            amount -= counted[-1]
        return None

    def during(self, span: Interval) -> Intervals:
        """The time inside `span` that counts."""
        return clip(normalise(self._source(span)), span)

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = _compile(self._source, year)
        return self._years[year]


def _compile(source: Callable[[Interval], Intervals], year: int) -> _Year:
    span = Interval(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    intervals = clip(source(span), span)
    return _Year(
        starts=tuple(interval.start for interval in intervals),
        ends=tuple(interval.end for interval in intervals),
        counted=tuple(accumulate(interval.duration for interval in intervals)),
    )
