"""The text of a calendar cut into its parts, so that a bad part costs only itself.

Only lines that have a say in when somebody is busy are looked at. They are found by one pattern over the
whole text: to take every line apart costs twenty times as much.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from scheduler.ical.entries import OURS
from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.ical.limits import MOST_EVENTS
from scheduler.ical.source import text_of

Line: TypeAlias = "tuple[str, str]"  # a name in capitals, and all behind it: parameters, a colon, a value

_WANTED = re.compile(
    r"^[ \t]*(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|EXRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE|STATUS"
    r"|TRANSP|X-MICROSOFT-CDO-BUSYSTATUS|SUMMARY|TZID|TZOFFSETFROM|TZOFFSETTO|FREEBUSY|METHOD|PRODID|X-WR-TIMEZONE)"
    r"[ \t]*(?=[;:])([^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_NO_LINE = re.compile(r"^(?![\w.-]+[ \t]*[;:])(?=[^\n]*\S)[^\n]*$", re.MULTILINE)
_QUOTED = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*:')
_MOST_COUNTED = 1_000
_READ = {"VEVENT", "VTIMEZONE", "VFREEBUSY"}
_OBSERVANCES = {"STANDARD", "DAYLIGHT"}
_TELLS_FREE_TIME = {"VAVAILABILITY"}


def value_of(rest: str) -> str:
    """What stands behind the colon that ends the parameters; one between quotes belongs to them."""
    end = _QUOTED.match(rest) if '"' in rest else None
    return (rest[end.end() :] if end else rest.partition(":")[2]).strip()


@dataclass(slots=True)
class Frame:
    """What a VCALENDAR says of all that is in it."""

    method: str = ""
    zone_name: str = ""  # X-WR-TIMEZONE
    is_ours: bool = False


@dataclass(slots=True)
class Part:
    kind: str
    frame: Frame
    number: int  # of its kind in the file, from 1
    lines: list[Line] = field(default_factory=list)
    inner: list[list[Line]] = field(default_factory=list)  # the observances of a time zone
    is_whole: bool = True  # to its end, and so is all that stands in it


@dataclass(frozen=True, slots=True)
class Content:
    frames: tuple[Frame, ...]
    events: tuple[Part, ...]
    zones: tuple[Part, ...]
    free_busy: tuple[Part, ...]
    not_begun: tuple[str, ...]  # kinds of parts that end and never began: all in them was passed over
    not_lines: int  # lines that are none; at most so many are counted
    not_read: tuple[str, ...]  # kinds of parts that would say when somebody is free


def read_content(raw: bytes) -> Content:
    """Raises NotACalendarError where there is no whole calendar in it."""
    text = text_of(raw)
    cutting = _Cutting()
    for found in _WANTED.finditer(text):
        cutting.take(found[1].upper(), found[2])
    cutting.finish()
    return Content(
        frames=tuple(cutting.frames),
        events=tuple(cutting.parts["VEVENT"]),
        zones=tuple(cutting.parts["VTIMEZONE"]),
        free_busy=tuple(cutting.parts["VFREEBUSY"]),
        not_begun=tuple(sorted(cutting.not_begun)),
        not_lines=sum(1 for _ in islice(_NO_LINE.finditer(text), _MOST_COUNTED)),
        not_read=tuple(sorted(cutting.not_read)),
    )


class _Cutting:
    """Where one is while going through the lines."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.parts: dict[str, list[Part]] = {kind: [] for kind in _READ}
        self.not_begun: set[str] = set()
        self.not_read: set[str] = set()
        self._open_calendars = 0
        self._began = False
        self._lacks_its_head = False
        self._part: Part | None = None
        self._lines: list[Line] | None = None  # where the next line belongs
        self._passed_over: list[str] = []  # parts that are open and have no say

    def take(self, name: str, rest: str) -> None:
        if name == "BEGIN":
            self._begin(rest[1:].strip().upper())
        elif name == "END":
            self._end(rest[1:].strip().upper())
        elif self._passed_over:
            return
        elif self._lines is not None:
            self._lines.append((name, rest))
        elif self.frames:
            _frame(self.frames[-1], name, rest)

    def finish(self) -> None:
        """Raises NotACalendarError."""
        if not any(self.parts.values()) and not self._began:
            raise NotACalendarError("this is no calendar: BEGIN:VCALENDAR is missing")
        if self._open_calendars or self._lacks_its_head or (self._part and not self._began):
            missing = "beginning, BEGIN" if self._lacks_its_head else "end, END"
            why = f"the calendar was cut short: its {missing}:VCALENDAR, is missing; export it again"
            raise NotACalendarError(why, Trouble.CUT_SHORT)

    def _begin(self, kind: str) -> None:
        if kind == "VCALENDAR":
            self._close(is_whole=False)
            self._passed_over.clear()
            self._open_calendars += 1
            self._began = True
            self.frames.append(Frame())
        elif kind in _READ:
            self._close(is_whole=False)
            self._passed_over.clear()
            self._open(kind)
        elif self._part and self._part.kind == "VTIMEZONE" and kind in _OBSERVANCES:
            self._lines = []
            self._part.inner.append(self._lines)
        else:
            self._passed_over.append(kind)
            self.not_read |= _TELLS_FREE_TIME & {kind}

    def _open(self, kind: str) -> None:
        kept = self.parts[kind]
        if len(kept) >= MOST_EVENTS:
            why = f"the calendar holds more than {MOST_EVENTS} events; export a shorter span of it"
            raise NotACalendarError(why, Trouble.TOO_MUCH)
        if not self.frames:
            self.frames.append(Frame())  # events without a calendar around them
        self._part = Part(kind, self.frames[-1], len(kept) + 1)
        self._lines = self._part.lines
        kept.append(self._part)

    def _end(self, kind: str) -> None:
        if kind == "VCALENDAR":
            self._close(is_whole=False)
            self._passed_over.clear()
            self._lacks_its_head |= not self._began
            self._open_calendars = max(0, self._open_calendars - 1)
        elif self._part and kind == self._part.kind:
            self._close(is_whole=not self._passed_over)
            self._passed_over.clear()
        elif kind in self._passed_over:
            del self._passed_over[self._passed_over.index(kind) :]
        elif self._part and kind in _OBSERVANCES:
            self._lines = self._part.lines
        else:
            self.not_begun |= _READ & {kind}

    def _close(self, *, is_whole: bool) -> None:
        if self._part is not None:
            self._part.is_whole = is_whole
        self._part = self._lines = None


def _frame(frame: Frame, name: str, rest: str) -> None:
    value = value_of(rest)
    if name == "METHOD":
        frame.method = value.upper()
    elif name == "X-WR-TIMEZONE":
        frame.zone_name = value
    elif name == "PRODID":
        frame.is_ours = value.startswith(OURS)
