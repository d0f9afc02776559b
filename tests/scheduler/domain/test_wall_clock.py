"""Local time meets a zone as RFC 5545 section 3.3.5 says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.domain.errors import InstantOutOfRange, NaiveInstant, NotAnInstant, UnknownZone
from scheduler.domain.wall_clock import days_later, instant, local_date, parse_instant, utc, whole_days, zone


@pytest.mark.parametrize(
    ("why", "name", "day", "minutes", "expected"),
    [
        ("an ordinary time", "America/New_York", "2026-03-09", 540, "2026-03-09T13:00Z"),
        ("a skipped time uses the offset before", "America/New_York", "2026-03-08", 150, "2026-03-08T07:30Z"),
        ("a time that comes twice is the first", "America/New_York", "2026-11-01", 90, "2026-11-01T05:30Z"),
        ("a midnight that is skipped", "America/Sao_Paulo", "2015-10-17", 1440, "2015-10-18T03:00Z"),
        ("24:00 is the next midnight", "Europe/London", "2026-10-24", 1440, "2026-10-24T23:00Z"),
        ("half an hour of summer time", "Australia/Lord_Howe", "2026-04-05", 105, "2026-04-04T14:45Z"),
        (
            "the pinned law, not the machine's",
            "Africa/Casablanca",
            "2026-10-01",
            600,
            "2026-10-01T10:00Z",
        ),
    ],
)
def test_local_times(why: str, name: str, day: str, minutes: int, expected: str) -> None:
    assert instant(date.fromisoformat(day), minutes, zone(name)) == datetime.fromisoformat(expected), why


NOT_OF_A_PLACE = ["localtime", "Factory", "posixrules", "posix/UTC", "right/UTC", "tzdata.zi"]
MISWRITTEN = ["", "America/", "America/New_York ", "utc", "UTC\0", "\ud800", "a" * 5000, "Mars/Olympus"]
OUTSIDE = ["../../etc/passwd", "/etc/passwd"]


@pytest.mark.parametrize("name", [*NOT_OF_A_PLACE, *MISWRITTEN, *OUTSIDE])
def test_what_is_no_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UnknownZone, match="write a name like 'America/New_York'"):
        zone(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-10T17:00Z", datetime(2026, 3, 10, 17, tzinfo=UTC)),
        ("2026-03-10 17:00:05.5-04:00", datetime(2026, 3, 10, 21, 0, 5, 500_000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_moments_are_read(text: str, expected: datetime) -> None:
    assert parse_instant(text) == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("2026-03-10T17:00", NaiveInstant),
        ("2026-03-10", NotAnInstant),
        ("2026-W11-2T17:00Z", NotAnInstant),
        ("20260310T170000Z", NotAnInstant),
        ("2026-02-30T00:00Z", NotAnInstant),
        ("2026-03-10T24:00Z", NotAnInstant),
        ("2026-03-10T17:00+99:00", NotAnInstant),
        ("\u0662\u0660\u0662\u0666-03-10T17:00Z", NotAnInstant),
        ("tomorrow", NotAnInstant),
        ("", NotAnInstant),
        ("9999-12-31T23:59:59-14:00", InstantOutOfRange),
        ("0001-01-01T00:00+14:00", InstantOutOfRange),
    ],
)
def test_what_is_no_moment_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_instant(text)


def test_an_instant_needs_an_offset() -> None:
    with pytest.raises(NaiveInstant, match="has no UTC offset; add one"):
        utc(datetime(2026, 3, 10, 17))  # noqa: DTZ001 -- what is refused


def test_the_same_time_of_day_a_day_later_may_be_23_or_25_hours_later() -> None:
    place = zone("America/New_York")
    saturdays = [datetime(2026, 3, 7, 17, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)]
    waits = [days_later(each, 1, place) - each for each in saturdays]
    assert waits == [timedelta(hours=23), timedelta(hours=25)]


def test_a_date_is_the_one_that_clocks_there_show() -> None:
    night = datetime(2026, 3, 10, 11, tzinfo=UTC)
    shown = [
        local_date(night, zone(name)).day for name in ("Pacific/Kiritimati", "Etc/UTC", "Pacific/Pago_Pago")
    ]
    assert shown == [11, 10, 10]


def test_whole_days_have_23_24_or_25_hours_or_none() -> None:
    days = [
        ("Europe/Oslo", "2026-03-29"),
        ("Europe/Oslo", "2026-06-01"),
        ("Europe/Oslo", "2026-10-25"),
        ("Pacific/Apia", "2011-12-30"),
    ]
    spans = [whole_days(date.fromisoformat(day), date.fromisoformat(day), zone(name)) for name, day in days]
    assert [span and span.duration // timedelta(hours=1) for span in spans] == [23, 24, 25, None]
