"""Half-open intervals of UTC time, and the algebra of sorted, disjoint tuples of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

from scheduler.domain.errors import EmptyInterval, NaiveInstant

Intervals: TypeAlias = "tuple[Interval, ...]"

_start = attrgetter("start")
_end = attrgetter("end")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """All instants with `start <= instant < end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:
            raise NaiveInstant(f"an interval needs instants in UTC, not {self.start} and {self.end}")
        if self.start >= self.end:
            raise EmptyInterval(f"an interval ends after it starts; {self.start} to {self.end} does not")

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Interval | None":
        """The interval, or none where clocks skip all of it."""
        return cls(start, end) if start < end else None

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def duration(self) -> timedelta:
        return self.end - self.start


def normalise(intervals: Iterable[Interval]) -> Intervals:
    """The same time as sorted, disjoint intervals; those that overlap or touch become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals, key=_start):
        if merged and interval.start <= merged[-1].end:
            if interval.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, interval.end)
        else:
            merged.append(interval)
    return tuple(merged)


def overlapping(intervals: Intervals, span: Interval) -> Intervals:
    """Those of the sorted, disjoint `intervals` that share time with `span`, uncut."""
    first = bisect_right(intervals, span.start, key=_end)
    last = bisect_left(intervals, span.end, lo=first, key=_start)
    return intervals[first:last]


def clip(intervals: Intervals, span: Interval) -> Intervals:
    """The part of sorted, disjoint `intervals` that lies inside `span`."""
    inside = overlapping(intervals, span)
    if inside and inside[0].start < span.start:
        inside = (Interval(span.start, inside[0].end), *inside[1:])
    if inside and inside[-1].end > span.end:
        inside = (*inside[:-1], Interval(inside[-1].start, span.end))
    return inside


def intersect(intervals: Intervals, others: Intervals) -> Intervals:
    """The time that two sorted, disjoint tuples share."""
    return tuple(piece for other in others for piece in clip(intervals, other))


def subtract(intervals: Intervals, holes: Intervals) -> Intervals:
    """The time of sorted, disjoint `intervals` that is in none of the sorted, disjoint `holes`."""
    if not intervals:
        return ()
    return intersect(intervals, gaps(holes, Interval(intervals[0].start, intervals[-1].end)))


def gaps(intervals: Intervals, span: Interval) -> Intervals:
    """The time inside `span` that is in none of the sorted, disjoint `intervals`."""
    inside = overlapping(intervals, span)
    starts = (span.start, *map(_end, inside))
    ends = (*map(_start, inside), span.end)
    return tuple(Interval(start, end) for start, end in zip(starts, ends, strict=True) if start < end)
