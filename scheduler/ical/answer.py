"""What reading a calendar comes to."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.interval import Intervals
from scheduler.ical.errors import Found


class Mode(StrEnum):
    BUSY = "busy"  # all that takes time
    AWAY = "away"  # the same, with whole days and out-of-office events told apart
    HOLIDAYS = "holidays"  # whole days, which holiday calendars mark as free


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not read as it stands, so a person should look.

    `uid_hash` tells events apart without telling anything of them; blank: of the whole file.
    `event` counts the events of the file from 1; 0: none of them.
    """

    found: Found
    why: str  # for people, in English; no title, no address, no name
    uid_hash: str = ""
    event: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    date: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyTimes:
    """Merged, in UTC, cut to the span that was asked for.

    `away` is given by Mode.AWAY alone, and its time may be in `intervals` too where something else takes it.
    `holidays` and the intervals of them are given by Mode.HOLIDAYS alone.
    `content` is a hash of all that has a say in any span: the same in two readings where nothing of that
    changed, whatever else did (DTSTAMP, the order of events, titles of what is no holiday).
    """

    intervals: Intervals
    away: Intervals = ()
    holidays: tuple[Holiday, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_ours: bool = False  # one of our own feeds came back
    content: bytes = b""
    events: int = 0  # how many the file holds


def uid_hash(uid: str) -> str:
    return hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:16] if uid else ""
