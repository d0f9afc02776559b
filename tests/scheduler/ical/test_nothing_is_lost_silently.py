"""Slips of programs and of people that once took time away without a word."""

from datetime import UTC, date, datetime

import pytest

from scheduler.domain.interval import Interval
from scheduler.ical.answer import Holiday, Mode
from scheduler.ical.busy import read_busy
from scheduler.ical.errors import Found, NotACalendarError
from tests.scheduler.ical.reading import MADRID, calendar, event, read, shown, taken

HOUR = ("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z")
NINE_TO_TEN = ["03-10T09:00/10:00"]


@pytest.mark.parametrize(
    "lines",
    [
        ("BEGIN:VEVNT", *HOUR, "END:VEVENT"),
        ("BEGIN VEVENT", *HOUR, "END:VEVENT"),
        (*HOUR, "END:VEVENT"),
        ("BEGIN:VEVENT", *(f"\t{line}" for line in HOUR), "END:VEVENT"),  # read as one line, folded
        ("FREEBUSY:20260310T090000Z/PT1H", "END:VFREEBUSY"),
    ],
)
def test_what_ends_and_never_began_is_said(lines: tuple[str, ...]) -> None:
    times = read(*lines, event("DTSTART:20260311T090000Z", "DURATION:PT1H"))
    assert shown(times.intervals) == ["03-11T09:00/10:00"]
    assert Found.BAD_LINE in {problem.found for problem in times.problems}


def test_an_alarm_without_an_end_hides_nothing_without_a_word() -> None:
    times = read(event(HOUR[0], "BEGIN:VALARM", "TRIGGER:-PT5M", HOUR[1]))
    assert [problem.found for problem in times.problems] == [Found.BAD_EVENT]
    assert read(event(*HOUR, "BEGIN:VALARM", "DURATION:PT5M", "END:VALARM")).problems == ()


def test_free_and_busy_times_without_an_end_are_said() -> None:
    times = read("BEGIN:VFREEBUSY", "FREEBUSY:20260310T090000Z/PT1H")
    assert shown(times.intervals) == NINE_TO_TEN
    assert [problem.found for problem in times.problems] == [Found.BAD_TIME]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTEND:20260310T093000Z",),
        ("STATUS:CANCELLED", "STATUS:CONFIRMED"),
        ("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"),
    ],
)
def test_what_is_said_twice_and_not_alike_is_told(lines: tuple[str, ...]) -> None:
    assert [each.found for each in read(event(*HOUR, *lines)).problems] == [Found.BAD_EVENT]
    assert read(event(*HOUR, HOUR[1])).problems == ()


def test_an_exception_rule_frees_no_time_and_is_told() -> None:
    times = read(event(*HOUR, "RRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=DAILY;COUNT=2"))
    assert len(times.intervals) == 3
    assert [problem.found for problem in times.problems] == [Found.RULE_PART]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("20260329T023000", "20260329T033000"), "03-29T01:30/02:30"),
        (("20260329T020000", "20260329T030000"), "03-29T01:00/02:00"),
        (("20260329T023000", "20260329T024500"), "03-29T01:30/01:45"),
        (("20260329T013000", "20260329T033000"), "03-29T00:30/01:30"),  # that hour is one: as the wall has it
    ],
)
def test_what_lies_in_the_hour_that_clocks_skip_takes_as_long(lines: tuple[str, str], expected: str) -> None:
    """By the clock on the wall it would be over when it begins (RFC 5545 section 3.3.5)."""
    start, end = lines
    ends = (f"DTSTART;TZID=Europe/Madrid:{start}", f"DTEND;TZID=Europe/Madrid:{end}")
    assert taken(event(*ends)) == [expected]


def test_nightly_also_in_the_night_that_clocks_skip_an_hour() -> None:
    nightly = ("DTSTART;TZID=Europe/Madrid:20260328T020000", "DTEND;TZID=Europe/Madrid:20260328T030000")
    expected = ["03-28T01:00/02:00", "03-29T01:00/02:00", "03-30T00:00/01:00"]
    assert taken(event(*nightly, "RRULE:FREQ=DAILY;COUNT=3")) == expected


def test_no_night_of_a_year_is_lost_wherever_clocks_change() -> None:
    """Whatever hour of the night it is, and however long, in zones of either half of the earth."""
    year = Interval(datetime(2025, 12, 31, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC))
    for place in ("Europe/Madrid", "America/Santiago", "Australia/Lord_Howe", "America/St_Johns"):
        for minutes in range(0, 240, 15):
            start = f"DTSTART;TZID={place}:20260101T{minutes // 60:02}{minutes % 60:02}00"
            end = f"DTEND;TZID={place}:20260101T{(minutes + 15) // 60:02}{(minutes + 15) % 60:02}00"
            nightly = calendar(event(start, end, "RRULE:FREQ=DAILY;COUNT=365"))
            assert len(read_busy(nightly, year, default_zone=MADRID).intervals) == 365


@pytest.mark.parametrize("between", ["", "\ufeff", "\r\n", "END:VCALENDAR\r\n"])
def test_files_put_one_after_another_are_read_whole(between: str) -> None:
    first, second = calendar(event(*HOUR)), calendar(event("DTSTART:20260311T090000Z", "DURATION:PT1H"))
    times = read_busy(first + between.encode() + second, MARCH, default_zone=MADRID)
    assert shown(times.intervals) == [*NINE_TO_TEN, "03-11T09:00/10:00"]


def test_a_calendar_without_its_head_says_that_it_is_its_head() -> None:
    with pytest.raises(NotACalendarError, match="beginning, BEGIN:VCALENDAR"):
        read_busy(b"VERSION:2.0\r\n" + event(*HOUR).encode() + b"\r\nEND:VCALENDAR\r\n", MARCH)


QUOTED = 'X-FROM="mailto:a@example.com"'


def test_a_colon_between_quotes_ends_no_parameters() -> None:
    rule = f"RRULE;{QUOTED}:FREQ=DAILY;COUNT=2"
    times = read(event(*HOUR, rule))
    assert (len(times.intervals), times.problems) == (2, ())
    named = event("DTSTART;VALUE=DATE:20260403", 'SUMMARY;ALTREP="cid:1@example.com":Good Friday')
    assert read(named, mode=Mode.HOLIDAYS).holidays == (Holiday(date(2026, 4, 3), "Good Friday"),)
    assert taken(event(*HOUR, f"STATUS;{QUOTED}:CANCELLED")) == []


def test_a_quote_that_stays_open_ends_where_the_first_colon_is() -> None:
    named = event("DTSTART;VALUE=DATE:20260403", 'SUMMARY;X-A="open:Good Friday')
    assert read(named, mode=Mode.HOLIDAYS).holidays == (Holiday(date(2026, 4, 3), "Good Friday"),)


MARCH = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC))
