"""Hours that come back every week, or every few weeks."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import MINUTES_A_DAY, instant

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of one day in minutes after midnight.

    An end at or before the start is on the next day; an end of 1440 is midnight; no end counts for nothing.
    """

    start: int
    end: int | None

    def on(self, day: date, place: ZoneInfo) -> Interval | None:
        """The time it covers, or none where clocks skip all of it."""
        if self.end is None:
            return None
        past_midnight = MINUTES_A_DAY if self.end <= self.start else 0
        return Interval.between(
            instant(day, self.start, place), instant(day, self.end + past_midnight, place)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Hours on some days of the week; each belongs to the date on which it starts."""

    days: frozenset[int]
    hours: Hours
    every: int = 1
    anchor: date | None = None
    first: date | None = None
    last: date | None = None

    def starts_on(self, day: date) -> bool:
        return (
            day.weekday() in self.days
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (self.anchor is None or weeks_between(self.anchor, day) % self.every == 0)
        )


def weeks_between(anchor: date, day: date) -> int:
    """How many Mondays lie from the week of `anchor` to the week of `day`."""
    return (_monday(day) - _monday(anchor)).days // DAYS_A_WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


WORKING_WEEK = (Window(frozenset(range(SATURDAY)), Hours(0, MINUTES_A_DAY)),)
