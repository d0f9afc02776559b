"""The one place where local time meets a zone.

Local times become instants as RFC 5545 section 3.3.5 says: a time that does not exist uses the offset
before the gap, a time that comes twice is the first. Python's `fold=0` means exactly that (PEP 495).
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

from scheduler.domain.errors import InstantOutOfRange, NaiveInstant, NotAnInstant, UnknownZone
from scheduler.domain.interval import Interval

FIRST_YEAR, LAST_YEAR = 1970, 2200  # before, zones are guesswork; after, so is everything else
ONE_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
_TIMES = tuple(time(minutes // 60, minutes % 60) for minutes in range(MINUTES_A_DAY))
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d|)", re.ASCII)

# Zones come from the pinned tzdata package alone: a machine's own copy may be years behind the law.
reset_tzpath(to=())
ZoneInfo.clear_cache()

# Names that open a file of the zone database but mean no place's time, or mean it only on this machine.
_NOT_PLACES = {"localtime", "Factory", "posixrules"}


@cache
def zone_names() -> frozenset[str]:
    return frozenset(
        name for name in available_timezones() - _NOT_PLACES if not name.startswith(("posix/", "right/"))
    )


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that exact name. Raises UnknownZone."""
    if name not in zone_names():
        raise UnknownZone(f"{name[:80]!r} is no time zone; write a name like 'America/New_York'")
    return ZoneInfo(name)


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveInstant and InstantOutOfRange."""
    if instant.tzinfo is None:
        raise NaiveInstant(f"{instant.isoformat()} has no UTC offset; add one, as in '2026-03-10T17:00:00Z'")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise InstantOutOfRange(f"the year {instant.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return instant.astimezone(UTC)


def parse_instant(text: str) -> datetime:
    """A moment as RFC 3339 writes it, in UTC; a leap second is the second before it. Raises NotAnInstant."""
    parts = _INSTANT.fullmatch(text)
    try:
        moment = datetime.fromisoformat(
            f"{parts[1]}{(parts[2] or '').replace(':60', ':59')}{parts[3]}" if parts else ""
        )
    except ValueError:
        example = "write date, time and offset, as in '2026-03-10T17:00:00Z' or '2026-03-10T17:00-04:00'"
        raise NotAnInstant(f"{text[:40]!r} is no moment; {example}") from None
    return utc(moment)


def instant(day: date, minutes: int, place: ZoneInfo) -> datetime:
    """When clocks in `place` show `minutes` after the midnight that begins `day`; 1440 is its other end."""
    if minutes >= MINUTES_A_DAY:
        day, minutes = day + ONE_DAY, minutes - MINUTES_A_DAY
    return datetime.combine(day, _TIMES[minutes], place).astimezone(UTC)


def shown(day: date, minutes: int, place: ZoneInfo) -> datetime:
    """What clocks in `place` show then, even where they skip it: as what repeats has to be told."""
    return datetime.combine(day, _TIMES[minutes], place)


def is_shown_once(local: datetime) -> bool:
    """Neither skipped by clocks nor shown twice, so that no two readers can differ."""
    return local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset()


def midnight(day: date, place: ZoneInfo) -> datetime:
    """The instant at which `day` begins in `place`."""
    return datetime.combine(day, time.min, place).astimezone(UTC)


def whole_days(first: date, last: date, place: ZoneInfo) -> Interval | None:
    """From the midnight before `first` to the midnight after `last`; zones have skipped whole dates."""
    return Interval.between(midnight(first, place), midnight(last + ONE_DAY, place))


def local_date(instant: datetime, place: ZoneInfo) -> date:
    return instant.astimezone(place).date()


def local_minutes(instant: datetime, place: ZoneInfo) -> int:
    """What clocks in `place` show, in whole minutes after midnight."""
    local = instant.astimezone(place)
    return local.hour * 60 + local.minute


def days_later(instant: datetime, days: int, place: ZoneInfo) -> datetime:
    """When clocks in `place` show the same time of day, `days` dates later."""
    local = instant.astimezone(place)
    return (local + timedelta(days=days)).astimezone(UTC)
