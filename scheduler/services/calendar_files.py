"""What one reading of a calendar leaves to be kept: times, and the names of holidays."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from scheduler.domain.interval import Interval, Intervals, normalise, subtract
from scheduler.domain.wall_clock import utc, whole_days, zone
from scheduler.ical.answer import BusyTimes, Mode
from scheduler.models import Calendar
from scheduler.reading.process import read_in_a_process

BEHIND, AHEAD = timedelta(days=1), timedelta(days=400)
ONE_WEEK = timedelta(days=7)
LONGEST_NAME = 200  # characters, of a holiday
MODES = {Calendar.Use.BUSY: Mode.BUSY, Calendar.Use.AWAY: Mode.AWAY, Calendar.Use.HOLIDAYS: Mode.HOLIDAYS}


class OwnFeedError(Exception):
    """One of our own feeds came back: read again, it would take the very times that it tells of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be read."""

    use: str
    time_zone: str
    tentative_counts: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """`busy` and `away` are sorted and disjoint, and share no time."""

    busy: Intervals
    away: Intervals
    holidays: tuple[tuple[date, str], ...]  # in order, each date once
    problems: dict[str, int]  # codes, and how many of each

    @property
    def content(self) -> bytes:
        """A hash of the times and holidays: the same where both are."""
        spans = [(each.start.isoformat(), each.end.isoformat()) for each in self.busy]
        away = [(each.start.isoformat(), each.end.isoformat()) for each in self.away]
        days = [(day.isoformat(), name) for day, name in self.holidays]
        return sha256(repr((spans, away, days)).encode()).digest()

    def all_times(self, time_zone: str) -> Intervals:
        days = (whole_days(day, day, zone(time_zone)) for day, _ in self.holidays)
        return normalise((*self.busy, *self.away, *filter(None, days)))


def span_at(now: datetime) -> Interval:
    """What is kept: from a day ago to 400 days ahead, or some days more on either side.

    It moves once a week, so that nothing but a calendar itself changes what is kept of it in between.
    """
    monday = utc(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=now.weekday())
    return Interval(monday - BEHIND, monday + ONE_WEEK + AHEAD)


def read_file(raw: bytes, wanted: Wanted, span: Interval) -> Kept:
    """In a process of its own, which may take ten seconds. Raises NotACalendarError, OwnFeedError."""
    read = read_in_a_process(
        raw,
        span,
        default_zone=wanted.time_zone,
        mode=MODES[Calendar.Use(wanted.use)],
        tentative_counts=wanted.tentative_counts,
    )
    if read.is_ours:
        raise OwnFeedError
    return _kept(read, wanted)


def _kept(read: BusyTimes, wanted: Wanted) -> Kept:
    problems = dict(Counter(str(each.found) for each in read.problems))
    if wanted.use == Calendar.Use.HOLIDAYS:
        return Kept((), (), _by_date(read), problems)
    return Kept(subtract(read.intervals, read.away), read.away, (), problems)


def _by_date(read: BusyTimes) -> tuple[tuple[date, str], ...]:
    """Two holidays may be on one day; the clinician is asked about the day."""
    names: dict[date, list[str]] = {}
    for each in sorted(read.holidays):
        names.setdefault(each.date, []).append(" ".join(each.name.split()))
    return tuple((day, ", ".join(dict.fromkeys(said))[:LONGEST_NAME]) for day, said in sorted(names.items()))
