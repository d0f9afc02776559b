"""Which zone a calendar means by a name.

In this order: the IANA name in any case; the Windows name, or the words that Windows shows for it; what the
file itself defines; the end of a name such as `/vendor/2005_1/Europe/Berlin`; an offset that the name tells.
What a file defines is that file's alone: nothing is kept between two readings.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel.core import get_global

from scheduler.domain.errors import UnknownZone
from scheduler.domain.wall_clock import zone, zone_names
from scheduler.ical.content import Frame, Part, value_of
from scheduler.ical.defined_zone import defined_zone
from scheduler.ical.errors import BadZoneError

_UTC_NAMES = {
    "utc",
    "z",
    "gmt",
    "etc/utc",
    "etc/gmt",
    "zulu",
    "coordinated universal time",
    "tzone://microsoft/utc",
}
_SHOWN = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d\d?)[:.]?(\d\d))?\)\s*(.*)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(.*?\)")
_MOST_PARTS_OF_A_NAME = 3  # America/Argentina/Buenos_Aires
_LONGEST_NAME = 200
_A_WINTER_AND_A_SUMMER = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001  a wall clock's


class Definitions:
    """What one file says of time zones."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts: dict[str, list[Part]] = {}
        self._made: dict[str, tzinfo | str] = {}  # by their text; or what is wrong with it
        for part in parts:
            name = next((value_of(rest) for key, rest in part.lines if key == "TZID"), "")
            self._parts.setdefault(_plain(name), []).append(part)

    def of(self, name: str, frame: Frame) -> Iterator[tzinfo | str]:
        """The VCALENDAR's own first: another one in the file may mean something else by the name."""
        for part in sorted(self._parts.get(_plain(name), ()), key=lambda part: part.frame is not frame):
            text = repr(part.inner)
            if text not in self._made:
                self._made[text] = _made(part)
            yield self._made[text]


class Zones:
    """The zones of one VCALENDAR."""

    def __init__(self, definitions: Definitions, frame: Frame) -> None:
        self._definitions = definitions
        self._frame = frame
        self._instead = known_zone(frame.zone_name) if frame.zone_name else None
        self._made: dict[str, tzinfo | None] = {}
        self.unknown: list[str] = []
        self.bad: list[tuple[str, str]] = []  # a name that the file defines, and what is wrong with it

    def named(self, name: str) -> tzinfo | None:
        """None where only the reader's own zone is left."""
        name = name[:_LONGEST_NAME]
        if name not in self._made:
            self._made[name] = self._found(name)
        return self._made[name]

    def _found(self, name: str) -> tzinfo | None:
        found = known_zone(name) or self._defined(name) or _end_of(name) or _with_offset(name)
        if found is None:
            self.unknown.append(name)
        return found or self._instead

    def _defined(self, name: str) -> tzinfo | None:
        for found in self._definitions.of(name, self._frame):
            if isinstance(found, tzinfo):
                return found
            self.bad.append((name, found))
        return None


def _made(part: Part) -> tzinfo | str:
    try:
        return defined_zone(part.inner)
    except BadZoneError as error:
        return str(error)


def known_zone(name: str) -> tzinfo | None:
    """By its IANA name in any case, or by a name that Windows has for it."""
    wanted = name.strip(" \t\"'").replace("\\", "")
    if wanted.lower() in _UTC_NAMES:
        return UTC
    return _iana(wanted) or _windows(wanted) or _as_shown(wanted)


def _plain(name: str) -> str:
    return name.replace("\\", "").strip(" \t\"'")[:_LONGEST_NAME].lower()


def _iana(name: str) -> tzinfo | None:
    try:
        return zone(_by_lower_name()[name.lower().replace(" ", "_")])
    except (UnknownZone, KeyError):
        return None


def _windows(name: str) -> tzinfo | None:
    """`W. Europe Standard Time`; Outlook also writes `W. Europe Daylight Time`, and `Eastern Time`."""
    lower = name.lower()
    if lower == "utc":
        return UTC
    forms = (
        lower,
        lower.replace(" daylight time", " standard time"),
        lower.removesuffix(" time") + " standard time",
    )
    return next((found for form in forms if (found := _iana(_windows_names().get(form, "")))), None)


def _as_shown(name: str) -> tzinfo | None:
    """`(UTC+01:00) Amsterdam, Berlin, Bern, Rome`: by the first place that fits the offset."""
    found = _SHOWN.fullmatch(name)
    if found is None:
        return None
    sign, hours, minutes, words = found.groups()
    offset = _offset(sign, hours, minutes)
    words = _IN_BRACKETS.sub("", words)
    if not words.strip(" -") or "coordinated universal time" in words.lower():
        return UTC if not offset else None
    for place in (each.strip() for each in words.split(",")):
        for zone_name in _by_place().get(place.lower().removesuffix(" time").replace(" ", "_"), ()):
            fits = _iana(zone_name)
            if fits is not None and offset == min(
                map(fits.utcoffset, _A_WINTER_AND_A_SUMMER), default=None, key=_zero
            ):
                return fits
    return _windows(words.strip())


def _zero(offset: timedelta | None) -> timedelta:
    return offset or timedelta()


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -size if sign == "-" else size


def _with_offset(name: str) -> tzinfo | None:
    """`GMT+0200`, or `(UTC+01:00) Nowhere`: better by the offset than not at all."""
    found = _OFFSET.fullmatch(name.strip()) or _SHOWN.fullmatch(name.strip())
    if found is None or found[1] is None:
        return None
    offset = _offset(found[1], found[2], found[3])
    return timezone(offset) if abs(offset) < timedelta(hours=24) else None


def _end_of(name: str) -> tzinfo | None:
    """`/mozilla.org/20050126_1/Europe/Berlin` means Europe/Berlin."""
    return next((found for end in _ends(name) if (found := _iana(end) or _windows(end))), None)


def _ends(name: str) -> Iterator[str]:
    parts = name.strip(" \t\"'").strip("/").split("/")
    for many in range(min(_MOST_PARTS_OF_A_NAME, len(parts) - 1), 0, -1):
        yield "/".join(parts[-many:])


@cache
def _by_lower_name() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


@cache
def _by_place() -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for name in sorted(zone_names()):
        places.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    return places


@cache
def _windows_names() -> dict[str, str]:
    return {name.lower(): place for name, place in get_global("windows_zone_mapping").items()}
