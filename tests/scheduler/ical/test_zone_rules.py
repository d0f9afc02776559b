"""What other programs make of the zones we tell them of, under names that they cannot know."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import zone, zone_names
from scheduler.ical.feed import feed
from scheduler.ical.zone_rules import zone_lines
from tests.calendar_apps import ICAL_JS, need
from tests.scheduler.ical.calendars import entry, read_by_ical_js, read_by_icalendar, seconds, told

ODD = {  # clocks stop changing, follow the moon or go by decree: dates stand there in place of rules
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Havana",
    "Asia/Gaza",
    "Cuba",
    "Asia/Hebron",
    "Egypt",
}
YEARS = (2026, 2045)
MOMENTS = [
    datetime(*each).replace(tzinfo=UTC)  # noqa: DTZ001  given at once
    for each in (
        (2026, 1, 15, 12),
        (2026, 3, 8, 9, 59),
        (2026, 3, 8, 10),
        (2026, 3, 29, 0, 59),
        (2026, 3, 29, 1),
        (2026, 3, 29, 12),
        (2026, 7, 1, 12),
        (2026, 10, 25, 0, 30),
        (2026, 10, 25, 1),
        (2026, 10, 25, 12),
        (2026, 11, 1, 12),
        (2026, 12, 20, 12),
        (2045, 3, 26, 12),
        (2045, 7, 1, 12),
        (2045, 12, 1, 12),
    )
]
ALWAYS = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC))


@cache
def renamed(name: str) -> bytes:
    """An event at each moment, in a zone whose name says nothing."""
    events = [entry(at, uid=f"{n:02}", zone=name) for n, at in enumerate(MOMENTS)]
    alias = f"Custom-{re.sub('[^a-z]', '', name.lower())}-{len(name)}"
    return (
        feed(told(*events))
        .replace(f"TZID:{name}".encode(), f"TZID:{alias}".encode())
        .replace(f"TZID={name}:".encode(), f"TZID={alias}:".encode())
    )


EXPECTED = [[f"{n:02}", seconds(at), seconds(at) + 3600] for n, at in enumerate(MOMENTS)]


def test_ical_js_reads_the_same_moments_in_every_zone() -> None:
    need(ICAL_JS, "node")
    names = sorted(zone_names())
    read = read_by_ical_js([renamed(name) for name in names], ALWAYS)
    wrong = {
        name: [each[:3] for each in found if each[:3] not in EXPECTED]
        for name, found in zip(names, read, strict=True)
        if [each[:3] for each in found] != EXPECTED
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "Europe/Dublin",
        "America/New_York",
        "Asia/Jerusalem",
        "America/Santiago",
        "Australia/Lord_Howe",
        "America/Nuuk",
        "Asia/Kolkata",
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Vancouver",
        "Pacific/Chatham",
    ],
)
def test_icalendar_reads_the_same_moments(name: str) -> None:
    events = read_by_icalendar(renamed(name)).walk("VEVENT")
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == MOMENTS


def test_zones_are_told_by_yearly_rules_one_for_each_time() -> None:
    assert zone_lines("Europe/Berlin", *YEARS) == (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    )


def test_in_dublin_it_is_daylight_time_that_is_later_whatever_the_law_calls_it() -> None:
    lines = zone_lines("Europe/Dublin", *YEARS)
    assert lines[lines.index("BEGIN:DAYLIGHT") + 3] == "TZOFFSETTO:+0100"
    assert lines[lines.index("BEGIN:STANDARD") + 3] == "TZOFFSETTO:+0000"


@pytest.mark.parametrize("name", sorted(zone_names()))
def test_every_zone_has_one_standard_time_and_at_most_one_other(name: str) -> None:
    lines = zone_lines(name, 2027, 2037)
    assert lines.count("BEGIN:STANDARD") == 1
    assert lines.count("BEGIN:DAYLIGHT") <= 1
    has_dates = any(line.startswith("RDATE") for line in lines)
    assert has_dates <= (name in ODD)


@pytest.mark.parametrize("name", sorted(zone_names()))
def test_rules_say_what_the_zone_does_in_each_year_to_come(name: str) -> None:
    """Read back from the lines by the plainest means there are."""
    rules = [line for line in zone_lines(name, 2027, 2037) if line.startswith("RRULE")]
    changes = {
        day
        for day in (datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(365))
        if day.astimezone(zone(name)).utcoffset()
        != (day + timedelta(days=1)).astimezone(zone(name)).utcoffset()
    }
    assert len(rules) in {0, len(changes)}


def test_the_library_writes_our_rules_and_keeps_nothing_of_them() -> None:
    """What it keeps of a zone, it keeps for all who ever ask in the process."""
    from icalendar.timezone import tzp

    from scheduler.ical.components import add_zones, bytes_of, calendar
    from scheduler.ical.event_lines import UsedZones

    def parts(line: str) -> list[str]:
        return sorted(re.split("[;:]", line))

    kept_before = set(vars(tzp)["_TZP__tz_cache"])
    for name in zone_names() - {"UTC"}:
        used, made = UsedZones(), calendar()
        used.note(name, 2026, 2036)
        add_zones(made, used)
        theirs = bytes_of(made).decode().split("\r\n")[4:-2]
        assert [*map(parts, theirs)] == [*map(parts, zone_lines(name, 2026, 2036))]
    assert set(vars(tzp)["_TZP__tz_cache"]) == kept_before
