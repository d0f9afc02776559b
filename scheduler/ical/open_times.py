"""When somebody can be reached, as times that are open among times that are not (RFC 7953)."""

from datetime import UTC

from icalendar import Availability, Available

from scheduler.domain.interval import Interval
from scheduler.ical.components import add_text, add_times, add_zones, bytes_of, calendar, name
from scheduler.ical.entries import Entry, Told
from scheduler.ical.event_lines import UsedZones


def open_times(told: Told, *, uid: str, span: Interval) -> bytes:
    """All of `span` that no entry covers counts as unavailable. No METHOD is defined for it."""
    used, made, part = UsedZones(), calendar(), Availability()
    name(made, told)
    add_text(part, "UID", uid)
    part.add("DTSTAMP", max((entry.revised_at for entry in told.entries), default=span.start))
    part.add("DTSTART", span.start.astimezone(UTC))
    part.add("DTEND", span.end.astimezone(UTC))
    add_text(part, "BUSYTYPE", "BUSY-UNAVAILABLE")
    add_text(part, "SUMMARY", told.name)
    for entry in told.entries:
        part.add_component(_available(entry, used))
    add_zones(made, used)
    made.add_component(part)
    return bytes_of(made)


def _available(entry: Entry, used: UsedZones) -> Available:
    available = Available()
    add_text(available, "UID", entry.uid)
    available.add("DTSTAMP", entry.revised_at)
    add_times(available, entry, used)
    add_text(available, "SUMMARY", entry.title)
    return available
