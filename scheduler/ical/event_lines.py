"""One event as lines of a feed (RFC 5545 section 3.6.1), and when any of our calendars tells it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.wall_clock import ONE_DAY, is_shown_once, midnight, zone
from scheduler.ical.entries import Entry, ShowsAs
from scheduler.ical.writing import date_form, text, utc_form, wall_form

BUSY_STATUS = "X-MICROSOFT-CDO-BUSYSTATUS"
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_SECOND = timedelta(seconds=1)
_WITHOUT_AN_END = 10  # years for which a zone's rule has to be right where something goes on

_SHOWN = {
    ShowsAs.BUSY: ("CONFIRMED", "OPAQUE", "BUSY"),
    ShowsAs.AWAY: ("CONFIRMED", "OPAQUE", "OOF"),
    ShowsAs.FREE: ("CONFIRMED", "TRANSPARENT", "FREE"),
    ShowsAs.TENTATIVE: ("TENTATIVE", "OPAQUE", "TENTATIVE"),
}


class UsedZones:
    """Which zones the events written so far need to have told, and for which years."""

    def __init__(self) -> None:
        self._places: dict[str, ZoneInfo] = {}
        self._years: dict[str, tuple[int, int]] = {}

    def place(self, name: str) -> ZoneInfo:
        found = self._places.get(name)
        if found is None:
            found = self._places[name] = zone(name)
        return found

    def note(self, name: str, first: int, last: int) -> None:
        earliest, latest = self._years.get(name, (first, last))
        if first <= earliest or last >= latest:
            self._years[name] = min(first, earliest), max(last, latest)

    def told(self) -> Iterator[tuple[str, int, int]]:
        """Each by its name, with the first and the last year that its VTIMEZONE has to be right in."""
        for name, (first, last) in sorted(self._years.items()):
            yield name, first, last


def event_lines(entry: Entry, used: UsedZones) -> list[str]:
    revised = utc_form(entry.revised_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{text(entry.uid)}",
        f"DTSTAMP:{revised}",
        f"LAST-MODIFIED:{revised}",
        f"SEQUENCE:{entry.sequence}",
        *time_lines(entry, used),
        f"SUMMARY:{text(entry.title)}",
    ]
    if entry.description:
        lines.append(f"DESCRIPTION:{text(entry.description)}")
    if entry.location:
        lines.append(f"LOCATION:{text(entry.location)}")
    status, transparency, busy_status = how_it_shows(entry)
    lines += (f"STATUS:{status}", f"TRANSP:{transparency}", f"{BUSY_STATUS}:{busy_status}", "END:VEVENT")
    return lines


def how_it_shows(entry: Entry) -> tuple[str, str, str]:
    """Its STATUS, TRANSP and BUSY_STATUS."""
    return ("CANCELLED", "TRANSPARENT", "FREE") if entry.is_cancelled else _SHOWN[entry.shows_as]


def time_lines(entry: Entry, used: UsedZones) -> Iterator[str]:
    start, end = told_ends(entry, used)
    if entry.instead_of:
        yield f"RECURRENCE-ID{_shown(instead_of(entry, used), entry.zone)}"
    yield f"DTSTART{_shown(start, entry.zone)}"
    yield f"DTEND{_shown(end, entry.zone)}"
    if rule := rule_of(entry):
        yield f"RRULE:{rule}"
        for each in left_out(entry):
            yield f"EXDATE{_shown(each, entry.zone)}"


def _shown(at: date, zone_name: str | None) -> str:
    if not isinstance(at, datetime):
        return f";VALUE=DATE:{date_form(at)}"
    return f":{utc_form(at)}" if at.tzinfo is UTC else f";TZID={zone_name}:{wall_form(at)}"


def told_ends(entry: Entry, used: UsedZones) -> tuple[date, date]:
    """Dates, or moments in the zone in which they are told.

    In UTC where clocks show a time twice: of the second there is no other way to say so, and of the first
    some apps think that it is the second. But what repeats never is: it would move when clocks change.
    """
    start, end, repeats = entry.start, entry.end, entry.repeats
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        if repeats:
            raise ValueError("whole days are told one by one")
        return start, end
    if entry.zone is None:
        if repeats:
            raise ValueError("what repeats needs a zone to repeat in")
        return start.astimezone(UTC), end.astimezone(UTC)
    place = used.place(entry.zone)
    first, last = start.astimezone(place), end.astimezone(place)
    if repeats:
        last_year = repeats.last_day.year if repeats.last_day else first.year + _WITHOUT_AN_END
        used.note(entry.zone, first.year, last_year)
    elif not (is_shown_once(first) and is_shown_once(last)):
        return start.astimezone(UTC), end.astimezone(UTC)
    else:
        used.note(entry.zone, first.year, last.year)
    return first, last


def instead_of(entry: Entry, used: UsedZones) -> date:
    """Which of a series it is, told as the series tells it (RFC 5545 section 3.8.4.4)."""
    at = entry.instead_of
    if at is None or entry.repeats or not entry.zone:
        raise ValueError("what takes the place of one of a series is once, in the zone of the series")
    local = at.astimezone(used.place(entry.zone))
    used.note(entry.zone, local.year, local.year)
    return local


def left_out(entry: Entry) -> Iterator[datetime]:
    for each in entry.left_out:
        yield each.astimezone(zone(entry.zone or "UTC"))


def rule_of(entry: Entry) -> str:
    """RFC 5545 section 3.3.10: the last moment at which it may start is in UTC where starts are local."""
    weekly = entry.repeats
    if weekly is None or entry.zone is None:
        return ""
    until = weekly.last_day and utc_form(midnight(weekly.last_day + ONE_DAY, zone(entry.zone)) - _A_SECOND)
    days = ",".join(_DAYS[day] for day in sorted(weekly.days))
    every = f";INTERVAL={weekly.every};WKST=MO" if weekly.every > 1 else ""
    return f"FREQ=WEEKLY{every}{f';UNTIL={until}' if until else ''};BYDAY={days}"
