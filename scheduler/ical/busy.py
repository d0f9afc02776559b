"""When a calendar says that somebody is busy or away, or that a holiday is: merged, in UTC, cut to a span."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from scheduler.domain.interval import Interval, Intervals
from scheduler.ical.answer import BusyTimes, Holiday, Mode, Problem, uid_hash
from scheduler.ical.content import Content, Frame, Part, read_content, value_of
from scheduler.ical.errors import BadEventError, Found, NotACalendarError, Trouble
from scheduler.ical.events import CalendarEvent, read_event, read_period
from scheduler.ical.fingerprint import fingerprint
from scheduler.ical.limits import MOST_DATES, MOST_PROBLEMS
from scheduler.ical.moments import Clock, Length
from scheduler.ical.recurrence import Steps
from scheduler.ical.series import Occurrence, Series
from scheduler.ical.zones import Definitions, Zones, known_zone

_Stretch = tuple[datetime, datetime]
_ESCAPED = re.compile(r"\\([\\;,nN])")
_LONGEST_TITLE = 200  # of a holiday
_NO_TIME = timedelta()
_ONE_DAY = timedelta(days=1)
_NOTHING = Length(_NO_TIME, _NO_TIME)


def read_busy(
    raw: bytes,
    span: Interval,
    *,
    default_zone: tzinfo | None = None,
    mode: Mode = Mode.BUSY,
    tentative_counts: bool = True,
) -> BusyTimes:
    """Raises NotACalendarError: an answer without intervals must mean that there are none.

    `default_zone`: where whole days and times without a zone are; else the calendar's own zone, else UTC.
    """
    content = read_content(raw)
    reading = _Reading(content, default_zone, mode, tentative_counts=tentative_counts)
    taken = _Taken(span, mode)
    for found in reading.occurrences(span):
        taken.add(found)
    for start, end, is_away in reading.free_busy():
        taken.add_stretch(start, end, is_away=is_away)
    return BusyTimes(
        intervals=_merged(taken.busy, span),
        away=_merged(taken.away, span),
        holidays=tuple(sorted(taken.holidays)),
        problems=tuple(reading.problems()),
        is_ours=any(frame.is_ours for frame in content.frames),
        content=fingerprint(content, mode),
        events=len(content.events),
    )


class _Reading:
    """One file on its way from parts to times."""

    def __init__(
        self, content: Content, default_zone: tzinfo | None, mode: Mode, *, tentative_counts: bool
    ) -> None:
        self._content = content
        self._mode = mode
        self._tentative_counts = tentative_counts
        self._problems: list[Problem] = []
        self._untold = 0
        definitions = Definitions(content.zones)
        self._zones = {id(frame): Zones(definitions, frame) for frame in content.frames}
        self._clocks = {
            id(frame): Clock(self._default(frame, default_zone), self._zones[id(frame)].named)
            for frame in content.frames
        }

    def occurrences(self, span: Interval) -> Iterator[Occurrence]:
        by_uid: dict[str | int, list[CalendarEvent]] = {}
        for event in self._events():
            by_uid.setdefault(event.uid or event.number, []).append(event)
        steps = Steps()
        for events in by_uid.values():
            try:
                yield from Series(events, self._counts).near(span, steps, self._tell_of)
            except OverflowError:
                self._tell_of(events[0], Found.BAD_EVENT, "it lies beyond all years")

    def free_busy(self) -> Iterator[tuple[datetime, datetime, bool]]:
        """What a VFREEBUSY says is taken, where no events say it."""
        if self._mode is Mode.HOLIDAYS or self._content.events:
            return
        for part in self._content.free_busy:
            if not part.is_whole:
                self._tell(part, Found.BAD_TIME, "the end of its free and busy times is missing")
            for name, rest in part.lines:
                kind = _kind_of_time(rest) if name == "FREEBUSY" else "FREE"
                if kind == "FREE" or (kind == "BUSY-TENTATIVE" and not self._tentative_counts):
                    continue
                for start, end in self._periods(part, rest):
                    yield start, end, kind == "BUSY-UNAVAILABLE"

    def problems(self) -> Iterator[Problem]:
        yield from _of_the_whole(self._content)
        for zones in self._zones.values():
            for name, why in zones.bad:
                yield Problem(Found.BAD_ZONE, f"the time zone {name[:60]!r} cannot be read: {why}")
            for name in zones.unknown:
                yield Problem(
                    Found.UNKNOWN_ZONE, f"the time zone {name[:60]!r} is not known: its times may be wrong"
                )
        yield from self._problems
        if self._untold:
            yield Problem(Found.BAD_EVENT, f"{self._untold} more like these are not listed")

    def _default(self, frame: Frame, given: tzinfo | None) -> tzinfo:
        found = given or (known_zone(frame.zone_name) if frame.zone_name else None)
        if found is None and not self._problems:
            why = "no time zone is given: whole days and times without a zone count as UTC"
            self._problems.append(Problem(Found.NO_ZONE, why))
        return found or UTC

    def _events(self) -> Iterator[CalendarEvent]:
        if sum(rest.count(",") for rest in self._lists()) > MOST_DATES:
            why = f"the calendar lists more than {MOST_DATES} dates; export a shorter span of it"
            raise NotACalendarError(why, Trouble.TOO_MUCH)
        for part in self._content.events:

            def tell(found: Found, why: str, part: Part = part) -> None:
                self._tell(part, found, why)

            try:
                yield read_event(part, self._clocks[id(part.frame)], tell)
            except BadEventError as error:
                tell(error.found, str(error))
            except (OverflowError, ValueError):
                tell(Found.BAD_EVENT, "it lies beyond all years")
            if not part.is_whole:
                tell(Found.BAD_EVENT, "its end, or that of a part in it, is missing; not all of it is read")

    def _lists(self) -> Iterator[str]:
        for part in self._content.events:
            for name, rest in part.lines:
                if name in {"RDATE", "EXDATE"}:
                    yield rest

    def _periods(self, part: Part, rest: str) -> Iterator[_Stretch]:
        parameters, _, listed = rest.rpartition(":")
        for each in filter(None, listed.split(",")):
            try:
                start, length = read_period(each, parameters, _NOTHING, self._clocks[id(part.frame)])
                yield start.instant, length.after(start.wall, start.place)
            except (BadEventError, OverflowError) as error:
                self._tell(part, Found.BAD_TIME, f"one of the times in its FREEBUSY is not read: {error}")

    def _counts(self, event: CalendarEvent) -> bool:
        if event.is_cancelled or (event.is_tentative and not self._tentative_counts):
            return False
        return event.start.all_day if self._mode is Mode.HOLIDAYS else event.takes_time

    def _tell(self, part: Part, found: Found, why: str) -> None:
        uid = next((value_of(rest) for name, rest in part.lines if name == "UID"), "")
        self._keep(Problem(found, why, uid_hash(uid), part.number))

    def _tell_of(self, event: CalendarEvent, found: Found, why: str) -> None:
        self._keep(Problem(found, why, uid_hash(event.uid), event.number))

    def _keep(self, problem: Problem) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(problem)
        else:
            self._untold += 1


def _of_the_whole(content: Content) -> Iterator[Problem]:
    if content.not_lines:
        why = f"{content.not_lines} lines are none of a calendar's and were passed over"
        yield Problem(Found.BAD_LINE, why)
    for kind in content.not_begun:
        why = f"END:{kind} stands where none began: what comes before it was passed over"
        yield Problem(Found.BAD_LINE, why)
    for kind in content.not_read:
        why = f"{kind} is not read: when somebody can be reached has to be said here"
        yield Problem(Found.NOT_READ, why)
    if content.events and any(name == "FREEBUSY" for part in content.free_busy for name, _ in part.lines):
        yield Problem(Found.NOT_READ, "VFREEBUSY beside events is not read: the events say what is taken")


class _Taken:
    """The time that is taken, by what for."""

    def __init__(self, span: Interval, mode: Mode) -> None:
        self._span = span
        self._mode = mode
        self.busy: list[_Stretch] = []
        self.away: list[_Stretch] = []
        self.holidays: set[Holiday] = set()

    def add(self, found: Occurrence) -> None:
        self.add_stretch(found.start, found.end, is_away=found.event.start.all_day or found.event.is_away)
        if self._mode is Mode.HOLIDAYS:
            self.holidays.update(self._days(found))

    def add_stretch(self, start: datetime, end: datetime, *, is_away: bool) -> None:
        (self.away if is_away and self._mode is Mode.AWAY else self.busy).append((start, end))

    def _days(self, found: Occurrence) -> Iterator[Holiday]:
        """Its dates that the span touches, whichever zone they are in."""
        first = max(found.wall, self._span.start.replace(tzinfo=None) - _ONE_DAY).date()
        last = min(found.wall + found.event.length.about, self._span.end.replace(tzinfo=None) + _ONE_DAY)
        name = _title(found.event.summary)
        place = found.event.start.place
        while first < last.date():
            day = datetime(first.year, first.month, first.day)  # noqa: DTZ001  a wall clock's
            begin, end = (Length(many * _ONE_DAY, _NO_TIME).after(day, place) for many in (0, 1))
            if begin < self._span.end and end > self._span.start:
                yield Holiday(first, name)
            first += _ONE_DAY


def _title(summary: str) -> str:
    words = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value_of(summary))
    return " ".join(words.split())[:_LONGEST_TITLE]


def _kind_of_time(rest: str) -> str:
    found = re.search(r";[ \t]*FBTYPE[ \t]*=[ \t]*\"?([\w-]+)", rest.rpartition(":")[0], re.IGNORECASE)
    return found[1].upper() if found else "BUSY"


def _merged(stretches: Iterable[_Stretch], span: Interval) -> Intervals:
    merged: list[list[datetime]] = []
    for start, end in sorted(stretches):
        begin, close = max(start, span.start), min(end, span.end)
        if begin >= close:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], close)
        else:
            merged.append([begin, close])
    return tuple(Interval(start, end) for start, end in merged)
