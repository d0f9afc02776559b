"""When a calendar says that somebody is busy, or that a holiday is: merged, in UTC, cut to a span."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, timedelta, tzinfo
from itertools import groupby

from scheduler.domain.interval import Interval, clip, normalise
from scheduler.ical.answer import BusyTimes, Mode, Problem, uid_hash
from scheduler.ical.content import Content, read_content
from scheduler.ical.errors import BadEventError, Found
from scheduler.ical.events import CalendarEvent, read_event
from scheduler.ical.moments import Clock, Moment, later
from scheduler.ical.recurrence import starts
from scheduler.ical.zones import Zones, known_zone


def read_busy(
    raw: bytes,
    span: Interval,
    *,
    default_zone: tzinfo | None = None,
    mode: Mode = Mode.BUSY,
    tentative_counts: bool = True,
) -> BusyTimes:
    """Raises NotACalendarError: an answer without intervals must mean that there are none."""
    content = read_content(raw)
    problems = [Problem(Found.BAD_LINE, why) for why in content.problems]
    clock = Clock(Zones(content.zones), _default(content, default_zone, problems))
    events = list(_events(content, clock, problems))
    problems += [
        Problem(
            Found.BAD_LINE,
            f"the time zone {name[:60]!r} is not known: its times are read as times without a zone",
        )
        for name in clock.zones.unknown
    ]
    intervals: list[Interval] = []
    for _, series in groupby(sorted(events, key=lambda event: event.uid), key=lambda event: event.uid):
        intervals += _of_series(list(series), span, _COUNTS[mode], problems)
    return BusyTimes(intervals=clip(normalise(intervals), span), problems=tuple(problems))


def _default(content: Content, given: tzinfo | None, problems: list[Problem]) -> tzinfo:
    """The calendar's own zone, else the one given. X-WR-TIMEZONE never moves times that are in UTC."""
    found = known_zone(content.zone_name) if content.zone_name else None
    if found is None and given is None:
        problems.append(
            Problem(Found.BAD_LINE, "no time zone is given: whole days and times without a zone count as UTC")
        )
    return found or given or UTC


def _events(content: Content, clock: Clock, problems: list[Problem]) -> Iterator[CalendarEvent]:
    for text in content.events:
        try:
            yield read_event(text, clock)
        except (BadEventError, OverflowError, ValueError) as error:
            problems.append(Problem(Found.BAD_EVENT, str(error), uid_hash(_uid(text))))


def _uid(text: str) -> str:
    lines = (line.partition(":") for line in text.splitlines())
    return next((value for name, _, value in lines if name.upper().startswith("UID")), "")[:200]


def _counts_as_busy(event: CalendarEvent) -> bool:
    return event.takes_time


def _counts_as_holiday(event: CalendarEvent) -> bool:
    return event.start.all_day


_Counts = Callable[[CalendarEvent], bool]
_COUNTS: dict[Mode, _Counts] = {
    Mode.BUSY: _counts_as_busy,
    Mode.AWAY: _counts_as_busy,
    Mode.HOLIDAYS: _counts_as_holiday,
}


def _of_series(
    events: list[CalendarEvent], span: Interval, counts: _Counts, problems: list[Problem]
) -> Iterator[Interval]:
    """The events of one UID: what repeats, and what stands for single occurrences of it."""
    masters = _newest([event for event in events if event.replaces is None])
    overrides = _newest([event for event in events if event.replaces is not None])
    replaced = {event.replaces.instant for event in overrides if event.replaces}
    problems += [
        Problem(
            Found.BAD_RULE,
            "a change to this and all later occurrences is read for the first one only",
            uid_hash(event.uid),
        )
        for event in overrides
        if event.and_following
    ]
    for event in masters:
        if counts(event) and not event.cancelled:
            skipped = replaced | {moment.instant for moment in event.left_out}
            yield from _occurrences(event, span, skipped, problems)
    for event in overrides:
        if counts(event) and not event.cancelled:
            yield from _interval(event.start, event.length, span)


def _newest(events: list[CalendarEvent]) -> list[CalendarEvent]:
    """Of each occurrence the highest SEQUENCE; where that is equal, all: rather too much than too little."""
    newest: dict[object, int] = {}
    for event in events:
        place = event.replaces.instant if event.replaces else None
        newest[place] = max(event.sequence, newest.get(place, event.sequence))
    return [
        event
        for event in events
        if event.sequence == newest[event.replaces.instant if event.replaces else None]
    ]


def _occurrences(
    event: CalendarEvent, span: Interval, skipped: Iterable[object], problems: list[Problem]
) -> Iterator[Interval]:
    for moment in _starts(event, span, problems):
        if moment.instant not in skipped:
            yield from _interval(moment, event.length, span)


def _starts(event: CalendarEvent, span: Interval, problems: list[Problem]) -> Iterator[Moment]:
    yield event.start
    yield from event.extra
    for rule in event.rules:
        try:
            yield from starts(rule, event.start, span, event.length)
        except (BadEventError, OverflowError, ValueError) as error:
            problems.append(
                Problem(Found.BAD_RULE, f"only its first occurrence is read: {error}", uid_hash(event.uid))
            )


def _interval(moment: Moment, length: timedelta, span: Interval) -> Iterator[Interval]:
    start, end = moment.instant, later(moment, length)
    if start < end and start < span.end and end > span.start:
        yield Interval(max(start, span.start), min(end, span.end))
