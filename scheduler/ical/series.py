"""When the events of one UID take place near a span: what repeats, and what stands for single times of it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from scheduler.domain.interval import Interval
from scheduler.ical.errors import Found
from scheduler.ical.events import CalendarEvent
from scheduler.ical.limits import LAST_YEAR
from scheduler.ical.moments import Length, Moment, instant
from scheduler.ical.recurrence import Steps, TooOftenError, times
from scheduler.ical.rule import Rule, Until

Tell: TypeAlias = "Callable[[CalendarEvent, Found, str], None]"
_MARGIN = timedelta(days=2)  # no zone is further from UTC
_NO_TIME = timedelta()
_EARLIEST = datetime(1600, 1, 1)  # noqa: DTZ001  a wall clock's
_LATEST = datetime(LAST_YEAR, 12, 31)  # noqa: DTZ001  likewise


class Occurrence(NamedTuple):
    """`start` and `end` are instants in UTC, not cut to any span."""

    start: datetime
    end: datetime
    event: CalendarEvent
    wall: datetime  # when it starts, as clocks show


class Series:
    """The events of one UID."""

    def __init__(self, events: list[CalendarEvent], counts: Callable[[CalendarEvent], bool]) -> None:
        self._masters = _newest([event for event in events if event.replaces is None])
        changes = _newest([event for event in events if event.replaces is not None])
        self._overrides = _still_meant(changes, self._masters)
        self._counts = counts

    def near(self, span: Interval, steps: Steps, tell: Tell) -> Iterator[Occurrence]:
        for event in self._overrides:
            if self._counts(event):
                yield from _alone(event, span)
        for master in self._masters:
            if self._overrides or master.rules or master.extra:
                yield from self._repeated(master, span, steps, tell)
            elif self._counts(master):
                yield from _alone(master, span)

    def _repeated(
        self, master: CalendarEvent, span: Interval, steps: Steps, tell: Tell
    ) -> Iterator[Occurrence]:
        following = _Following(master, self._overrides)
        if self._counts(master) or any(map(self._counts, following.events)):
            for found in _Master(master, self._overrides, following, span).occurrences(steps, tell):
                if self._counts(found.event):
                    yield found


def _newest(events: list[CalendarEvent]) -> list[CalendarEvent]:
    """Of each occurrence the highest SEQUENCE; where that is equal, all: rather too much than too little."""
    if len(events) < 2:  # noqa: PLR2004  nothing to choose from
        return events
    newest: dict[datetime | None, int] = {}
    for event in events:
        place = event.replaces.instant if event.replaces else None
        newest[place] = max(event.sequence, newest.get(place, event.sequence))
    return [
        event
        for event in events
        if event.sequence == newest[event.replaces.instant if event.replaces else None]
    ]


def _still_meant(changes: list[CalendarEvent], masters: list[CalendarEvent]) -> list[CalendarEvent]:
    """Without those that a later revision of the series does away with.

    It leaves their times out, or ends before them. An earlier SEQUENCE alone says nothing: many programs
    count the series and its changes apart.
    """
    for master in masters:
        earlier = [each for each in changes if each.sequence < master.sequence and not each.and_following]
        if earlier and (master.left_out or master.rules):
            skipped = _Skipped(master, master.left_out)
            gone = {each.number for each in earlier if _is_done_away(each, master, skipped)}
            changes = [each for each in changes if each.number not in gone]
    return changes


def _is_done_away(change: CalendarEvent, master: CalendarEvent, skipped: "_Skipped") -> bool:
    if change.replaces is None:
        return False
    start = _as_in(master, change.replaces).instant
    wall = start.astimezone(master.start.place).replace(tzinfo=None)
    return _ends_before(master, wall) or skipped.holds(start, wall)


def _ends_before(master: CalendarEvent, wall: datetime) -> bool:
    ends = [rule.until is not None and _is_over(wall, master.start, rule.until) for rule in master.rules]
    return bool(ends) and all(ends)


def _alone(event: CalendarEvent, span: Interval) -> Iterator[Occurrence]:
    return _one(event, event.start.wall, event.start.instant, event.start, event.length, span)


def _one(
    event: CalendarEvent, wall: datetime, start: datetime, at: Moment, length: Length, span: Interval
) -> Iterator[Occurrence]:
    if start < span.end:
        end = length.after(wall, at.place)
        if end <= start and length.nominal:  # clocks skip the time between: then as long exactly
            end = start + length.about
        if end > span.start and end > start:
            yield Occurrence(start, end, event, wall)


class _Following:
    """Changes to one time of a series and all later ones (RANGE=THISANDFUTURE)."""

    def __init__(self, master: CalendarEvent, overrides: list[CalendarEvent]) -> None:
        found = sorted(
            (
                (_as_in(master, event.replaces).instant, event.number, event)
                for event in overrides
                if event.and_following and event.replaces is not None
            ),
            key=lambda each: each[:2],
        )
        self._instants = [each[0] for each in found]
        self.events = [each[2] for each in found]
        self.shift = max((abs(_shift(event)) for event in self.events), default=_NO_TIME)

    def at(self, start: datetime) -> CalendarEvent | None:
        place = bisect_right(self._instants, start)
        return self.events[place - 1] if place else None


def _shift(event: CalendarEvent) -> timedelta:
    """By how much the clock on the wall is moved, as whoever moved it sees the wall."""
    if event.replaces is None:
        return _NO_TIME
    replaced = event.replaces
    if replaced.place is not event.start.place and not replaced.all_day:
        return event.start.wall - replaced.instant.astimezone(event.start.place).replace(tzinfo=None)
    return event.start.wall - replaced.wall


def _as_in(master: CalendarEvent, named: Moment) -> Moment:
    """A time of the series by whichever name: without a zone it is on the series' own wall clock."""
    if named.floating and not named.all_day and not master.start.all_day:
        return named._replace(place=master.start.place)
    return named


class _Skipped:
    """The times of a series that do not take place, or elsewhere."""

    def __init__(self, master: CalendarEvent, named: Iterable[Moment]) -> None:
        self._instants: set[datetime] = set()
        self._dates: set[date] = set()
        for each in named:
            moment = _as_in(master, each)
            if master.start.all_day:
                self._dates.add(_whole_day(moment, master))
            elif moment.all_day:
                self._dates.add(moment.wall.date())
            else:
                self._instants.add(moment.instant)

    def holds(self, start: datetime, wall: datetime) -> bool:
        return start in self._instants or (bool(self._dates) and wall.date() in self._dates)


def _names_a_time(master: CalendarEvent, replaced: Moment) -> bool:
    """A day does not name one time of a series of times: what it was meant to replace stays beside it."""
    return master.start.all_day or not replaced.all_day


def _whole_day(moment: Moment, master: CalendarEvent) -> date:
    """The day that a time names, of a series of whole days: some programs write its midnight in UTC."""
    local = moment.instant.astimezone(master.start.place)
    is_midnight = local.time() == datetime.min.time()
    return local.date() if is_midnight and not moment.all_day else moment.wall.date()


class _Master:
    """One event that may repeat."""

    def __init__(
        self, event: CalendarEvent, overrides: list[CalendarEvent], following: _Following, span: Interval
    ) -> None:
        self._event = event
        self._span = span
        self._following = following
        replaced = [
            each.replaces for each in overrides if each.replaces and _names_a_time(event, each.replaces)
        ]
        left_out = event.left_out if event.rules or event.extra else ()  # what does not repeat takes place
        self._skipped = _Skipped(event, [*left_out, *replaced])
        longest = max(each.length.about for each in [event, *following.events])
        self._begin = _bounded(span.start, -(longest + following.shift + _MARGIN))
        self._end = _bounded(span.end, following.shift + _MARGIN)

    def occurrences(self, steps: Steps, tell: Tell) -> Iterator[Occurrence]:
        event = self._event
        if not _ends_before(event, event.start.wall):  # else: what is left of a series ended before it began
            yield from self._at(event.start.wall, event.start, event.length)
        for moment, length in event.extra:
            yield from self._at(moment.wall, moment, length)
        for rule in event.rules:
            try:
                for wall in self._walls(rule, steps):
                    yield from self._at(wall, event.start, event.length)
            except TooOftenError as error:
                tell(
                    event, Found.TOO_OFTEN, "it repeats too often to be read: all time from then on is taken"
                )
                yield from self._all_from(error.wall, rule)

    def _walls(self, rule: Rule, steps: Steps) -> Iterator[datetime]:
        start = self._event.start
        end = self._end
        if rule.until is not None:
            end = min(end, rule.until.wall + _MARGIN)
        for wall in times(rule, start.wall, self._begin, end, steps):
            if rule.until is not None and _is_over(wall, start, rule.until):
                return
            yield wall

    def _at(self, wall: datetime, at: Moment, length: Length) -> Iterator[Occurrence]:
        if not self._begin <= wall <= self._end:
            return
        start = instant(wall, at.place)
        if self._skipped.holds(start, wall):
            return
        changed = self._following.at(start)
        if changed is None:
            yield from _one(self._event, wall, start, at, length, self._span)
            return
        local = wall if at.place is changed.start.place else start.astimezone(changed.start.place)
        moved = local.replace(tzinfo=None) + _shift(changed)
        start = instant(moved, changed.start.place)
        yield from _one(changed, moved, start, changed.start, changed.length, self._span)

    def _all_from(self, wall: datetime, rule: Rule) -> Iterator[Occurrence]:
        """Rather too much than too little."""
        start = max(instant(wall, self._event.start.place), self._span.start)
        end = self._span.end
        if rule.until is not None:
            end = min(end, rule.until.wall.replace(tzinfo=UTC) + _MARGIN)
        if start < end:
            yield Occurrence(start, end, self._event, wall)


def _is_over(wall: datetime, start: Moment, until: Until) -> bool:
    if until.is_date:
        return wall.date() > until.wall.date()
    if until.in_utc and not start.all_day:
        return instant(wall, start.place) > until.wall.replace(tzinfo=UTC)
    return wall > until.wall


def _bounded(at: datetime, by: timedelta) -> datetime:
    """On the wall clock, within the years that are read."""
    wall = at.replace(tzinfo=None)
    if by < _NO_TIME:
        return wall + by if -by < wall - _EARLIEST else _EARLIEST
    return wall + by if by < _LATEST - wall else _LATEST
