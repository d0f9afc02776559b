"""The parameters of a search, read as http://hl7.org/fhir/search.html has them.

What is not known is left out, or refused where the one who asks wants it so (`Prefer: handling=strict`).
Modifiers, chains and prefixes that are not known are always refused: they would change what is found.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduler.domain.errors import InstantOutOfRange, NaiveInstant
from scheduler.domain.wall_clock import midnight, utc

ALWAYS = frozenset({"_format", "_pretty"})  # say how to answer, not what to look for
COUNT, AFTER = "_count", "_after"  # `_after` is our own: where the page before it ended
USUAL_COUNT, LARGEST_COUNT = 50, 200
MOST_VALUES = 20  # of one parameter, with commas between
_WHEN = re.compile(
    r"(eq|ge|gt|le|lt|sa|eb)?"
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII)


class CannotSearchError(ValueError):
    """In words for who asks, with the parameter, and a code of http://hl7.org/fhir/issue-type."""

    def __init__(self, words: str, parameter: str = "", code: str = "invalid") -> None:
        super().__init__(words)
        self.words, self.parameter, self.code = words, parameter, code


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the parameters is used, in the order in which it was given."""

    given: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def one(self, name: str) -> str:
        """Blank where it was not given. Raises CannotSearchError where it was twice."""
        there = self.all(name)
        if len(there) > 1:
            raise CannotSearchError(f"'{name}' comes more than once; keep one.", name)
        return there[0] if there else ""

    def any_of(self, name: str) -> tuple[str, ...]:
        """What stands between the commas."""
        there = tuple(each for each in self.one(name).split(",") if each)
        if len(there) > MOST_VALUES:
            raise CannotSearchError(f"'{name}' has more than {MOST_VALUES} values.", name, "too-costly")
        return there

    def address(self, base: str, **instead: str) -> str:
        pairs = [(name, value) for name, value in self.given if name not in instead]
        query = urlencode([*pairs, *instead.items()])
        return f"{base}?{query}" if query else base


def read(given: Mapping[str, Sequence[str]], known: Collection[str], *, strict: bool) -> Asked:
    """Raises CannotSearchError."""
    used: dict[str, tuple[str, ...]] = {}
    for name, values in given.items():
        plain = re.split(r"[:.]", name, maxsplit=1)[0]
        if name in known:
            used[name] = tuple(each for each in values if each)
        elif plain in known:
            raise CannotSearchError(
                f"'{plain}' takes no modifier and no chain here; ask for it plainly.", plain, "not-supported"
            )
        elif strict and name not in ALWAYS:
            raise CannotSearchError(
                f"This is not known here. Known are: {', '.join(sorted(known))}.", "", "not-supported"
            )
    pairs = tuple((name, value) for name, values in used.items() for value in values)
    return Asked(pairs, {name: values for name, values in used.items() if values})


def count(asked: Asked) -> int:
    """How many on a page: as many as are wanted, up to a limit; none: the total alone is asked for."""
    wanted = asked.one(COUNT)
    if wanted and not _COUNT.fullmatch(wanted):
        raise CannotSearchError("'_count' is no number; write one such as 50.", COUNT)
    return min(int(wanted), LARGEST_COUNT) if wanted else USUAL_COUNT


# --- dates


class Bounds(NamedTuple):
    """From `start` on, and before `end`; either may be open."""

    start: datetime | None = None
    end: datetime | None = None

    def and_also(self, other: "Bounds") -> "Bounds":
        starts = [each for each in (self.start, other.start) if each]
        ends = [each for each in (self.end, other.end) if each]
        return Bounds(max(starts, default=None), min(ends, default=None))


def bounds(asked: Asked, name: str, place: ZoneInfo) -> Bounds:
    """What all values of a date parameter leave. A date without an offset is one of clocks in `place`."""
    found = Bounds()
    for value in asked.all(name):
        found = found.and_also(_bounds(value, name, place))
    return found


def _bounds(value: str, name: str, place: ZoneInfo) -> Bounds:
    value = re.sub(r"(?<=:\d\d) (?=\d\d:\d\d$)", "+", value)  # what a query makes of a plus
    parts = _WHEN.fullmatch(value)
    mend = f"'{name}' is no date that can be used; write one such as ge2026-03-10 or lt2026-03-10T17:00:00Z."
    if parts is None:
        raise CannotSearchError(mend, name)
    try:
        first, beyond = _meant(parts, place)
    except (ValueError, OverflowError, InstantOutOfRange, NaiveInstant):
        raise CannotSearchError(mend, name) from None
    match parts[1]:
        case "ge":
            return Bounds(start=first)
        case "gt" | "sa":
            return Bounds(start=beyond)
        case "le":
            return Bounds(end=beyond)
        case "lt" | "eb":
            return Bounds(end=first)
        case _:
            return Bounds(first, beyond)


def _meant(parts: re.Match[str], place: ZoneInfo) -> tuple[datetime, datetime]:
    """All of what was written: a year, a month, a day, a minute, a second or a part of one."""
    year, month, day = int(parts[2]), parts[3], parts[4]
    if parts[5] is None:
        first, beyond = _dates_meant(year, month, day)
        return utc(midnight(first, place)), utc(midnight(beyond, place))
    written = f"{parts[2]}-{month}-{day}T{parts[5]}:{parts[6]}:{parts[7] or '00'}"
    moment = datetime.fromisoformat(f"{written}{parts[9]}" if parts[9] else written)
    zoned = moment if parts[9] else moment.replace(tzinfo=place)
    first = utc(zoned) + timedelta(microseconds=int((parts[8] or "0").ljust(6, "0")))
    return first, first + _precision(parts)


def _precision(parts: re.Match[str]) -> timedelta:
    if parts[7] is None:
        return timedelta(minutes=1)
    return timedelta(microseconds=10 ** (6 - len(parts[8]))) if parts[8] else timedelta(seconds=1)


def _dates_meant(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = date(year, int(month), int(day or 1))
    if day is not None:
        return first, first + timedelta(days=1)
    return first, date(year + first.month // 12, first.month % 12 + 1, 1)


# --- what names something


def an_id(written: str) -> UUID | None:
    """In the one form in which ids are told here."""
    return UUID(written) if _ID.fullmatch(written) else None


def ids(asked: Asked, name: str) -> tuple[UUID, ...] | None:
    """None where it was not given; what is no id of ours is left out, as it names nothing."""
    if not asked.one(name):
        return None
    return tuple(found for each in asked.any_of(name) if (found := an_id(each)))


def references(asked: Asked, name: str, kinds: Collection[str], base: str) -> tuple[UUID, ...] | None:
    """Likewise of `Kind/id`, its whole address here or, where there is but one kind, the id alone."""
    if not asked.one(name):
        return None
    found: list[UUID] = []
    for each in asked.any_of(name):
        kind, _, last = each.removeprefix(f"{base}/").rpartition("/")
        named = an_id(last)
        if named and (kind in kinds or (kind == "" and len(kinds) == 1)):
            found.append(named)
    return tuple(found)


def codes(asked: Asked, name: str, system: str) -> frozenset[str] | None:
    """None where it was not given; else the codes, each alone or as `system|code`."""
    if not asked.one(name):
        return None
    pairs = (each.rpartition("|") for each in asked.any_of(name))
    return frozenset(code for said, bar, code in pairs if not bar or said in {"", system})


def identifiers(asked: Asked, system: str) -> tuple[str, ...] | None:
    """Likewise of `identifier`, where what is looked for is a slug."""
    found = codes(asked, "identifier", system)
    return None if found is None else tuple(sorted(found))


# --- pages


class Cursor(NamedTuple):
    """Where a page ended: an instant, and the id that came last at it."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.id}.{self.at.astimezone(UTC).strftime(_CURSOR)}"


_CURSOR = "%Y%m%dT%H%M%S%fZ"


def cursor(asked: Asked) -> Cursor | None:
    """Raises CannotSearchError."""
    written = asked.one(AFTER)
    if not written:
        return None
    name, _, at = written.partition(".")
    named = an_id(name)
    try:
        moment = datetime.strptime(at, _CURSOR).replace(tzinfo=UTC) if at.isascii() else None
    except ValueError:
        moment = None
    if named is None or moment is None:
        raise CannotSearchError("'_after' is for the links of a page alone; follow those.", AFTER)
    return Cursor(moment, named)
