"""When someone can be reached: weekly hours, and everything that changes them on a date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval, Intervals, normalise, subtract
from scheduler.domain.weekly import Hours, Window


def no_holidays(year: int) -> Mapping[date, str]:
    return {}


@dataclass(frozen=True)
class Availability:
    """An override replaces the weekly hours of its date, even a closed one; time away beats everything.

    `busy` is taken out of hours and changes nothing else: a clock that counts all time runs on through it.
    """

    zone: ZoneInfo
    weekly: tuple[Window, ...]
    overrides: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    closed_dates: frozenset[date] = frozenset()
    holidays: Callable[[int], Mapping[date, str]] = no_holidays
    away: Intervals = ()
    busy: Intervals = ()

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The hours that start on `day`, time away not yet considered."""
        if day in self.overrides:
            return self.overrides[day]
        if day in self.closed_dates or day in self.holidays(day.year):
            return ()
        return self.weekly_hours_on(day)

    def weekly_hours_on(self, day: date) -> tuple[Hours, ...]:
        return tuple([window.hours for window in self.weekly if window.starts_on(day)])

    def spans_on(self, day: date) -> list[Interval]:
        """The time of each of the hours that start on `day`; time away and busy time not yet considered."""
        return [span for hours in self.hours_on(day) if (span := hours.on(day, self.zone))]

    def open_on(self, day: date) -> Intervals:
        """The open time of the hours that start on `day`: time away and busy time removed."""
        return self.left_of(subtract(normalise(self.spans_on(day)), self.away))

    def left_of(self, hours: Intervals) -> Intervals:
        """The sorted, disjoint `hours` without busy time."""
        return subtract(hours, self.busy) if self.busy else hours
