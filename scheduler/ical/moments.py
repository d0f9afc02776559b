"""A calendar's times: on a wall clock in a zone, or a whole day."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from scheduler.ical.errors import BadEventError
from scheduler.ical.limits import END_OF_TIME, FIRST_YEAR, LAST_YEAR

_TIME = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?)(Z?))?", re.ASCII | re.IGNORECASE)
_ZONE_NAME = re.compile(r';[ \t]*TZID[ \t]*=[ \t]*("[^"]*"|[^;]*)', re.IGNORECASE)
_AS_DATE = re.compile(r";[ \t]*VALUE[ \t]*=[ \t]*\"?DATE\"?[ \t]*(?:;|$)", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?=.)(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?=.)(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_DURATION = 60  # letters
_NO_TIME = timedelta()
_ONE_DAY = timedelta(days=1)


class Moment(NamedTuple):
    """A wall-clock time. One in a gap uses the offset before it, one that comes twice is the first."""

    wall: datetime
    place: tzinfo
    all_day: bool
    floating: bool  # said without a zone

    @property
    def instant(self) -> datetime:
        return instant(self.wall, self.place)


class Length(NamedTuple):
    """How long something takes: so much by the clock on the wall, then so much exactly.

    RFC 5545 section 3.3.6: a day is from a time of day to the same on the next, an hour is an hour.
    """

    nominal: timedelta
    exact: timedelta

    def after(self, wall: datetime, place: tzinfo) -> datetime:
        return instant(wall + self.nominal, place) + self.exact

    @property
    def about(self) -> timedelta:
        return self.nominal + self.exact


def instant(wall: datetime, place: tzinfo) -> datetime:
    local = wall.replace(tzinfo=place)
    return local if place is UTC else local.astimezone(UTC)


class Clock:
    """How the times of one VCALENDAR are read; floating times and whole days are in `default`."""

    def __init__(self, default: tzinfo, named: Callable[[str], tzinfo | None]) -> None:
        """`named`: the zone of a name, or none where only the default is left."""
        self._default = default
        self._named = named
        self._places: dict[str, tuple[tzinfo | None, bool]] = {}

    def moment(self, rest: str) -> Moment:
        """`rest`: a property's line without its name. Raises BadEventError."""
        parameters, _, value = rest.rpartition(":")
        return self.moment_of(value, parameters)

    def moment_of(self, value: str, parameters: str) -> Moment:
        place, as_date = self._place(parameters)
        found = _TIME.fullmatch(value.strip())
        if found is None:
            raise BadEventError(f"{value.strip()[:40]!r} is no date or time")
        day, time_of_day, is_utc = found.groups()
        wall = _wall(day, time_of_day)
        if time_of_day is None or (as_date and wall.time() == datetime.min.time()):
            return Moment(wall, self._default, all_day=True, floating=True)
        if is_utc and place is None:  # a zone that is named all the same is what was meant
            return Moment(wall, UTC, all_day=False, floating=False)
        return Moment(wall, place or self._default, all_day=False, floating=place is None)

    def _place(self, parameters: str) -> tuple[tzinfo | None, bool]:
        known = self._places.get(parameters)
        if known is None:
            found = _ZONE_NAME.search(parameters)
            name = found[1].strip(' "\t') if found else ""
            known = (self._named(name) if name else None), bool(_AS_DATE.search(parameters))
            self._places[parameters] = known
        return known


def _wall(day: str, time_of_day: str | None) -> datetime:
    """A leap second is the second before it, 24:00 the next midnight."""
    text = (time_of_day or "000000").ljust(6, "0")
    extra = _ONE_DAY if text == "240000" else _NO_TIME
    text = "000000" if extra else text
    if text[4:] == "60":
        text = text[:4] + "59"
    try:
        wall = datetime.fromisoformat(f"{day}T{text}") + extra
    except (ValueError, OverflowError):
        raise BadEventError(f"{day}T{text} is on no calendar") from None
    if wall.year > END_OF_TIME:
        return wall.replace(year=END_OF_TIME, month=1, day=1)
    return wall


def checked_start(moment: Moment) -> Moment:
    """Raises BadEventError for a year that no calendar means."""
    if not FIRST_YEAR <= moment.wall.year <= LAST_YEAR:
        raise BadEventError(f"the year {moment.wall.year} is out of range")
    return moment


def duration(value: str) -> Length:
    """Raises BadEventError."""
    text = value.strip()
    if len(text) > _LONGEST_DURATION:
        raise BadEventError(f"{text[:40]!r} is no duration")
    return _duration(text)


@lru_cache(maxsize=1_000)  # most events of a calendar are as long as many others
def _duration(text: str) -> Length:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise BadEventError(f"{text[:40]!r} is no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    try:
        nominal = timedelta(weeks=weeks, days=days)
        exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise BadEventError(f"the duration {text[:40]!r} is longer than all years") from None
    if found[1] == "-" and nominal + exact:
        raise BadEventError("it ends before it starts")
    return Length(nominal, exact)
