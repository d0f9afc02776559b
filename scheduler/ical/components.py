"""What the library `icalendar` writes: calendars of a few components. Feeds, of thousands, are in `feed`.

The library is kept to what depends on nothing but what it is given: no `.new()`, which adds a random UID and
the time; no zone of its own making, which `ical.js` reads an hour wrong. It checks its lines by `assert`
alone, so that under `python -O` a line break in an X- property began a line: texts are given to it as TEXT,
cleaned before.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Component, Timezone
from icalendar.prop import vDuration, vRecur, vText

from scheduler.ical.entries import Entry, Told
from scheduler.ical.event_lines import UsedZones, instead_of, left_out, rule_of, told_ends
from scheduler.ical.feed import colours
from scheduler.ical.writing import PRODUCT, seen, written
from scheduler.ical.zone_rules import zone_lines

_UTC = "UTC"  # the library leaves a TZID of this name out


def calendar(method: str = "") -> Calendar:
    made = Calendar()
    made.add("VERSION", "2.0")
    made.add("PRODID", PRODUCT)
    made.add("CALSCALE", "GREGORIAN")
    if method:
        made.add("METHOD", method)
    return made


def name(made: Calendar, told: Told) -> None:
    """In the words of the standard, and in those that came before it (RFC 7986)."""
    add_text(made, "NAME", told.name)
    add_text(made, "X-WR-CALNAME", told.name)
    add_text(made, "X-WR-TIMEZONE", told.zone)
    refresh = timedelta(minutes=told.refresh_minutes)
    made.add("REFRESH-INTERVAL", vDuration(refresh), {"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(refresh))
    for called, shown in colours(told):
        add_text(made, called, shown)


def add_text(to: Component, called: str, words: str) -> None:
    to.add(called, vText(seen(words)))


def add_times(to: Component, entry: Entry, used: UsedZones) -> None:
    start, end = told_ends(entry, used)
    if entry.instead_of:
        _add_moment(to, "RECURRENCE-ID", instead_of(entry, used), entry.zone)
    _add_moment(to, "DTSTART", start, entry.zone)
    _add_moment(to, "DTEND", end, entry.zone)
    if rule := rule_of(entry):
        to.add("RRULE", vRecur.from_ical(rule))
        for each in left_out(entry):
            _add_moment(to, "EXDATE", each, entry.zone)


def _add_moment(to: Component, called: str, at: date, zone_name: str | None) -> None:
    """By the name of its zone: the library would tell times in Reykjavik, and in 31 other zones, in UTC."""
    if not isinstance(at, datetime):
        to.add(called, at)
    elif at.tzinfo is UTC or zone_name == _UTC:
        to.add(called, at.astimezone(UTC))
    else:
        to.add(called, at.replace(tzinfo=None), {"TZID": zone_name or _UTC})


def add_zones(to: Calendar, used: UsedZones) -> None:
    """Added before what is told in them, as apps want them."""
    for zone_name, first, last in used.told():
        if zone_name != _UTC:
            to.add_component(_zone(zone_name, first, last))


@cache
def _zone(zone_name: str, first: int, last: int) -> Component:
    """Of our own rules. The library keeps for everybody what it reads of a zone, but for names it knows."""
    return Timezone.from_ical(written(zone_lines(zone_name, first, last)))


def bytes_of(made: Calendar) -> bytes:
    """In the order in which it was put together."""
    return bytes(made.to_ical(sorted=False))
