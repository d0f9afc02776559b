"""When somebody is taken, and nothing of what by (RFC 5545 section 3.6.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import FreeBusy as Part
from icalendar.prop import vCalAddress, vPeriod, vUri

from scheduler.domain.interval import Interval, Intervals, clip, normalise
from scheduler.ical.components import add_text, bytes_of, calendar


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
    made, part, whose = calendar("PUBLISH"), Part(), _uri(told.whose)
    add_text(part, "UID", told.uid)
    part.add("DTSTAMP", told.revised_at)
    part.add("ORGANIZER", vCalAddress(whose))
    part.add("URL", vUri(whose))
    part.add("DTSTART", told.span.start.astimezone(UTC))
    part.add("DTEND", told.span.end.astimezone(UTC))
    for kind, each in _periods(told):
        # a line each: some readers take only the first of a list
        part.add("FREEBUSY", each, {"FBTYPE": kind.value})
    made.add_component(part)
    return bytes_of(made)


def _periods(told: FreeBusy) -> Iterator[tuple[Taken, vPeriod]]:
    for kind in Taken:
        for each in clip(normalise(told.taken.get(kind, ())), told.span):
            period = vPeriod((each.start.astimezone(UTC), each.end.astimezone(UTC)))
            del period.params["VALUE"]  # which it is without being said
            yield kind, period


def _uri(address: str) -> str:
    """Raises ValueError where it is none of ours: a URI is written as it is, and could begin another line."""
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ValueError("this is no address of a page")
    return address
