"""The text of a calendar cut into its parts, so that a bad part costs only itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.ical.errors import NotACalendarError
from scheduler.ical.limits import LARGEST_FILE

MOST_PARTS = 20_000
_FOLD = re.compile(r"\r?\n[ \t]")
_MARK = re.compile(r"(BEGIN|END):\s*([A-Z-]{1,40})\s*", re.IGNORECASE)
_PARTS = frozenset({"VEVENT", "VTIMEZONE", "VFREEBUSY"})


@dataclass(frozen=True, slots=True)
class Content:
    zone_name: str | None  # X-WR-TIMEZONE
    events: tuple[str, ...]
    zones: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Cutting:
    parts: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    zone_name: str | None = None
    calendars: int = 0
    depth: int = 0


def read_content(raw: bytes) -> Content:
    """Raises NotACalendarError where there is no whole calendar in it."""
    if len(raw) > LARGEST_FILE:
        raise NotACalendarError(f"the calendar is larger than {LARGEST_FILE} bytes; export a shorter span")
    cutting = _Cutting()
    lines = _lines(raw)
    for line in lines:
        _take(line, lines, cutting)
    if not cutting.calendars or cutting.depth:
        raise NotACalendarError("this is no whole calendar: BEGIN:VCALENDAR or END:VCALENDAR is missing")
    return Content(
        zone_name=cutting.zone_name,
        events=tuple(cutting.parts.get("VEVENT", ())),
        zones=tuple(cutting.parts.get("VTIMEZONE", ())),
        problems=tuple(cutting.problems),
    )


def _lines(raw: bytes) -> Iterator[str]:
    """Unfolded. Bytes that are not UTF-8 are read as cp1252, which every byte fits nearly."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return iter(_FOLD.sub("", text.replace("\x00", "")).splitlines())


def _take(line: str, rest: Iterator[str], cutting: _Cutting) -> None:
    mark = _MARK.fullmatch(line)
    if mark is None:
        if line.upper().startswith("X-WR-TIMEZONE"):
            cutting.zone_name = line.partition(":")[2].strip()
        return
    opens, name = mark[1].upper() == "BEGIN", mark[2].upper()
    if name == "VCALENDAR":
        cutting.depth += 1 if opens else -1
        cutting.calendars += opens
    elif opens:
        _cut(name, line, rest, cutting)


def _cut(name: str, first: str, rest: Iterator[str], cutting: _Cutting) -> None:
    part = [first]
    for line in rest:
        part.append(line)
        mark = _MARK.fullmatch(line)
        if mark and mark[1].upper() == "END" and mark[2].upper() in {name, "VCALENDAR"}:
            break
    if mark_of(part[-1]) != name:
        raise NotACalendarError(f"END:{name} is missing; the file was cut off")
    kept = cutting.parts.setdefault(name, [])
    if len(kept) >= MOST_PARTS:
        raise NotACalendarError(f"there are more than {MOST_PARTS} events; export a shorter span")
    if name in _PARTS:
        kept.append("\r\n".join(part) + "\r\n")


def mark_of(line: str) -> str | None:
    """The name of the part that the line begins or ends."""
    mark = _MARK.fullmatch(line)
    return mark[2].upper() if mark else None
