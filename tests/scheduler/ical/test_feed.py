import warnings
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.interval import Interval, clip, normalise
from scheduler.domain.wall_clock import zone_names
from scheduler.ical.busy import read_busy
from scheduler.ical.entries import Entry, ShowsAs, Weekly
from scheduler.ical.feed import feed
from tests.calendar_apps import ICAL_JS, need
from tests.scheduler.ical.calendars import (
    SPAN,
    entries,
    entry,
    read_by_ical_js,
    read_by_icalendar,
    seconds,
    told,
)

DAY = timedelta(days=1)
PLACES = sorted(zone_names())
SOME = st.sampled_from(["Europe/Berlin", "America/New_York", "Europe/Dublin", "Africa/Casablanca"])


def lines(*events: Entry, **more: Any) -> list[str]:
    return feed(told(*events, **more)).replace(b"\r\n ", b"").decode().split("\r\n")


def part(*events: Entry) -> list[str]:
    found = lines(*events)
    return found[found.index("BEGIN:VEVENT") : found.index("END:VEVENT") + 1]


def test_a_feed_says_what_it_is_in_new_words_and_in_old_ones() -> None:
    assert lines(colour="teal") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Between Sessions//between-sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Ada Quist",
        "X-WR-CALNAME:Ada Quist",
        "X-WR-TIMEZONE:Europe/Berlin",
        "REFRESH-INTERVAL;VALUE=DURATION:PT60M",
        "X-PUBLISHED-TTL:PT60M",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
        "END:VCALENDAR",
        "",
    ]


def test_an_event_is_told_on_the_wall_clock_of_its_zone() -> None:
    assert part(entry(zone="Europe/Berlin", sequence=3)) == [
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20260201T080000Z",
        "LAST-MODIFIED:20260201T080000Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Berlin:20260310T150000",
        "DTEND;TZID=Europe/Berlin:20260310T160000",
        "SUMMARY:Busy",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "END:VEVENT",
    ]


@pytest.mark.parametrize(
    ("shows_as", "cancelled", "expected"),
    [
        (ShowsAs.BUSY, False, ("CONFIRMED", "OPAQUE", "BUSY")),
        (ShowsAs.AWAY, False, ("CONFIRMED", "OPAQUE", "OOF")),
        (ShowsAs.FREE, False, ("CONFIRMED", "TRANSPARENT", "FREE")),
        (ShowsAs.TENTATIVE, False, ("TENTATIVE", "OPAQUE", "TENTATIVE")),
        (ShowsAs.BUSY, True, ("CANCELLED", "TRANSPARENT", "FREE")),
    ],
)
def test_how_an_event_shows(shows_as: ShowsAs, cancelled: bool, expected: tuple[str, str, str]) -> None:  # noqa: FBT001
    status, transparency, busy_status = expected
    assert part(entry(shows_as=shows_as, is_cancelled=cancelled))[-4:-1] == [
        f"STATUS:{status}",
        f"TRANSP:{transparency}",
        f"X-MICROSOFT-CDO-BUSYSTATUS:{busy_status}",
    ]


def test_whole_days_end_on_the_day_after() -> None:
    found = part(entry(date(2026, 3, 10), date(2026, 3, 12)))
    assert found[5:7] == ["DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260312"]


def test_what_repeats_keeps_its_clock_time() -> None:
    weekly = Weekly(frozenset({0, 3}), every=2, last_day=date(2026, 10, 26))
    left_out = (datetime(2026, 3, 26, 13, tzinfo=UTC), datetime(2026, 4, 9, 12, tzinfo=UTC))
    start = datetime(2026, 3, 9, 13, tzinfo=UTC)
    assert part(entry(start, repeats=weekly, zone="Europe/Berlin", left_out=left_out))[5:10] == [
        "DTSTART;TZID=Europe/Berlin:20260309T140000",
        "DTEND;TZID=Europe/Berlin:20260309T150000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;UNTIL=20261026T225959Z;BYDAY=MO,TH",
        "EXDATE;TZID=Europe/Berlin:20260326T140000",
        "EXDATE;TZID=Europe/Berlin:20260409T140000",
    ]


def test_one_of_a_series_is_told_in_its_place() -> None:
    weekly = Weekly(frozenset({0}))
    first, third = datetime(2026, 3, 9, 13, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC)
    moved = entry(third + timedelta(hours=3), zone="Europe/Berlin", instead_of=third)
    series = entry(first, zone="Europe/Berlin", repeats=weekly)
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20260330T140000" in part(moved)
    need(ICAL_JS, "node")
    month = Interval(first, datetime(2026, 4, 8, tzinfo=UTC))
    read = {each[1] for each in read_by_ical_js([feed(told(series, moved))], month)[0]}
    mondays = (first, first + 7 * DAY, first + 14 * DAY, third + timedelta(hours=3), third + 7 * DAY)
    assert read == {seconds(each) for each in mondays}


def test_one_of_a_series_that_repeats_itself_is_none() -> None:
    odd = entry(
        zone="Europe/Berlin", repeats=Weekly(frozenset({1})), instead_of=datetime(2026, 3, 10, tzinfo=UTC)
    )
    with pytest.raises(ValueError, match="series"):
        feed(told(odd))


def test_what_repeats_is_never_in_utc() -> None:
    with pytest.raises(ValueError, match="zone"):
        feed(told(entry(repeats=Weekly(frozenset({1})))))


def test_zones_stand_in_front_one_for_each_that_is_used() -> None:
    found = lines(
        entry(zone="America/New_York"),
        entry(zone="Europe/Berlin"),
        entry(zone="America/New_York"),
        entry(),
        entry(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), zone="Europe/Paris"),  # clocks show it twice: in UTC
    )
    assert [line for line in found if line.startswith("TZID:")] == [
        "TZID:America/New_York",
        "TZID:Europe/Berlin",
    ]
    assert found.index("END:VTIMEZONE") < found.index("BEGIN:VEVENT")
    assert "DTSTART:20261025T013000Z" in found


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(entries(st.sampled_from(PLACES)), max_size=5))
def test_nothing_is_wrong_with_it_for_icalendar(events: list[Entry]) -> None:
    raw = feed(told(*events))
    calendar = read_by_icalendar(raw)
    assert read_by_icalendar(calendar.to_ical()) == calendar
    found = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    for event in events:
        assert found[event.uid]["DTSTART"].dt.astimezone(UTC) == event.start
        assert found[event.uid]["DTEND"].dt.astimezone(UTC) == event.end
        assert found[event.uid]["DTSTAMP"].dt == event.revised_at


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(entries(st.sampled_from(PLACES)).filter(lambda each: not each.repeats), max_size=6))
def test_our_own_reader_finds_the_same_times(events: list[Entry]) -> None:
    found = read_busy(feed(told(*events)), SPAN)
    assert found.problems == ()
    assert found.intervals == clip(normalise(Interval(each.start, each.end) for each in events), SPAN)  # type: ignore[arg-type]


def test_ical_js_finds_the_same_times() -> None:
    need(ICAL_JS, "node")
    days = [
        datetime(2026, month, day, 13, 15, tzinfo=UTC)
        for month in (3, 6, 10, 11)
        for day in (1, 8, 25, 29)
        if (month, day) != (11, 31)
    ]
    weekly = Weekly(frozenset({0, 2}), last_day=date(2026, 12, 1))
    first = datetime(2026, 3, 2, 14, tzinfo=UTC)
    left_out = (datetime(2026, 3, 4, 14, tzinfo=UTC), datetime(2026, 4, 1, 13, tzinfo=UTC))
    calendars = [
        feed(told(*[entry(at, uid=f"{n:02}", zone=place, title="Ä; b, c") for n, at in enumerate(days)]))
        for place in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")
    ]
    series = feed(told(entry(first, zone="America/New_York", repeats=weekly, left_out=left_out)))
    expected = [[f"{n:02}", seconds(at), seconds(at) + 3600, "Ä; b, c"] for n, at in enumerate(days)]
    *singles, repeated = read_by_ical_js([*calendars, series])
    assert singles == [expected] * 3
    assert [each[1] for each in repeated] == [
        seconds(each.start) for each in read_busy(series, SPAN).intervals
    ]


def test_vobject_finds_the_same_times() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import vobject

        days = [datetime(2026, month, 27, 13, 15, tzinfo=UTC) for month in range(1, 13)]
        raw = feed(
            told(*[entry(at, uid=f"{n}", zone="Europe/Berlin", title="Ä; b, c") for n, at in enumerate(days)])
        )
        read = vobject.readOne(raw.decode())
        assert [each.dtstart.value.astimezone(UTC) for each in read.vevent_list] == days
        assert {each.summary.value for each in read.vevent_list} == {"Ä; b, c"}
        assert read.x_wr_calname.value == "Ada Quist"
