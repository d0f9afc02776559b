"""When somebody can be reached, as times that are open among times that are not (RFC 7953)."""

from collections.abc import Iterator

from scheduler.domain.interval import Interval
from scheduler.ical.entries import Entry, Told
from scheduler.ical.event_lines import UsedZones, time_lines
from scheduler.ical.feed import head_lines
from scheduler.ical.writing import text, utc_form, written


def open_times(told: Told, *, uid: str, span: Interval) -> bytes:
    """All of `span` that no entry covers counts as unavailable."""
    used = UsedZones()
    available = [line for entry in told.entries for line in _available(entry, used)]
    revised = max((entry.revised_at for entry in told.entries), default=span.start)
    return written(
        [
            *(line for line in head_lines(told) if not line.startswith("METHOD:")),  # none is defined for it
            *used.lines(),
            "BEGIN:VAVAILABILITY",
            f"UID:{text(uid)}",
            f"DTSTAMP:{utc_form(revised)}",
            f"DTSTART:{utc_form(span.start)}",
            f"DTEND:{utc_form(span.end)}",
            "BUSYTYPE:BUSY-UNAVAILABLE",
            f"SUMMARY:{text(told.name)}",
            *available,
            "END:VAVAILABILITY",
            "END:VCALENDAR",
        ]
    )


def _available(entry: Entry, used: UsedZones) -> Iterator[str]:
    yield "BEGIN:AVAILABLE"
    yield f"UID:{text(entry.uid)}"
    yield f"DTSTAMP:{utc_form(entry.revised_at)}"
    yield from time_lines(entry, used)
    yield f"SUMMARY:{text(entry.title)}"
    yield "END:AVAILABLE"
