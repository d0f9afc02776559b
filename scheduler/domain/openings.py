"""Openings: the times of a kind of session at which one can begin.

A start is one where clocks at the clinician's show a time of the grid: so many minutes after the start of
the session hours that it lies in, or a multiple of the step later. Clocks that go forward skip such a time,
clocks that go back show it twice, and both are offered. The session lies within the hours; what is kept
free before and after it shares no time with what is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval, Intervals, overlapping
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight


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
    taken: Intervals  # busy, away, and appointments with what is free around them
    kept: tuple[datetime, ...] = ()  # the starts of appointments, for the daily maximum


def bookable(terms: Terms, now: datetime, place: ZoneInfo) -> Interval | None:
    """From the end of the notice to the end of the last date on which one can book."""
    last = local_date(now, place) + timedelta(days=terms.horizon_days)
    return Interval.between(now + timedelta(minutes=terms.notice), midnight(last + ONE_DAY, place))


def openings(terms: Terms, diary: Diary, span: Interval) -> tuple[datetime, ...]:
    """The starts inside `span`, in order."""
    length = timedelta(minutes=terms.minutes)
    before, after = timedelta(minutes=terms.before), timedelta(minutes=terms.after)
    found: list[datetime] = []
    for hours in overlapping(diary.hours, span):
        around = Interval(hours.start - before, hours.end + after)
        pieces: list[tuple[datetime, datetime]] = []
        for free_from, free_until in _free(diary.taken, around):
            first = max(free_from + before, hours.start, span.start)
            last = min(free_until - after, hours.end) - length
            if first <= last:
                pieces.append((first, last))
        if pieces:
            found += _starts(hours, pieces, timedelta(minutes=terms.step), diary.place)
    inside = (each for each in found if each < span.end)
    return tuple(_not_too_many(terms, diary, inside))


def nearest(starts: Iterable[datetime], to: datetime, number: int) -> tuple[datetime, ...]:
    """So many of them that lie nearest, in order."""
    return tuple(sorted(sorted(starts, key=lambda each: (abs(each - to), each))[:number]))


def _free(taken: Intervals, around: Interval) -> Iterator[tuple[datetime, datetime]]:
    """What is left of `around`. Plain pairs: this is asked for hundreds at once."""
    free_from = around.start
    for each in overlapping(taken, around):
        if free_from < each.start:
            yield free_from, each.start
        free_from = each.end
    if free_from < around.end:
        yield free_from, around.end


def _starts(
    hours: Interval, pieces: list[tuple[datetime, datetime]], step: timedelta, place: ZoneInfo
) -> Iterator[datetime]:
    """The grid's instants that lie in the pieces, ends included."""
    local = hours.start.astimezone(place)
    if local.utcoffset() != hours.end.astimezone(place).utcoffset():
        yield from _where_clocks_change(hours, pieces, step, place)
        return
    for first, last in pieces:
        at = hours.start + -((hours.start - first) // step) * step
        while at <= last:
            yield at
            at += step


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
