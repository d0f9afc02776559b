"""Hours that differ, and hours that are only said in another way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from policies.domain.changes.change import Change, difference, reworded
from policies.domain.document import BoundaryPolicy, Stretch, Window
from scheduler.domain.wall_clock import MINUTES_A_DAY

DAYS_A_WEEK = 7
Spans = frozenset[tuple[int, int | None]]  # minutes from the day's midnight; no end is an open one


class _Days(NamedTuple):
    """One day of the week, in the weeks and between the dates in which it counts."""

    day: str
    every: int
    phase: int  # which of every so many weeks
    first: date | None
    last: date | None


def hours_changes(old: BoundaryPolicy, new: BoundaryPolicy, on: date | None) -> Iterator[Change]:
    for kind in ("contact", "office", "sessions", "phone"):
        yield from windows_changes(f"hours.{kind}", getattr(old.hours, kind), getattr(new.hours, kind), on)


def windows_changes(
    path: str, before: tuple[Window, ...] | None, after: tuple[Window, ...] | None, on: date | None
) -> Iterator[Change]:
    """What was over before `on` has no effect any more."""
    if _in_effect(before or (), on) == _in_effect(after or (), on):
        yield from reworded(path, before, after)
    else:
        yield from difference(path, before, after, material=True)


def spans(stretches: Iterable[Stretch]) -> Spans:
    """Stretches of one day that overlap or touch are one."""
    closed = sorted((each.start, _end(each.start, each.end)) for each in stretches if each.end is not None)
    merged: list[tuple[int, int | None]] = []
    reached = -1
    for start, end in closed:
        if merged and start <= reached:
            merged[-1] = (merged[-1][0], reached := max(reached, end))
        else:
            merged.append((start, reached := end))
    return frozenset([*merged, *((each.start, None) for each in stretches if each.end is None)])


def _in_effect(windows: tuple[Window, ...], on: date | None) -> dict[_Days, Spans]:
    by_day: dict[_Days, list[Window]] = defaultdict(list)
    for window in windows:
        if not (on and window.last and window.last < on):
            for day in window.days:
                by_day[_days(window, day, on)].append(window)
    return {days: spans(those) for days, those in by_day.items()}


def _days(window: Window, day: str, on: date | None) -> _Days:
    begun = on is not None and window.first is not None and window.first <= on
    return _Days(day, window.every, _phase(window), None if begun else window.first, window.last)


def _phase(window: Window) -> int:
    if window.every == 1 or window.anchor is None:
        return 0
    return (window.anchor.toordinal() - 1) // DAYS_A_WEEK % window.every  # day 1 was a Monday


def _end(start: int, end: int) -> int:
    return end if end > start else end + MINUTES_A_DAY
