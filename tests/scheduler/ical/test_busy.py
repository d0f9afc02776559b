import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import SchedulerError
from scheduler.domain.interval import Interval
from scheduler.ical.answer import BusyTimes, Mode, uid_hash
from scheduler.ical.busy import read_busy
from scheduler.ical.errors import Found, NotACalendarError

SPAN = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC))
MADRID = ZoneInfo("Europe/Madrid")


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR", ""]).encode()


def busy(*parts: str, mode: Mode = Mode.BUSY) -> BusyTimes:
    return read_busy(calendar(*parts), SPAN, default_zone=MADRID, mode=mode)


def shown(times: BusyTimes) -> list[str]:
    return [f"{each.start:%m-%dT%H:%M}/{each.end:%m-%dT%H:%M}" for each in times.intervals]


WEEKLY = (
    "UID:1",
    "DTSTART;TZID=America/New_York:20260302T090000",
    "DTEND;TZID=America/New_York:20260302T100000",
)


def test_a_weekly_event_keeps_its_local_time_across_the_change() -> None:
    times = busy(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert shown(times) == ["03-02T14:00/03-02T15:00", "03-09T13:00/03-09T14:00"]


def test_dates_left_out_and_added() -> None:
    times = busy(
        event(
            *WEEKLY,
            "RRULE:FREQ=WEEKLY;UNTIL=20260320T000000Z",
            "EXDATE;TZID=America/New_York:20260309T090000",
            "RDATE;TZID=America/New_York:20260310T090000,20260311T090000",
        )
    )
    assert shown(times) == [
        "03-02T14:00/03-02T15:00",
        "03-10T13:00/03-10T14:00",
        "03-11T13:00/03-11T14:00",
        "03-16T13:00/03-16T14:00",
    ]


def test_changed_and_cancelled_occurrences() -> None:
    times = busy(
        event("UID:1", "RECURRENCE-ID:20260309T090000Z", "DTSTART:20260310T110000Z", "DURATION:PT30M"),
        event("UID:1", "RECURRENCE-ID:20260316T090000Z", "DTSTART:20260316T090000Z", "STATUS:CANCELLED"),
        event("UID:1", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
    )
    assert shown(times) == ["03-02T09:00/03-02T10:00", "03-10T11:00/03-10T11:30"]


def test_whole_days_and_times_without_a_zone_are_where_whoever_reads_is() -> None:
    day, floating = (
        event("UID:1", "DTSTART;VALUE=DATE:20260310"),
        event("UID:2", "DTSTART:20260401T090000", "DURATION:PT1H"),
    )
    assert shown(busy(day, floating)) == ["03-09T23:00/03-10T23:00", "04-01T07:00/04-01T08:00"]
    assert shown(busy("X-WR-TIMEZONE:Asia/Tokyo", day)) == ["03-09T23:00/03-10T23:00"]
    nobody = read_busy(calendar("X-WR-TIMEZONE:Asia/Tokyo", day), SPAN)
    assert (shown(nobody), nobody.problems) == (["03-09T15:00/03-10T15:00"], ())


def test_without_any_zone_utc_is_taken_and_said() -> None:
    times = read_busy(calendar(event("UID:1", "DTSTART;VALUE=DATE:20260310")), SPAN)
    assert (shown(times), len(times.problems)) == (["03-10T00:00/03-11T00:00"], 1)


@pytest.mark.parametrize(
    "mark", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_takes_no_time_is_not_busy(mark: str) -> None:
    assert shown(busy(event("UID:1", "DTSTART:20260310T090000Z", "DURATION:PT1H", mark))) == []


def test_holidays_are_whole_days_however_they_are_marked() -> None:
    holiday = event("UID:1", "DTSTART;VALUE=DATE:20260310", "TRANSP:TRANSPARENT")
    meeting = event("UID:2", "DTSTART:20260311T090000Z", "DURATION:PT1H")
    assert shown(busy(holiday, meeting, mode=Mode.HOLIDAYS)) == ["03-09T23:00/03-10T23:00"]


ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    "TZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
)
CUSTOM = event("UID:1", "DTSTART;TZID=Customized Time Zone:20260310T120000", "DURATION:PT1H")


def test_a_zone_of_a_file_is_that_files_alone() -> None:
    assert shown(busy(CUSTOM, ZONE.format("+0900"))) == ["03-10T03:00/03-10T04:00"]
    assert shown(busy(CUSTOM, ZONE.format("-0500"))) == ["03-10T17:00/03-10T18:00"]
    times = busy(CUSTOM)
    assert (shown(times), len(times.problems)) == (["03-10T11:00/03-10T12:00"], 1)


@pytest.mark.parametrize(
    "name", ["W. Europe Standard Time", "europe/berlin", "/mozilla.org/20050126_1/Europe/Berlin"]
)
def test_a_zone_goes_by_many_names(name: str) -> None:
    times = busy(event("UID:1", f"DTSTART;TZID={name}:20260310T120000", "DURATION:PT1H"))
    assert (shown(times), times.problems) == (["03-10T11:00/03-10T12:00"], ())


GOOD = event("UID:good", "DTSTART:20260310T090000Z", "DURATION:PT1H")


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:no start",),
        ("DTSTART:banana",),
        ("DTSTART:20260302T000000Z", "DTSTART:20260303T000000Z"),
        ("DTSTART:20260302T000000Z", "DTEND:20260301T000000Z"),
        ("DTSTART:99991231T000000Z", "DURATION:P9D"),
        ("DTSTART:20260320T090000Z", "DURATION:-P1D"),
    ],
)
def test_a_bad_event_costs_only_itself_and_is_said(lines: tuple[str, ...]) -> None:
    times = busy(event("UID:bad", *lines), GOOD)
    assert shown(times) == ["03-10T09:00/03-10T10:00"]
    assert [problem.uid_hash for problem in times.problems] == [uid_hash("bad")]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;BYHOUR=25",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=soon",
        "COUNT=3",
    ],
)
def test_a_rule_that_is_not_followed_blocks_its_first_time_and_is_said(rule: str) -> None:
    times = busy(event("UID:1", "DTSTART:20260310T090000Z", "DURATION:PT1H", f"RRULE:{rule}"))
    assert (shown(times), len(times.problems)) == (["03-10T09:00/03-10T10:00"], 1)


def test_a_rule_without_end_from_long_ago_is_quick_and_right() -> None:
    began = time.process_time()
    times = busy(event("UID:1", "DTSTART:19700105T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=7"))
    assert time.process_time() - began < 1
    assert shown(times)[:2] == ["03-02T09:00/03-02T10:00", "03-09T09:00/03-09T10:00"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>Sign in</html>",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n",
        b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310\r\n",
        b"x" * (10 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_whole_calendar_is_never_free_time(raw: bytes) -> None:
    with pytest.raises(NotACalendarError):
        read_busy(raw, SPAN)


@pytest.mark.parametrize(
    "encode", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\r\n", b"\n")]
)
def test_a_byte_order_mark_and_plain_line_ends_do_no_harm(encode: object) -> None:
    raw = encode(calendar(GOOD))  # type: ignore[operator]  # a lambda of bytes
    assert len(read_busy(raw, SPAN, default_zone=MADRID).intervals) == 1


@settings(max_examples=200, deadline=2000)
@given(cut=st.integers(0, 200), junk=st.binary(max_size=40))
def test_a_damaged_calendar_is_read_or_refused(cut: int, junk: bytes) -> None:
    whole = calendar(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"), GOOD)
    try:
        times = read_busy(whole[:cut] + junk + whole[cut + len(junk) :], SPAN, default_zone=MADRID)
    except SchedulerError:
        return
    assert all(SPAN.start <= each.start < each.end <= SPAN.end for each in times.intervals)


def test_a_part_of_a_rule_that_nobody_knows_is_left_out_and_said() -> None:
    times = busy(
        event("UID:1", "DTSTART:20260310T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTL=20260312")
    )
    assert len(times.intervals) == 31
    assert [problem.found for problem in times.problems] == [Found.RULE_PART]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=1000000000", "FREQ=SECONDLY;INTERVAL=7"]
)
def test_what_repeats_too_often_to_be_read_takes_all_time_and_is_said(rule: str) -> None:
    times = busy(event("UID:1", "DTSTART:20260310T090000Z", "DURATION:PT1S", f"RRULE:{rule}"))
    assert times.intervals[-1].end == SPAN.end
    assert [problem.found for problem in times.problems] == [Found.TOO_OFTEN]


def test_seconds_and_minutes_that_end_are_read() -> None:
    times = busy(
        event("UID:1", "DTSTART:20260310T090000Z", "DURATION:PT1M", "RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=3")
    )
    assert shown(times) == ["03-10T09:00/03-10T09:01", "03-10T09:15/03-10T09:16", "03-10T09:30/03-10T09:31"]
    assert times.problems == ()
