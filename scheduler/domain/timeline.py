"""Time that counts, compiled for quick questions."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from scheduler.domain.interval import Interval, Intervals, clip

HORIZON = timedelta(days=800)
_MONTHS_TO_HORIZON = 28
_MONTHS_A_YEAR = 12


class _Month(NamedTuple):
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    counted: tuple[timedelta, ...]  # how much has counted since the month began when each interval ends


class Timeline:
    """Sorted UTC arrays with running sums, one set per UTC month, compiled when first asked about.

    `source` gives the sorted, disjoint intervals that share time with a span. No answer lies more than
    800 days after the instant asked about.
    """

    def __init__(self, source: Callable[[Interval], Intervals]) -> None:
        self._source = source
        self._months: dict[int, _Month] = {}

    def counts(self, at: datetime) -> bool:
        return self.next(at) == at

    def next(self, at: datetime) -> datetime | None:
        """The first instant from `at` on that counts, `at` itself included."""
        for month in _months_from(at):
            starts, ends, _ = self._months.get(month) or self._compile(month)
            index = bisect_right(ends, at)
            if index < len(ends):
                found = starts[index]
                return at if found <= at else found if found <= at + HORIZON else None
        return None

    def add(self, at: datetime, amount: timedelta) -> datetime | None:
        """The earliest instant by which `amount` has counted since `at`."""
        for month in _months_from(at):
            starts, ends, counted = self._months.get(month) or self._compile(month)
            index = bisect_right(ends, at)
            if index == len(ends):
                continue
            amount += counted[index] - (ends[index] - max(starts[index], at))
            if amount <= counted[-1]:
                index = bisect_left(counted, amount, index)
                due = ends[index] - (counted[index] - amount)
                return due if due <= at + HORIZON else None
            amount -= counted[-1]
        return None

    def end(self, at: datetime) -> datetime | None:
        """When what counts at `at` stops counting; none where it does not count, or goes on."""
        latest, end = at + HORIZON, None
        while at <= latest and self.counts(at):
            ends = self._months[_month_of(at)].ends
            at = end = ends[bisect_right(ends, at)]  # at the end of a month the next one may go on
        return end if at <= latest else None

    def during(self, span: Interval) -> Intervals:
        """The time inside `span` that counts."""
        return clip(self._source(span), span)

    def _compile(self, month: int) -> _Month:
        span = Interval(_first_of(month), _first_of(month + 1))
        intervals = clip(self._source(span), span)
        compiled = self._months[month] = _Month(
            starts=tuple(interval.start for interval in intervals),
            ends=tuple(interval.end for interval in intervals),
            counted=tuple(accumulate(interval.duration for interval in intervals)),
        )
        return compiled


def _month_of(at: datetime) -> int:
    return at.year * _MONTHS_A_YEAR + at.month - 1


def _months_from(at: datetime) -> range:
    return range(_month_of(at), _month_of(at) + _MONTHS_TO_HORIZON)


def _first_of(month: int) -> datetime:
    return datetime(month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1, tzinfo=UTC)
