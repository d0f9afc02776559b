"""What repeats, what was changed of it, and what was changed twice (RFC 5545 sections 3.8.4.4 and 3.8.5)."""

from datetime import UTC, datetime

import pytest

from scheduler.domain.interval import Interval
from scheduler.ical.busy import read_busy
from scheduler.ical.errors import Found
from tests.scheduler.ical.reading import calendar, event, read, shown, taken

NINE = ("DTSTART;TZID=America/New_York:20260310T090000", "DTEND;TZID=America/New_York:20260310T100000")
DAILY = event(*NINE, "RRULE:FREQ=DAILY;COUNT=3")  # 13:00 in UTC


def test_dates_are_added_as_times_days_and_periods_in_lists_and_lines() -> None:
    added = event(
        "DTSTART:20260310T090000Z",
        "DTEND:20260310T100000Z",
        "RDATE:20260311T090000Z,20260312T090000Z",
        "RDATE;VALUE=DATE:20260314",
        "RDATE;VALUE=PERIOD:20260316T090000Z/20260316T093000Z,20260317T090000Z/PT15M",
    )
    assert taken(added) == [
        "03-10T09:00/10:00",
        "03-11T09:00/10:00",
        "03-12T09:00/10:00",
        "03-13T23:00/03-14T00:00",
        "03-16T09:00/09:30",
        "03-17T09:00/09:15",
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        "EXDATE;TZID=America/New_York:20260311T090000",
        "EXDATE:20260311T130000Z",
        "EXDATE;TZID=Europe/Madrid:20260311T140000",
        "EXDATE;VALUE=DATE:20260311",
        "EXDATE:20260311T090000",
        "EXDATE;TZID=Eastern Standard Time:20260301T090000,20260311T090000",
    ],
)
def test_a_date_is_left_out_in_whichever_zone_it_is_said(left_out: str) -> None:
    assert taken(event(*NINE, "RRULE:FREQ=DAILY;COUNT=3", left_out)) == [
        "03-10T13:00/14:00",
        "03-12T13:00/14:00",
    ]


@pytest.mark.parametrize(
    "replaced",
    [
        "RECURRENCE-ID;TZID=America/New_York:20260311T090000",
        "RECURRENCE-ID:20260311T130000Z",
        "RECURRENCE-ID;TZID=Tokyo Standard Time:20260311T220000",
        "RECURRENCE-ID:20260311T090000",
    ],
)
def test_one_time_is_moved_in_whichever_zone_it_is_named(replaced: str) -> None:
    moved = event(replaced, "DTSTART:20260320T090000Z", "DURATION:PT30M")
    assert taken(moved, DAILY) == ["03-10T13:00/14:00", "03-12T13:00/14:00", "03-20T09:00/09:30"]


@pytest.mark.parametrize(
    "mark", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_one_time_is_called_off(mark: str) -> None:
    off = event("RECURRENCE-ID:20260311T130000Z", "DTSTART:20260311T130000Z", "DURATION:PT1H", mark)
    assert taken(DAILY, off) == ["03-10T13:00/14:00", "03-12T13:00/14:00"]


def test_what_is_moved_into_the_span_and_out_of_it() -> None:
    weekly = event("DTSTART:20260202T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=6")
    into = event("RECURRENCE-ID:20260209T090000Z", "DTSTART:20260303T090000Z", "DURATION:PT1H")
    out = event("RECURRENCE-ID:20260302T090000Z", "DTSTART:20260220T090000Z", "DURATION:PT1H")
    assert taken(weekly, into, out) == ["03-03T09:00/10:00", "03-09T09:00/10:00"]


def test_a_change_of_what_is_not_there_still_takes_its_time() -> None:
    orphan = event("RECURRENCE-ID:20260331T130000Z", "DTSTART:20260331T130000Z", "DURATION:PT1H")
    assert taken(orphan) == ["03-31T13:00/14:00"]
    assert taken(DAILY, orphan)[-1] == "03-31T13:00/14:00"


def test_a_day_does_not_name_one_time_so_both_stay() -> None:
    moved = event("RECURRENCE-ID;VALUE=DATE:20260311", "DTSTART:20260311T160000Z", "DURATION:PT1H")
    assert taken(DAILY, moved) == [
        "03-10T13:00/14:00",
        "03-11T13:00/14:00",
        "03-11T16:00/17:00",
        "03-12T13:00/14:00",
    ]


class TestThisAndFuture:
    WEEKLY = event(
        "DTSTART;TZID=Europe/Madrid:20260302T090000",
        "DTEND;TZID=Europe/Madrid:20260302T100000",
        "RRULE:FREQ=WEEKLY;COUNT=5",
    )  # 08:00 in UTC, 07:00 from 29 March on
    LATER = event(
        "RECURRENCE-ID;TZID=Europe/Madrid;RANGE=THISANDFUTURE:20260316T090000",
        "DTSTART;TZID=Europe/Madrid:20260317T110000",
        "DURATION:PT30M",
    )

    def test_all_later_ones_are_moved_by_the_same_and_last_as_long(self) -> None:
        assert taken(self.WEEKLY, self.LATER) == [
            "03-02T08:00/09:00",
            "03-09T08:00/09:00",
            "03-17T10:00/10:30",
            "03-24T10:00/10:30",
            "03-31T09:00/09:30",
        ]

    def test_a_change_of_one_later_time_and_a_later_change_of_all_hold(self) -> None:
        one = event("RECURRENCE-ID:20260323T080000Z", "DTSTART:20260326T080000Z", "DURATION:PT1H")
        again = event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260330T070000Z", "DTSTART:20260330T150000Z", "DURATION:PT2H"
        )
        assert taken(self.WEEKLY, self.LATER, one, again)[2:] == [
            "03-17T10:00/10:30",
            "03-26T08:00/09:00",
            "03-30T15:00/17:00",
        ]

    def test_all_later_ones_are_called_off(self) -> None:
        assert len(taken(self.WEEKLY, self.LATER.replace("DURATION", "STATUS:CANCELLED\r\nDURATION"))) == 2

    def test_what_was_free_becomes_busy(self) -> None:
        free = self.WEEKLY.replace("RRULE", "TRANSP:TRANSPARENT\r\nRRULE")
        assert len(taken(free, self.LATER)) == 3


def test_of_two_with_one_name_the_later_revision_holds_and_equals_both() -> None:
    first = event("SEQUENCE:1", "DTSTART:20260310T090000Z", "DURATION:PT1H")
    second = event("SEQUENCE:2", "DTSTART:20260311T090000Z", "DURATION:PT1H")
    third = event("SEQUENCE:2", "DTSTART:20260312T090000Z", "DURATION:PT1H")
    assert taken(first, second) == taken(second, first) == ["03-11T09:00/10:00"]
    assert taken(third, first, second) == ["03-11T09:00/10:00", "03-12T09:00/10:00"]
    assert taken(first, second.replace("SEQ", "STATUS:CANCELLED\r\nSEQ")) == []


WEEKLY = event("SEQUENCE:2", "DTSTART:20260302T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
MOVED = event("RECURRENCE-ID:20260316T090000Z", "DTSTART:20260317T150000Z", "DURATION:PT1H", "SEQUENCE:1")


@pytest.mark.parametrize(
    "later", ["EXDATE:20260316T090000Z\r\nRRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;UNTIL=20260310"]
)
def test_a_later_revision_of_a_series_does_away_with_a_change(later: str) -> None:
    series = WEEKLY.replace("RRULE:FREQ=WEEKLY", later)
    assert "03-17T15:00/16:00" not in taken(series, MOVED)
    for sequence in (2, 3):
        assert "03-17T15:00/16:00" in taken(series, MOVED.replace("SEQUENCE:1", f"SEQUENCE:{sequence}"))


def test_a_change_that_counts_its_revisions_apart_stays() -> None:
    assert taken(WEEKLY, MOVED)[2] == "03-17T15:00/16:00"


def test_to_leave_out_the_only_time_of_an_event_leaves_it() -> None:
    only = ("DTSTART:20260310T090000Z", "DURATION:PT1H", "EXDATE:20260310T090000Z")
    assert taken(event(*only)) == ["03-10T09:00/10:00"]
    assert taken(event(*only, "RDATE:20260311T090000Z")) == ["03-11T09:00/10:00"]


def test_events_without_a_name_have_nothing_to_do_with_each_other() -> None:
    first = event("SEQUENCE:1", "DTSTART:20260310T090000Z", "DURATION:PT1H", uid="")
    second = event("SEQUENCE:2", "DTSTART:20260311T090000Z", "DURATION:PT1H", uid="")
    assert len(taken(first, second)) == 2


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;UNTIL=20260312", 3),  # all of that day
        ("FREQ=DAILY;UNTIL=20260312T130000Z", 3),
        ("FREQ=DAILY;UNTIL=20260312T125959Z", 2),
        ("FREQ=DAILY;UNTIL=20260312T090000", 3),  # on the wall clock of the series
        ("FREQ=DAILY;COUNT=4", 4),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=2", 3),  # the start counts also where the rule does not mean it
        ("FREQ=DAILY;UNTIL=20260301", 0),  # what was ended before it began
        ("FREQ=MONTHLY;BYDAY=-1FR,2TU;UNTIL=20260401T000000Z", 2),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20260401T000000Z", 2),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,-2;UNTIL=20260402T000000Z", 3),
        ("FREQ=YEARLY;BYWEEKNO=12;BYDAY=MO,SU", 3),
        ("FREQ=YEARLY;BYYEARDAY=-300;COUNT=1", 1),
        ("FREQ=HOURLY;INTERVAL=6;UNTIL=20260311T000000Z", 2),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4", 4),
        ("freq=daily;count=2", 2),
    ],
)
def test_a_rule_takes_so_many_times(rule: str, expected: int) -> None:
    assert len(taken(event(*NINE, f"RRULE:{rule}"))) == expected


def test_the_week_starts_where_the_rule_says() -> None:
    start = ("DTSTART:20260303T090000Z", "DURATION:PT1H")  # a Tuesday
    on = "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3;BYDAY=TU,SU;WKST="
    assert taken(event(*start, on + "MO"))[1:] == ["03-08T09:00/10:00", "03-17T09:00/10:00"]
    assert taken(event(*start, on + "SU"))[1:] == ["03-15T09:00/10:00", "03-17T09:00/10:00"]


def test_a_series_ends_by_the_clock_also_in_the_night_that_clocks_change() -> None:
    night = ("DTSTART;TZID=Europe/Madrid:20260327T230000", "RRULE:FREQ=DAILY;COUNT=2")
    assert taken(event(*night, "DTEND;TZID=Europe/Madrid:20260328T070000"))[1] == "03-28T22:00/03-29T05:00"
    assert taken(event(*night, "DURATION:PT8H"))[1] == "03-28T22:00/03-29T06:00"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART:20260310T090000Z",), []),
        (("DTSTART:20260310T090000Z", "DTEND:20260310T090000Z"), []),
        (("DTSTART:20260310T090000Z", "DTEND:20260310T100000Z", "DURATION:PT2H"), ["03-10T09:00/10:00"]),
        (("DTSTART;VALUE=DATE:20260310",), ["03-09T23:00/03-10T23:00"]),
        (("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260310"), ["03-09T23:00/03-10T23:00"]),
        (("DTSTART:20260310", "DTEND:20260312"), ["03-09T23:00/03-11T23:00"]),
        (("DTSTART;VALUE=DATE:20260329",), ["03-28T23:00/03-29T22:00"]),  # of 23 hours
        (("DTSTART;VALUE=DATE:20260310", "DURATION:P1W"), ["03-09T23:00/03-16T23:00"]),
        (("DTSTART;TZID=Asia/Tokyo:20260310T090000", "DTEND:20260310T100000"), ["03-10T00:00/01:00"]),
        (("DTSTART;TZID=Europe/Madrid:20260328T120000", "DURATION:P1DT1H"), ["03-28T11:00/03-29T11:00"]),
    ],
)
def test_how_long_it_takes(lines: tuple[str, ...], expected: list[str]) -> None:
    times = read(event(*lines))
    assert (taken(event(*lines)), times.problems) == (expected, ())


@pytest.mark.parametrize(
    ("start", "expected"),
    [("20260329T023000", "03-29T01:30/02:30"), ("20261025T023000", "10-25T00:30/01:30")],
)
def test_times_in_a_gap_and_times_that_come_twice(start: str, expected: str) -> None:
    lines = (f"DTSTART;TZID=Europe/Madrid:{start}", "DURATION:PT1H", "RRULE:FREQ=YEARLY;COUNT=1")
    year = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert shown(read_busy(calendar(event(*lines)), year).intervals) == [expected]


def test_a_date_that_cannot_be_read_costs_itself_and_is_said() -> None:
    times = read(event(*NINE, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:soon", "RDATE:20260399,20260315T130000Z"))
    assert [problem.found for problem in times.problems] == [Found.BAD_TIME, Found.BAD_TIME]
    assert len(times.intervals) == 3
