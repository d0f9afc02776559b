"""VFREEBUSY and VAVAILABILITY."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.interval import Interval, clip, normalise
from scheduler.ical.entries import ShowsAs, Weekly
from scheduler.ical.free_busy import FreeBusy, Taken, free_busy
from scheduler.ical.open_times import open_times
from tests.scheduler.ical.calendars import REVISED, SPAN, entry, read_by_icalendar, told

DAY = timedelta(days=1)
INTERVALS = st.lists(
    st.builds(
        lambda start, length: Interval(
            SPAN.start + timedelta(minutes=start), SPAN.start + timedelta(minutes=start + length)
        ),
        st.integers(-5000, 600_000),
        st.integers(1, 5000),
    ),
    max_size=30,
)


def published(taken: dict[Taken, tuple[Interval, ...]]) -> bytes:
    return free_busy(
        FreeBusy(uid="1", whose="https://x.example/p/ada/", span=SPAN, taken=taken, revised_at=REVISED)
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(INTERVALS)
def test_what_is_taken_is_merged_cut_and_in_utc(intervals: list[Interval]) -> None:
    calendar = read_by_icalendar(published({Taken.BUSY: tuple(intervals)}))
    (part,) = calendar.walk("VFREEBUSY")
    lines = part.get("FREEBUSY", [])
    periods = lines if isinstance(lines, list) else [lines]
    read = tuple(Interval(each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in periods)
    assert read == clip(normalise(intervals), SPAN)


def test_closed_is_another_kind_of_taken_than_busy() -> None:
    hour = Interval(SPAN.start, SPAN.start + timedelta(hours=1))
    night = Interval(SPAN.start + timedelta(hours=8), SPAN.start + DAY)
    assert published({Taken.UNAVAILABLE: (night,), Taken.BUSY: (hour,)}).decode().split("\r\n")[4:-1] == [
        "METHOD:PUBLISH",
        "BEGIN:VFREEBUSY",
        "UID:1",
        "DTSTAMP:20260201T080000Z",
        "ORGANIZER:https://x.example/p/ada/",
        "URL:https://x.example/p/ada/",
        "DTSTART:20260105T000000Z",
        "DTEND:20261228T000000Z",
        "FREEBUSY;FBTYPE=BUSY:20260105T000000Z/20260105T010000Z",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260105T080000Z/20260106T000000Z",
        "END:VFREEBUSY",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize("address", ["https://x\r\nX:1", "https://x y", "https://é"])
def test_only_an_address_names_whose_it_is(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        free_busy(FreeBusy(uid="1", whose=address, span=SPAN, taken={}, revised_at=REVISED))


def test_open_times_are_read_as_what_is_available() -> None:
    hours = entry(
        datetime(2026, 3, 9, 13, tzinfo=UTC),
        title="Contact hours",
        shows_as=ShowsAs.FREE,
        zone="America/New_York",
        repeats=Weekly(frozenset({0, 1})),
        left_out=(datetime(2026, 3, 10, 13, tzinfo=UTC),),
    )
    calendar = read_by_icalendar(open_times(told(hours), uid="hours", span=SPAN))
    assert "METHOD" not in calendar
    (part,) = calendar.walk("VAVAILABILITY")
    assert (str(part["UID"]), str(part["BUSYTYPE"]), part["DTSTART"].dt) == (
        "hours",
        "BUSY-UNAVAILABLE",
        SPAN.start,
    )
    (available,) = part.walk("AVAILABLE")
    assert available["DTSTART"].dt == hours.start
    assert available["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,TU"
