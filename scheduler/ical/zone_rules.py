"""VTIMEZONE as two yearly rules, read from the footer of the zone's own file (RFC 8536 section 3.3).

A list of dates would end some day, and apps read one an hour wrong; yearly rules are what Outlook wants, too
(MS-OXCICAL 2.1.3.1.1.19). Only where a zone does not keep to its rule in the years that are told of, as in
Morocco with Ramadan or where clocks stop changing, its dates are listed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from scheduler.domain.wall_clock import ONE_DAY, zone
from scheduler.ical.writing import offset_form, wall_form

DAY_NAMES = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # as POSIX counts them
_RULES_FROM = 1970
_LAST = 5  # POSIX: the last of its kind in the month
_WEEK = 7
_DAY = 24 * 3600
_NAME = r"(<[^>]+>|[A-Za-z]+)"
_OFFSET = r"([+-]?\d{1,3}(?::\d\d){0,2})"
_FOOTER = re.compile(
    rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,M(\d+)\.(\d)\.(\d)(?:/{_OFFSET})?,M(\d+)\.(\d)\.(\d)(?:/{_OFFSET})?)?"
)


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """The `week`-th of a weekday in a month, and seconds after its midnight: below 0, above a day, too."""

    month: int
    week: int
    weekday: int  # 0 is Sunday
    seconds: int

    def in_year(self, year: int) -> datetime:
        """On wall clocks before the change."""
        first = date(year, self.month, 1)
        days = (self.weekday - first.isoweekday()) % _WEEK + (self.week - 1) * _WEEK
        found = first + timedelta(days=days)
        if found.month != self.month:
            found -= timedelta(days=_WEEK)
        return datetime(found.year, found.month, found.day) + timedelta(seconds=self.seconds)  # noqa: DTZ001

    def rule(self) -> str:
        """RFC 5545 section 3.3.10."""
        moved = self.seconds // _DAY
        if not moved:
            week = -1 if self.week == _LAST else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={week}{DAY_NAMES[self.weekday]}"
        earliest = (self.week - 1) * _WEEK + 1 if self.week < _LAST else _days_in(self.month) - _WEEK + 1
        days = ",".join(str(earliest + moved + each) for each in range(_WEEK))
        weekday = DAY_NAMES[(self.weekday + moved) % _WEEK]
        return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={weekday};BYMONTHDAY={days}"


class Kept(NamedTuple):
    """One of the times that a zone keeps, and since when in each year."""

    name: str
    offset: int  # seconds east
    since: YearlyDay | None


class Change(NamedTuple):
    """Clocks going over from one offset to another."""

    at: datetime  # UTC
    before: int
    after: int
    name: str

    @property
    def on_the_wall(self) -> datetime:
        return self.at + timedelta(seconds=self.before)


@cache
def kept_times(name: str) -> tuple[Kept, ...]:
    """One, or two for zones that change each year."""
    raw = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    footer = raw.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")
    found = _FOOTER.fullmatch(footer)
    if found is None:
        raise ValueError(f"the rule of {name} is none that is known: {footer!r}")
    standard = -_seconds(found[2])
    if not found[3]:
        return (Kept(found[1].strip("<>"), standard, None),)
    daylight = -_seconds(found[4]) if found[4] else standard + 3600
    return (
        Kept(found[1].strip("<>"), standard, _yearly(*found.group(9, 10, 11, 12))),
        Kept(found[3].strip("<>"), daylight, _yearly(*found.group(5, 6, 7, 8))),
    )


@cache
def zone_lines(name: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """The VTIMEZONE, right at least in these years."""
    years = range(first_year - 1, last_year + 2)
    observed = list(_changes(name, years))
    kept = kept_times(name)
    told = _by_rule(kept) if observed == list(_by_footer(kept, years)) else _by_dates(name, years, observed)
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", *told, "END:VTIMEZONE")


def _by_rule(kept: tuple[Kept, ...]) -> Iterator[str]:
    """What is later on the clock is called daylight time, also in Dublin, whose law has it the other way."""
    if len(kept) == 1:
        yield from _observance("STANDARD", "19700101T000000", kept[0].offset, kept[0].offset, kept[0].name)
        return
    for each, other in (kept, kept[::-1]):
        if each.since is None:
            raise AssertionError("whoever changes has a day for it")
        kind = "DAYLIGHT" if each.offset > other.offset else "STANDARD"
        start = wall_form(each.since.in_year(_RULES_FROM))
        yield from _observance(
            kind, start, other.offset, each.offset, each.name, f"RRULE:{each.since.rule()}"
        )


def _by_dates(name: str, years: range, changes: list[Change]) -> Iterator[str]:
    if not changes or changes[0].at.year > years[0]:  # else the first change says what was before it
        at = datetime(years[0], 1, 1, tzinfo=UTC).astimezone(zone(name))
        yield from _observance("STANDARD", "19700101T000000", _offset(at), _offset(at), at.tzname() or "")
    alike = attrgetter("before", "after", "name")
    for (before, after, called), group in groupby(sorted(changes, key=alike), alike):
        starts = [wall_form(each.on_the_wall) for each in group]
        kind = "DAYLIGHT" if after > before else "STANDARD"
        dates = [f"RDATE:{each}" for each in starts[1:]]
        yield from _observance(kind, starts[0], before, after, called, *dates)


def _observance(kind: str, start: str, before: int, after: int, name: str, *when: str) -> Iterator[str]:
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{start}"
    yield f"TZOFFSETFROM:{offset_form(before)}"
    yield f"TZOFFSETTO:{offset_form(after)}"
    yield f"TZNAME:{name}"
    yield from when
    yield f"END:{kind}"


def _by_footer(kept: tuple[Kept, ...], years: range) -> Iterator[Change]:
    found = []
    if len(kept) > 1:
        for each, other in (kept, kept[::-1]):
            for year in years:
                wall = each.since.in_year(year) if each.since else datetime.min  # noqa: DTZ901  never taken
                at = (wall - timedelta(seconds=other.offset)).replace(tzinfo=UTC)
                found.append(Change(at, other.offset, each.offset, each.name))
    return iter(sorted(found))


def _changes(name: str, years: range) -> Iterator[Change]:
    """As the zone's file has them, day by day."""
    place, day = zone(name), datetime(years[0], 1, 1, tzinfo=UTC)
    before, end = _offset(day.astimezone(place)), datetime(years[-1] + 1, 1, 1, tzinfo=UTC)
    while day < end:
        after = _offset((day + ONE_DAY).astimezone(place))
        if after != before:
            low, high = 0, _DAY
            while high - low > 1:
                middle = (low + high) // 2
                there = _offset((day + timedelta(seconds=middle)).astimezone(place))
                low, high = (middle, high) if there == before else (low, middle)
            at = day + timedelta(seconds=high)
            yield Change(at, before, after, at.astimezone(place).tzname() or "")
        before, day = after, day + ONE_DAY


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _yearly(month: str, week: str, weekday: str, clock: str | None) -> YearlyDay:
    return YearlyDay(int(month), int(week), int(weekday), _seconds(clock) if clock else 2 * 3600)


def _seconds(clock: str) -> int:
    sign = -1 if clock.startswith("-") else 1
    parts = [int(each) for each in clock.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _days_in(month: int) -> int:
    """February has none of these rules."""
    return 30 if month in {4, 6, 9, 11} else 31
