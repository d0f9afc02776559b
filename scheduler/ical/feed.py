"""A whole calendar for an app that subscribes to it. The same calendar is the same bytes, wherever made."""

import re
from collections.abc import Iterator

from scheduler.ical.entries import Told
from scheduler.ical.event_lines import UsedZones, event_lines
from scheduler.ical.writing import PRODUCT, text, written
from scheduler.ical.zone_rules import zone_lines

_PLAIN_COLOUR = re.compile("[a-z]{1,30}")
_AS_APPLE_SAYS = {  # colours by their names in CSS
    "teal": "#008080",
    "seagreen": "#2E8B57",
    "steelblue": "#4682B4",
    "slategray": "#708090",
    "darkcyan": "#008B8B",
    "rosybrown": "#BC8F8F",
}


def feed(told: Told) -> bytes:
    used = UsedZones()
    events: list[str] = []
    for entry in told.entries:
        events += event_lines(entry, used)
    zones = [line for name, first, last in used.told() for line in zone_lines(name, first, last)]
    return written([*_head(told), *zones, *events, "END:VCALENDAR"])


def _head(told: Told) -> list[str]:
    """Each thing in the words of the standard, and in those that came before it and are read more widely."""
    name, refresh = text(told.name), f"PT{told.refresh_minutes}M"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"X-WR-TIMEZONE:{told.zone}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}",
        f"X-PUBLISHED-TTL:{refresh}",
    ]
    return [*lines, *(f"{name}:{shown}" for name, shown in colours(told))]


def colours(told: Told) -> Iterator[tuple[str, str]]:
    if _PLAIN_COLOUR.fullmatch(told.colour):
        yield "COLOR", told.colour
    if told.colour in _AS_APPLE_SAYS:
        yield "X-APPLE-CALENDAR-COLOR", _AS_APPLE_SAYS[told.colour]
