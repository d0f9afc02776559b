"""A whole calendar for an app that subscribes to it. The same calendar is the same bytes, wherever made."""

import re

from scheduler.ical.entries import Told
from scheduler.ical.event_lines import UsedZones, event_lines
from scheduler.ical.writing import PRODUCT, text, written

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
    return written([*head_lines(told), *used.lines(), *events, "END:VCALENDAR"])


def head_lines(told: Told) -> list[str]:
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
    if _PLAIN_COLOUR.fullmatch(told.colour):
        lines.append(f"COLOR:{told.colour}")
    if told.colour in _AS_APPLE_SAYS:
        lines.append(f"X-APPLE-CALENDAR-COLOR:{_AS_APPLE_SAYS[told.colour]}")
    return lines
