"""Openings: the times of a kind of session at which one can begin.

A start is one where clocks at the clinician's show a time of the grid: so many minutes after the start of
the session hours that it lies in, or a multiple of the step later. Clocks that go forward skip such a time,
clocks that go back show it twice, and both are offered. The session lies within the hours; what is kept
free before and after it shares no time with what is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval, Intervals, overlapping
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight

_start = attrgetter("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of a kind of session, in minutes."""

    minutes: int
    before: int = 0
    after: int = 0
    step: int = 30
    notice: int = 0  # at least, from now to the start
    horizon_days: int = 60  # dates at the clinician's, after today's
    daily_maximum: int | None = None  # of all that is kept on a local date

    def takes(self, start: datetime) -> Interval:
        """With what is kept free before and after."""
        end = start + timedelta(minutes=self.minutes + self.after)
        return Interval(start - timedelta(minutes=self.before), end)


@dataclass(frozen=True, slots=True)
class Diary:
    """What a clinician has: their session hours, all that is taken of them, and what is kept when.

    `hours` are whole, whatever is asked about: the grid begins with each of them.
    """

    place: ZoneInfo
    hours: Intervals
    taken: Sequence[Interval]  # busy, away, appointments with what is free around them; in any order
    kept: tuple[datetime, ...] = ()  # the starts of appointments, for the daily maximum


def bookable(terms: Terms, now: datetime, place: ZoneInfo) -> Interval | None:
    """From the end of the notice to the end of the last date on which one can book."""
    last = local_date(now, place) + timedelta(days=terms.horizon_days)
    return Interval.between(now + timedelta(minutes=terms.notice), midnight(last + ONE_DAY, place))


def openings(terms: Terms, diary: Diary, span: Interval) -> tuple[datetime, ...]:
    """The starts inside `span`, in order."""
    step = timedelta(minutes=terms.step)
    found: list[datetime] = []
    for hours, pieces in _free(terms, diary, span):
        if _clocks_change(hours.start.date(), hours.end.date(), diary.place):
            found += _where_clocks_change(hours, pieces, step, diary.place)
            continue
        at = hours.start
        for first, last in pieces:
            while at < first:
                at += step
            while at <= last:
                found.append(at)
                at += step
    while found and found[-1] >= span.end:
        found.pop()
    return tuple(found if terms.daily_maximum is None else _not_too_many(terms, diary, found))


def nearest(starts: Iterable[datetime], to: datetime, number: int) -> tuple[datetime, ...]:
    """So many of them that lie nearest, in order."""
    return tuple(sorted(sorted(starts, key=lambda each: (abs(each - to), each))[:number]))


def _free(
    terms: Terms, diary: Diary, span: Interval
) -> Iterator[tuple[Interval, list[tuple[datetime, datetime]]]]:
    """Each of the hours with the first and the last instant of every stretch in which a session can begin.

    Hours and what is taken are both gone through once, side by side, and no interval is made: this is asked
    for hundreds of them at a time.
    """
    before, after = timedelta(minutes=terms.before), timedelta(minutes=terms.after)
    length = timedelta(minutes=terms.minutes)
    to_end = length + after
    coming = iter(sorted(diary.taken, key=_start))
    each, first = next(coming, None), span.start
    for hours in overlapping(diary.hours, span):
        first, until = max(first, hours.start), hours.end + after
        pieces: list[tuple[datetime, datetime]] = []
        while each and each.start < until:
            if first < each.start and first <= (last := each.start - to_end):
                pieces.append((first, last))
            if (again := each.end + before) > first:
                first = again
            each = next(coming, None)
        if first <= (last := hours.end - length):
            pieces.append((first, last))
        if pieces:
            yield hours, pieces


@lru_cache(maxsize=4096)
def _clocks_change(first: date, last: date, place: ZoneInfo) -> bool:
    """Whether they may, from the beginning of one date of UTC to the end of another."""
    ends = (datetime.combine(each, time.min, UTC) for each in (first, last + ONE_DAY))
    return len({each.astimezone(place).utcoffset() for each in ends}) > 1


def _where_clocks_change(
    hours: Interval, pieces: list[tuple[datetime, datetime]], step: timedelta, place: ZoneInfo
) -> Iterator[datetime]:
    """Every instant at which clocks show a time of the grid: none that is skipped, both that come twice."""
    first = hours.start.astimezone(place).replace(tzinfo=None)
    last = max(each.astimezone(place).replace(tzinfo=None) for each in (hours.start, hours.end)) + ONE_DAY
    found: set[datetime] = set()
    shown = first - ONE_DAY // step * step  # what comes twice may be earlier on the clock than the start
    while shown <= last:
        for fold in (0, 1):
            at = shown.replace(tzinfo=place, fold=fold).astimezone(UTC)
            if at.astimezone(place).replace(tzinfo=None) == shown:
                found.add(at)
        shown += step
    for at in sorted(found):
        if any(piece[0] <= at <= piece[1] for piece in pieces):
            yield at


def _not_too_many(terms: Terms, diary: Diary, starts: Iterable[datetime]) -> Iterator[datetime]:
    if terms.daily_maximum is None:
        yield from starts
        return
    kept = Counter(local_date(each, diary.place) for each in diary.kept)
    for each in starts:
        if kept[local_date(each, diary.place)] < terms.daily_maximum:
            yield each
