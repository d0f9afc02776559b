"""A time zone as a file defines it (RFC 5545 section 3.6.5).

Not by the library: it keeps the first definition of a name for the life of the process, for every file, works
them out only to 2037, and hangs on rules that repeat by the second.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from scheduler.ical.content import Line, value_of
from scheduler.ical.errors import BadEventError, BadZoneError
from scheduler.ical.limits import LAST_YEAR, MOST_ONSETS
from scheduler.ical.moments import Clock
from scheduler.ical.recurrence import Steps, TooOftenError, times
from scheduler.ical.rule import Frequency, Rule, read_rule

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
_NONE = timedelta()
_A_DAY = timedelta(days=1)
_LAST = datetime(LAST_YEAR, 12, 31)  # noqa: DTZ001  a wall clock's
_EARLIEST = datetime(2, 1, 1)  # noqa: DTZ001  likewise; no offset leads before all years
_KEPT_FROM = datetime(1900, 1, 1)  # noqa: DTZ001  likewise; what changed before matters to nobody
_MOST_OBSERVANCES = 500


class _Onset(NamedTuple):
    """From `wall`, as clocks showed until then, they go by another offset."""

    wall: datetime
    before: timedelta
    after: timedelta


class DefinedZone(tzinfo):
    """A time in a gap uses the offset before it, one that comes twice is the first; `fold` is not asked."""

    def __init__(self, onsets: list[_Onset]) -> None:
        onsets = sorted(set(onsets))
        self._walls = [onset.wall + max(onset.after - onset.before, _NONE) for onset in onsets]
        self._instants = [onset.wall - onset.before for onset in onsets]
        self._offsets = [onsets[0].before, *(onset.after for onset in onsets)]

    def utcoffset(self, when: datetime | None) -> timedelta:
        if when is None:
            return self._offsets[-1]
        return self._offsets[bisect_right(self._walls, when.replace(tzinfo=None))]

    def dst(self, when: datetime | None) -> timedelta:
        return _NONE

    def tzname(self, when: datetime | None) -> str:
        return "defined by the calendar"

    def fromutc(self, when: datetime) -> datetime:
        return when + self._offsets[bisect_right(self._instants, when.replace(tzinfo=None))]


def defined_zone(observances: list[list[Line]]) -> DefinedZone:
    """Raises BadZoneError."""
    if not observances:
        raise BadZoneError("it says nothing of when clocks change")
    if len(observances) > _MOST_OBSERVANCES:
        raise BadZoneError(f"it has more than {_MOST_OBSERVANCES} parts")
    onsets: list[_Onset] = []
    for lines in observances:
        onsets += _onsets(lines, MOST_ONSETS - len(onsets))
    return DefinedZone(onsets)


def _onsets(lines: list[Line], most: int) -> Iterator[_Onset]:
    """Of one STANDARD or DAYLIGHT."""
    said = dict(lines)
    before, after = _offset(said, "TZOFFSETFROM"), _offset(said, "TZOFFSETTO")
    try:
        walls = _walls(lines, before, most)
    except BadEventError as error:
        raise BadZoneError(str(error)) from None
    except TooOftenError:
        raise BadZoneError("clocks would change too often") from None
    return (_Onset(wall, before, after) for wall in walls)


def _walls(lines: list[Line], before: timedelta, most: int) -> list[datetime]:
    clock = Clock(UTC, lambda _: None)
    starts = [clock.moment(rest).wall for name, rest in lines if name == "DTSTART"]
    if not starts:
        raise BadZoneError("a part of it has no start")
    first = max(starts[0], _EARLIEST)
    walls = [first]
    for name, rest in lines:
        if name == "RDATE":
            parameters, _, listed = rest.rpartition(":")
            dates = listed.split(",")
            if len(dates) + len(walls) > most:
                raise BadZoneError(f"clocks would change more than {most} times")
            walls += [clock.moment_of(each.partition("/")[0], parameters).wall for each in dates]
        elif name == "RRULE":
            walls += _by_rule(read_rule(value_of(rest)), first, before)
    return walls


def _by_rule(rule: Rule, first: datetime, before: timedelta) -> Iterator[datetime]:
    if rule.frequency is not Frequency.YEARLY:
        raise BadZoneError(f"clocks would change {rule.frequency.name.lower()}")
    last = _LAST
    if rule.until is not None:
        last = min(last, rule.until.wall + (before if rule.until.in_utc else _NONE))
        last += _A_DAY if rule.until.is_date else _NONE
    return (wall for wall in times(rule, first, max(first, _KEPT_FROM), last, Steps()) if wall <= last)


def _offset(said: dict[str, str], name: str) -> timedelta:
    text = value_of(said.get(name, ""))
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[2]) >= 24 or int(found[3]) >= 60 or int(found[4] or 0) >= 60:  # noqa: PLR2004  hours, minutes
        raise BadZoneError(f"{name} is {text[:20]!r}, which is no offset")
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size
