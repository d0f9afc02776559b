"""One event of a calendar, read strictly; what is wrong with it is said."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from icalendar import Event

from scheduler.ical.errors import BadEventError
from scheduler.ical.moments import Clock, Moment, later

_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RDATE", "EXDATE", "RECURRENCE-ID"})
_ZONE_NAME = re.compile(r';TZID=("[^"\r\n]*"|[^;:\r\n]*)', re.IGNORECASE)
_RULE = re.compile(r"^RRULE[^:\r\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    uid: str
    sequence: int
    start: Moment
    length: timedelta
    rules: tuple[str, ...]
    extra: tuple[Moment, ...]  # RDATE
    left_out: tuple[Moment, ...]  # EXDATE
    replaces: Moment | None  # RECURRENCE-ID: the occurrence that this one stands for
    and_following: bool
    takes_time: bool  # opaque and not marked free
    cancelled: bool


def read_event(text: str, clock: Clock) -> CalendarEvent:
    """Raises BadEventError."""
    event = _parsed(_ZONE_NAME.sub(lambda found: _with_alias(found, clock), text))
    start = _moment(event, "DTSTART", clock)
    if start is None:
        raise BadEventError("it has no start")
    return CalendarEvent(
        uid=str(event.get("UID", "")),
        sequence=_number(event.get("SEQUENCE")),
        start=start,
        length=_length(event, start, clock),
        rules=tuple(rule.strip() for rule in _RULE.findall(text)),
        extra=tuple(clock.moments(event["RDATE"])) if "RDATE" in event else (),
        left_out=tuple(clock.moments(event["EXDATE"])) if "EXDATE" in event else (),
        replaces=_moment(event, "RECURRENCE-ID", clock),
        and_following="RANGE" in event["RECURRENCE-ID"].params if "RECURRENCE-ID" in event else False,
        takes_time=_takes_time(event),
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
    )


def _parsed(text: str) -> Event:
    try:
        event = Event.from_ical(text)
    except Exception as error:  # noqa: BLE001  the library raises many kinds
        raise BadEventError(f"it cannot be read ({type(error).__name__})") from None
    broken = [name for name, _ in event.errors if name in _TIMES]
    if broken or not isinstance(event, Event):
        raise BadEventError(f"its {broken[0] if broken else 'content'} cannot be read")
    return event


def _with_alias(found: re.Match[str], clock: Clock) -> str:
    name = found[1].strip('"')
    return f";TZID={clock.zones.alias(name)}"


def _moment(event: Event, name: str, clock: Clock) -> Moment | None:
    found = event.get(name)
    if found is None:
        return None
    if isinstance(found, list):
        raise BadEventError(f"it has {name} more than once")
    return clock.moment(found.dt, found.params.get("TZID"))


def _length(event: Event, start: Moment, clock: Clock) -> timedelta:
    end = _moment(event, "DTEND", clock)
    if end is not None:
        length = end.wall - start.wall if start.all_day and end.all_day else end.instant - start.instant
    elif (duration := event.get("DURATION")) is not None:
        length = duration.dt
    else:
        length = timedelta(days=1) if start.all_day else timedelta()
    if length < timedelta():
        raise BadEventError("it ends before it starts")
    later(start, length)  # an end beyond all years is found out here
    return length


def _takes_time(event: Event) -> bool:
    free = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return str(event.get("TRANSP", "OPAQUE")).upper() != "TRANSPARENT" and not free


def _number(value: Any) -> int:  # noqa: ANN401  what the library found, if anything
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
