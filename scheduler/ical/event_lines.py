"""One event as lines (RFC 5545 section 3.6.1), the same for a feed and for an invitation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.wall_clock import ONE_DAY, midnight, zone
from scheduler.ical.entries import Entry, ShowsAs, Weekly
from scheduler.ical.writing import date_form, text, utc_form, wall_form
from scheduler.ical.zone_rules import zone_lines

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_SECOND = timedelta(seconds=1)
_WITHOUT_AN_END = 10  # years for which a zone's rule has to be right where something goes on

_FREE = "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
_SHOWN = {
    ShowsAs.BUSY: ("TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
    ShowsAs.AWAY: ("TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"),
    ShowsAs.FREE: _FREE,
    ShowsAs.TENTATIVE: ("TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"),
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

    def lines(self) -> Iterator[str]:
        """A VTIMEZONE for each, none for those that nothing is told in."""
        for name, (first, last) in sorted(self._years.items()):
            yield from zone_lines(name, first, last)


def event_lines(entry: Entry, used: UsedZones) -> list[str]:
    revised = utc_form(entry.revised_at)
    transparency, busy_status = _FREE if entry.is_cancelled else _SHOWN[entry.shows_as]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{text(entry.uid)}",
        f"DTSTAMP:{revised}",
        f"LAST-MODIFIED:{revised}",
        f"SEQUENCE:{entry.sequence}",
        *_times(entry, used),
        f"SUMMARY:{text(entry.title)}",
    ]
    if entry.description:
        lines.append(f"DESCRIPTION:{text(entry.description)}")
    if entry.location:
        lines.append(f"LOCATION:{text(entry.location)}")
    lines += (f"STATUS:{_status(entry)}", transparency, busy_status, "END:VEVENT")
    return lines


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.shows_as is ShowsAs.TENTATIVE else "CONFIRMED"


def _times(entry: Entry, used: UsedZones) -> Iterator[str]:
    start, end = entry.start, entry.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        yield f"DTSTART;VALUE=DATE:{date_form(start)}"
        yield f"DTEND;VALUE=DATE:{date_form(end)}"
        if entry.repeats:
            raise ValueError("whole days are told one by one")
        return
    if entry.repeats:
        yield from _repeated(entry, start, end, used)
        return
    place = used.place(entry.zone) if entry.zone else None
    yield _moment("DTSTART", start, entry.zone, place, used)
    yield _moment("DTEND", end, entry.zone, place, used)


def _moment(name: str, at: datetime, zone_name: str | None, place: ZoneInfo | None, used: UsedZones) -> str:
    """In UTC where clocks show the time twice and it is the second: there is no other way to say so."""
    if place is not None:
        local = at.astimezone(place)
        if not local.fold:
            used.note(zone_name or "", local.year, local.year)
            return f"{name};TZID={zone_name}:{wall_form(local)}"
    return f"{name}:{utc_form(at)}"


def _repeated(entry: Entry, start: datetime, end: datetime, used: UsedZones) -> Iterator[str]:
    """Never in UTC: it would move by an hour when clocks change."""
    if entry.zone is None or entry.repeats is None:
        raise ValueError("what repeats needs a zone to repeat in")
    place, last_day = used.place(entry.zone), entry.repeats.last_day
    local = start.astimezone(place)
    used.note(entry.zone, local.year, last_day.year if last_day else local.year + _WITHOUT_AN_END)
    yield f"DTSTART;TZID={entry.zone}:{wall_form(local)}"
    yield f"DTEND;TZID={entry.zone}:{wall_form(end.astimezone(place))}"
    yield _rule(entry.repeats, place)
    for each in entry.left_out:
        yield f"EXDATE;TZID={entry.zone}:{wall_form(each.astimezone(place))}"


def _rule(weekly: Weekly, place: ZoneInfo) -> str:
    """RFC 5545 section 3.3.10: the last moment at which it may start is in UTC where starts are local."""
    until = weekly.last_day and utc_form(midnight(weekly.last_day + ONE_DAY, place) - _A_SECOND)
    days = ",".join(_DAYS[day] for day in sorted(weekly.days))
    every = f";INTERVAL={weekly.every};WKST=MO" if weekly.every > 1 else ""
    return f"RRULE:FREQ=WEEKLY{every}{f';UNTIL={until}' if until else ''};BYDAY={days}"
