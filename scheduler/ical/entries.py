"""What a calendar that we write holds, whatever format it is written in."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

OURS = "-//Between Sessions//"  # how the PRODID of every calendar that we write begins


class ShowsAs(StrEnum):
    """How a calendar app shows the time to whoever looks for a free one."""

    BUSY = "busy"
    AWAY = "away"
    FREE = "free"  # what is only good to know, such as contact hours
    TENTATIVE = "tentative"  # asked for, not yet agreed


@dataclass(frozen=True, slots=True)
class Weekly:
    """The same wall-clock time on some days of the week, every so many weeks (RFC 5545 section 3.3.10)."""

    days: frozenset[int]  # 0 is Monday
    every: int = 1
    last_day: date | None = None  # the last date on which it may start; None: it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event. Its two ends are instants in UTC, or both dates: then `end` is the day after the last."""

    uid: str
    start: datetime | date
    end: datetime | date
    title: str
    revised_at: datetime  # when anything of it last changed; never the time of writing
    shows_as: ShowsAs
    sequence: int = 0
    zone: str | None = None  # IANA: told on the wall clock there; None: in UTC. What repeats needs one
    repeats: Weekly | None = None
    left_out: tuple[datetime, ...] = ()  # starts of what repeats at which it does not take place
    instead_of: datetime | None = (
        None  # of the series of this uid: the start of the one that this is told for
    )
    description: str = ""
    location: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A whole calendar. `zone` is where its reader is meant to be; the refresh is asked for, not kept to."""

    name: str
    entries: tuple[Entry, ...]
    zone: str
    refresh_minutes: int = 60
    colour: str = ""  # a CSS name, RFC 7986 section 5.9
