"""When somebody is taken, and nothing of what by (RFC 5545 section 3.6.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.interval import Interval, Intervals, clip, normalise
from scheduler.ical.writing import PRODUCT, text, utc_form, written


class Taken(StrEnum):
    """RFC 5545 section 3.2.9."""

    BUSY = "BUSY"
    UNAVAILABLE = "BUSY-UNAVAILABLE"  # closed, or away


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBusy:
    uid: str
    whose: str  # the address of a page about them, as they are named on it
    span: Interval
    taken: Mapping[Taken, Intervals]
    revised_at: datetime  # when any of it last changed; never the time of writing


def free_busy(told: FreeBusy) -> bytes:
    """In UTC, merged, cut to the span, in order."""
    return written(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODUCT}",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VFREEBUSY",
            f"UID:{text(told.uid)}",
            f"DTSTAMP:{utc_form(told.revised_at)}",
            f"ORGANIZER:{_uri(told.whose)}",
            f"URL:{_uri(told.whose)}",
            f"DTSTART:{utc_form(told.span.start)}",
            f"DTEND:{utc_form(told.span.end)}",
            *_periods(told),
            "END:VFREEBUSY",
            "END:VCALENDAR",
        ]
    )


def _periods(told: FreeBusy) -> Iterator[str]:
    """A line each: some readers take only the first of a list."""
    for kind in Taken:
        for each in clip(normalise(told.taken.get(kind, ())), told.span):
            yield f"FREEBUSY;FBTYPE={kind}:{utc_form(each.start)}/{utc_form(each.end)}"


def _uri(address: str) -> str:
    """Raises ValueError where it is none of ours: a URI is written as it is, and could begin another line."""
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ValueError("this is no address of a page")
    return address
