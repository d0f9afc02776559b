"""Which zone is meant by a name, and when its clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ical.errors import Found
from tests.scheduler.ical.reading import event, read, shown, taken


def at_noon(name: str) -> str:
    return event(f"DTSTART;TZID={name}:20260310T120000", "DURATION:PT1H")


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "europe/BERLIN",
        '"Europe/Berlin"',
        "W. Europe Standard Time",
        "w. europe standard time",
        "W. Europe Daylight Time",
        '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "(GMT+01.00) Berlin",
        "/mozilla.org/20050126_1/Europe/Berlin",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin",
        "/softwarestudio.org/Olson_20011030_5/Europe/Berlin",
        "GMT+0100",
        "(UTC+01:00) Nowhere at all",
    ],
)
def test_a_zone_goes_by_many_names(name: str) -> None:
    times = read(at_noon(name))
    assert (shown(times.intervals), times.problems) == (["03-10T11:00/12:00"], ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('"(UTC-05:00) Eastern Time (US & Canada)"', "03-10T16:00/17:00"),
        ('"(UTC-08:00) Pacific Time (US & Canada)"', "03-10T19:00/20:00"),
        ('"(UTC-07:00) Arizona"', "03-10T19:00/20:00"),
        ('"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"', "03-10T12:00/13:00"),
        ('"(UTC+10:00) Canberra, Melbourne, Sydney"', "03-10T01:00/02:00"),
        ('"(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi"', "03-10T06:30/07:30"),
        ('"(UTC) Coordinated Universal Time"', "03-10T12:00/13:00"),
        ("tzone://Microsoft/Utc", "03-10T12:00/13:00"),
        ("Tokyo Standard Time", "03-10T03:00/04:00"),
        ("Eastern Time", "03-10T16:00/17:00"),
        ("/x/y/America/Argentina/Buenos_Aires", "03-10T15:00/16:00"),
    ],
)
def test_names_that_windows_shows(name: str, expected: str) -> None:
    assert taken(at_noon(name)) == [expected]


def zone(*lines: str, name: str = "Ours") -> str:
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *lines, "END:VTIMEZONE"])


def part(kind: str, start: str, before: str, after: str, *more: str) -> tuple[str, ...]:
    return (
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        f"TZOFFSETFROM:{before}",
        f"TZOFFSETTO:{after}",
        *more,
        f"END:{kind}",
    )


FIXED = part("STANDARD", "16010101T000000", "+0900", "+0900")


def test_a_name_that_everybody_knows_means_what_everybody_means() -> None:
    assert taken(at_noon("Europe/Berlin"), zone(*FIXED, name="Europe/Berlin")) == ["03-10T11:00/12:00"]


@pytest.mark.parametrize("name", ["Ours", "/example.org/Europe/Berlin", "ours"])
def test_what_the_file_defines_goes_before_the_end_of_a_name(name: str) -> None:
    """Wherever in the file it stands."""
    defined = zone(*FIXED, name=name)
    assert taken(at_noon(name), defined) == taken(defined, at_noon(name)) == ["03-10T03:00/04:00"]


def test_a_zone_that_nobody_knows_is_where_the_calendar_says_it_is_else_where_whoever_reads_is() -> None:
    for frame, expected in [
        ("X-WR-TIMEZONE:Asia/Tokyo", "03-10T03:00/04:00"),
        ("X-A:1", "03-10T11:00/12:00"),
    ]:
        times = read(frame, at_noon("Somewhere"))
        assert shown(times.intervals) == [expected]
        assert [problem.found for problem in times.problems] == [Found.UNKNOWN_ZONE]


def test_the_calendars_own_zone_moves_nothing_that_is_in_utc_or_without_a_zone() -> None:
    weekly = event("DTSTART:20260323T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    floating = event("DTSTART:20260310T120000", "DURATION:PT1H", uid="2")
    assert taken("X-WR-TIMEZONE:America/New_York", weekly, floating) == [
        "03-10T11:00/12:00",
        "03-23T09:00/10:00",
        "03-30T09:00/10:00",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        part("STANDARD", "19700101T000000", "+9999", "+9999"),
        part("STANDARD", "19700101T000000", "+0160", "+0160"),
        part("STANDARD", "19700101T000000", "", "CET"),
        part("STANDARD", "soon", "+0100", "+0100"),
        part("STANDARD", "19700101T000000", "+0100", "+0100", "RRULE:FREQ=MONTHLY"),
        part("STANDARD", "19700101T000000", "+0100", "+0100", "RRULE:FREQ=SECONDLY"),
        part("STANDARD", "19700101T000000", "+0100", "+0100", "RDATE:soon"),
    ],
)
def test_a_definition_that_cannot_be_is_said(lines: tuple[str, ...]) -> None:
    times = read(at_noon("Ours"), zone(*lines))
    assert shown(times.intervals) == ["03-10T11:00/12:00"]
    assert {problem.found for problem in times.problems} == {Found.BAD_ZONE, Found.UNKNOWN_ZONE}


BERLIN = (
    *part("STANDARD", "16011028T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
    *part("DAYLIGHT", "16010325T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
)


@pytest.mark.parametrize("year", [1995, 2026, 2045, 2150])
def test_a_yearly_definition_is_right_in_every_hour_of_a_year(year: int) -> None:
    """Of the same rules by another road: the last Sunday at one in the morning, UTC."""
    from scheduler.ical.content import read_content
    from scheduler.ical.defined_zone import defined_zone
    from tests.scheduler.ical.reading import calendar

    made = defined_zone(read_content(calendar(zone(*BERLIN))).zones[0].inner)

    def change(month: int) -> datetime:
        last = datetime(year, month, 31, 1, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    for hour in range(24 * 365):
        instant = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        summer = change(3) <= instant < change(10)
        local = instant.astimezone(made)
        assert local.utcoffset() is not None
        assert local.replace(tzinfo=None) - instant.replace(tzinfo=None) == timedelta(hours=1 + summer)
        twice = change(10) <= instant < change(10) + timedelta(hours=1)
        assert local.astimezone(UTC) == instant - timedelta(hours=twice)


def test_changes_that_are_listed_and_rules_that_end() -> None:
    listed = zone(
        *part("STANDARD", "20251026T030000", "+0200", "+0100", "RDATE:20261025T030000"),
        *part("DAYLIGHT", "20260329T020000", "+0100", "+0200", "RDATE:20270328T020000"),
    )
    after = event("DTSTART;TZID=Ours:20260401T120000", "DURATION:PT1H", uid="2")
    assert taken(listed, at_noon("Ours"), after) == ["03-10T11:00/12:00", "04-01T10:00/11:00"]
    ended = zone(
        *part("STANDARD", "19971026T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        *part(
            "DAYLIGHT",
            "19810329T020000",
            "+0100",
            "+0200",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=19990328T010000Z",
        ),
    )
    assert taken(ended, after) == ["04-01T11:00/12:00"]
