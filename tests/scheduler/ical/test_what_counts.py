"""What takes time, what is time away, which days are holidays, and whether anything changed."""

from datetime import UTC, date, datetime

import pytest

from scheduler.domain.interval import Interval
from scheduler.ical.answer import Holiday, Mode
from scheduler.ical.busy import read_busy
from scheduler.ical.entries import OURS
from scheduler.ical.errors import Found
from tests.scheduler.ical.reading import calendar, event, read, shown, taken

HOUR = ("DTSTART:20260310T090000Z", "DURATION:PT1H")
DAY = "DTSTART;VALUE=DATE:20260310"


@pytest.mark.parametrize("mark", ["STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"])
def test_what_is_not_settled_counts_unless_the_clinician_says_otherwise(mark: str) -> None:
    assert taken(event(*HOUR, mark)) == ["03-10T09:00/10:00"]
    assert taken(event(*HOUR, mark), tentative_counts=False) == []


@pytest.mark.parametrize(
    "mark", ["TRANSP:OPAQUE", "STATUS:CONFIRMED", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "CLASS:PRIVATE"]
)
def test_what_takes_time(mark: str) -> None:
    assert taken(event(*HOUR, mark)) == ["03-10T09:00/10:00"]


def test_whole_days_and_out_of_office_are_time_away() -> None:
    out = event("DTSTART:20260312T090000Z", "DURATION:PT1H", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", uid="2")
    free = event("DTSTART;VALUE=DATE:20260320", "TRANSP:TRANSPARENT", uid="3")
    times = read(event(DAY), out, free, event(*HOUR, uid="4"), mode=Mode.AWAY)
    assert shown(times.away) == ["03-09T23:00/03-10T23:00", "03-12T09:00/10:00"]
    assert shown(times.intervals) == ["03-10T09:00/10:00"]


def test_holidays_are_days_with_names_however_long_and_however_marked() -> None:
    times = read(
        event(DAY, "SUMMARY;LANGUAGE=en:Founders\\, day\\nof the town", "TRANSP:TRANSPARENT"),
        event("DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260403", "SUMMARY:Spring", uid="2"),
        event("DTSTART;VALUE=DATE:20260405", "SUMMARY:Off", "STATUS:CANCELLED", uid="3"),
        event(*HOUR, "SUMMARY:No day", uid="4"),
        mode=Mode.HOLIDAYS,
    )
    assert times.holidays == (
        Holiday(date(2026, 3, 10), "Founders, day of the town"),
        Holiday(date(2026, 4, 1), "Spring"),
        Holiday(date(2026, 4, 2), "Spring"),
    )


def test_a_holiday_without_end_is_told_for_the_span_alone() -> None:
    span = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    yearly = event("DTSTART;VALUE=DATE:16010501", "RRULE:FREQ=YEARLY", "SUMMARY:May")
    times = read_busy(calendar(yearly), span, default_zone=UTC, mode=Mode.HOLIDAYS)
    assert [holiday.date for holiday in times.holidays] == [date(2026, 5, 1), date(2027, 5, 1)]


def free_busy(*lines: str) -> str:
    return "\r\n".join(
        ["BEGIN:VFREEBUSY", "DTSTART:20260301T000000Z", "DTEND:20260401T000000Z", *lines, "END:VFREEBUSY"]
    )


def test_free_busy_times_count() -> None:
    times = free_busy(
        "FREEBUSY:20260310T090000Z/PT1H,20260311T090000Z/20260311T100000Z",
        "FREEBUSY;FBTYPE=FREE:20260312T090000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260313T090000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260314T090000Z/PT1H",
    )
    assert taken(times) == [
        "03-10T09:00/10:00",
        "03-11T09:00/10:00",
        "03-13T09:00/10:00",
        "03-14T09:00/10:00",
    ]
    assert len(taken(times, tentative_counts=False)) == 3
    assert shown(read(times, mode=Mode.AWAY).away) == ["03-14T09:00/10:00"]
    assert [each.found for each in read(free_busy("FREEBUSY:soon/PT1H")).problems] == [Found.BAD_TIME]


def test_beside_events_free_busy_times_are_told_and_not_counted() -> None:
    times = read(event(*HOUR), free_busy("FREEBUSY:20260311T090000Z/PT1H"))
    assert shown(times.intervals) == ["03-10T09:00/10:00"]
    assert [each.found for each in times.problems] == [Found.NOT_READ]
    assert read(event(*HOUR), free_busy()).problems == ()


def test_several_calendars_in_one_file_all_count_each_with_its_own_zones() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    local = event("DTSTART;TZID=Here:20260310T120000", "DURATION:PT1H")
    raw = calendar(local, zone.format("+0300")) + calendar(
        zone.format("-0300"), local.replace("UID:1", "UID:2")
    )
    span = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert shown(read_busy(raw, span).intervals) == ["03-10T09:00/10:00", "03-10T15:00/16:00"]


def test_a_calendar_of_cancellations_takes_nothing_and_takes_back() -> None:
    first = calendar(event(*HOUR, "SEQUENCE:1"))
    second = calendar("METHOD:CANCEL", event(*HOUR, "SEQUENCE:2"))
    span = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert read_busy(second, span, default_zone=UTC).intervals == ()
    assert read_busy(first + second, span, default_zone=UTC).intervals == ()


def test_what_is_no_event_takes_no_time() -> None:
    others = (
        "BEGIN:VTODO\r\nUID:t\r\nDTSTART:20260310T090000Z\r\nDUE:20260311T090000Z\r\nEND:VTODO",
        "BEGIN:VJOURNAL\r\nUID:j\r\nDTSTART;VALUE=DATE:20260310\r\nEND:VJOURNAL",
        "BEGIN:X-THING\r\nDTSTART:20260310T090000Z\r\nDURATION:PT1H\r\nEND:X-THING",
    )
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT9H\r\nDTSTART:20260101T000000Z\r\nEND:VALARM"
    assert taken(*others, event(*HOUR, alarm)) == ["03-10T09:00/10:00"]


def test_our_own_feed_is_known() -> None:
    assert read(f"PRODID:{OURS}between-sessions//EN", event(*HOUR)).is_ours
    assert not read("PRODID:-//Other//EN", event(*HOUR)).is_ours


class TestWhetherAnythingChanged:
    def test_stamps_titles_order_and_names_of_lone_events_do_not_matter(self) -> None:
        other = event("DTSTART:20260312T090000Z", "DURATION:PT1H", uid="2")
        before = read(event(*HOUR, "DTSTAMP:20260101T000000Z", "SUMMARY:A"), other).content
        assert read(other, event(*HOUR, "DTSTAMP:20260202T000000Z", "SUMMARY:B", uid="9")).content == before

    @pytest.mark.parametrize(
        "changed",
        [
            event("DTSTART:20260310T090000Z", "DURATION:PT2H"),
            event(*HOUR, "TRANSP:TRANSPARENT"),
            event(*HOUR, "STATUS:CANCELLED"),
            event(*HOUR, "RRULE:FREQ=DAILY"),
            event(*HOUR) + "\r\n" + event(*HOUR, uid="2"),
        ],
    )
    def test_times_and_what_counts_do(self, changed: str) -> None:
        assert read(changed).content != read(event(*HOUR)).content

    def test_names_of_holidays_do(self) -> None:
        contents = {read(event(DAY, f"SUMMARY:{name}"), mode=Mode.HOLIDAYS).content for name in "AB"}
        assert len(contents) == 2

    def test_zones_do(self) -> None:
        zone = "BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nTZOFFSETTO:{}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
        assert len({read(event(*HOUR), zone.format(offset)).content for offset in ("+0100", "+0200")}) == 2


def test_many_like_problems_are_counted_rather_than_listed() -> None:
    times = read(*(event("SUMMARY:x", uid=str(number)) for number in range(1_000)))
    assert len(times.problems) == 201
    assert times.problems[-1].why.startswith("800 more")


def test_a_problem_says_which_event_without_telling_of_it() -> None:
    times = read(event(*HOUR), event("SUMMARY:Anna Smith", "DTSTART:Anna", uid="anna@x.example"))
    assert (times.problems[0].event, len(times.problems[0].uid_hash)) == (2, 16)
    assert "nna@" not in str(times.problems)
    assert "Smith" not in str(times.problems)
