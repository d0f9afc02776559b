"""The rules of the promise, one by one; each row says why."""

from datetime import datetime
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.domain.fields import stamp
from policies.domain.promise import Promise, compile_policy, promise

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
NINE_TO_FIVE = {"days": WEEKDAYS, "start": "09:00", "end": "17:00"}

# March 2026: the 2nd is a Monday. In New York clocks go forward on Sunday the 8th.


def ask(
    within: str | None,
    clock: str,
    received: str,
    *,
    channel: str = "email",
    matter: str | None = None,
    zone: str = "Etc/UTC",
    **said: Any,
) -> Promise:
    document = {
        "timezone": zone,
        "hours": {"contact": [NINE_TO_FIVE]},
        "reply": {"within": within, "clock": clock},
        **said,
    }
    return promise(parse_document(document), channel, datetime.fromisoformat(received), matter=matter)


def due(*arguments: Any, **said: Any) -> str | None:
    reply_by = ask(*arguments, **said).reply_by
    return stamp(reply_by) if reply_by else None


@pytest.mark.parametrize(
    ("why", "within", "received", "expected"),
    [
        ("what is left of today, then Monday", "PT2H", "2026-03-06T16:00Z", "2026-03-09T10:00:00Z"),
        (
            "an amount equal to what is left ends at the close",
            "PT1H",
            "2026-03-06T16:00Z",
            "2026-03-06T17:00:00Z",
        ),
        ("at the close nothing is left of the day", "PT1H", "2026-03-06T17:00Z", "2026-03-09T10:00:00Z"),
        (
            "a second before the close, that second counts",
            "PT1H",
            "2026-03-06T16:59:59Z",
            "2026-03-09T09:59:59Z",
        ),
        ("at the opening the clock starts at once", "PT1H", "2026-03-06T09:00Z", "2026-03-06T10:00:00Z"),
        ("before the opening it starts at the opening", "PT1H", "2026-03-06T03:00Z", "2026-03-06T10:00:00Z"),
        ("a Saturday's message starts on Monday", "PT30M", "2026-03-07T12:00Z", "2026-03-09T09:30:00Z"),
        ("days on this clock are working days", "P2D", "2026-03-06T12:00Z", "2026-03-10T17:00:00Z"),
    ],
)
def test_contact_hours(why: str, within: str, received: str, expected: str) -> None:
    assert due(within, "contact_hours", received) == expected, why


@pytest.mark.parametrize(
    ("why", "within", "received", "expected"),
    [
        ("the day after the message, at its last close", "P1D", "2026-03-03T08:00Z", "2026-03-04T17:00:00Z"),
        ("even late in the evening", "P1D", "2026-03-03T23:59Z", "2026-03-04T17:00:00Z"),
        ("Saturday and Sunday are not counted", "P1D", "2026-03-06T12:00Z", "2026-03-09T17:00:00Z"),
        ("the same day, while its close is to come", "P0D", "2026-03-03T16:59:59Z", "2026-03-03T17:00:00Z"),
        ("at the close the day has passed", "P0D", "2026-03-03T17:00Z", "2026-03-04T17:00:00Z"),
        (
            "the same day, on a day without hours, is the next with them",
            "P0D",
            "2026-03-07T12:00Z",
            "2026-03-09T17:00:00Z",
        ),
        ("hours count every minute of a working day", "PT24H", "2026-03-03T16:00Z", "2026-03-04T16:00:00Z"),
        ("and none of the week-end", "PT24H", "2026-03-06T18:00Z", "2026-03-09T18:00:00Z"),
        ("a week-end's message starts at midnight", "PT24H", "2026-03-07T12:00Z", "2026-03-10T00:00:00Z"),
    ],
)
def test_working_days(why: str, within: str, received: str, expected: str) -> None:
    assert due(within, "working_days", received) == expected, why


@pytest.mark.parametrize(
    ("why", "within", "received", "expected"),
    [
        (
            "24 hours are elapsed time, also when clocks go forward",
            "PT24H",
            "2026-03-07T12:00-05:00",
            "2026-03-08T17:00:00Z",
        ),
        (
            "a day is the same local time, 23 hours later here",
            "P1D",
            "2026-03-07T12:00-05:00",
            "2026-03-08T16:00:00Z",
        ),
        (
            "a local time that is skipped uses the offset before",
            "P1D",
            "2026-03-07T02:30-05:00",
            "2026-03-08T07:30:00Z",
        ),
        ("a time that comes twice is the first", "P1D", "2026-10-31T01:30-04:00", "2026-11-01T05:30:00Z"),
        ("its second half past one is as good", "P1D", "2026-11-01T01:30-05:00", "2026-11-02T06:30:00Z"),
        ("the same day is its local end", "P0D", "2026-03-03T20:00-05:00", "2026-03-04T05:00:00Z"),
    ],
)
def test_calendar(why: str, within: str, received: str, expected: str) -> None:
    assert due(within, "calendar", received, zone="America/New_York") == expected, why


AWAY = [{"first_day": "2026-03-04", "last_day": "2026-03-06"}]


@pytest.mark.parametrize(
    ("why", "within", "clock", "received", "expected"),
    [
        ("every clock stands still", "PT24H", "calendar", "2026-03-03T12:00Z", "2026-03-07T12:00:00Z"),
        ("also for working days", "PT24H", "working_days", "2026-03-03T12:00Z", "2026-03-09T12:00:00Z"),
        ("also for contact hours", "PT8H", "contact_hours", "2026-03-03T13:00Z", "2026-03-09T13:00:00Z"),
        ("a day counts from the return", "P1D", "calendar", "2026-03-05T10:00Z", "2026-03-08T00:00:00Z"),
        (
            "a day that lands in it goes on after it",
            "P1D",
            "calendar",
            "2026-03-03T12:00Z",
            "2026-03-07T12:00:00Z",
        ),
        (
            "a day wholly away is no working day",
            "P1D",
            "working_days",
            "2026-03-03T12:00Z",
            "2026-03-09T17:00:00Z",
        ),
        (
            "what ends just as it begins is not held up",
            "PT12H",
            "calendar",
            "2026-03-03T12:00Z",
            "2026-03-04T00:00:00Z",
        ),
    ],
)
def test_time_away(why: str, within: str, clock: str, received: str, expected: str) -> None:
    assert due(within, clock, received, time_away=AWAY) == expected, why


@pytest.mark.parametrize(
    ("why", "said", "expected"),
    [
        ("a closed date has no hours", {"closed_dates": ["2026-03-03"]}, "2026-03-04T17:00:00Z"),
        (
            "an override replaces the hours, even of a closed date",
            {
                "closed_dates": ["2026-03-03"],
                "overrides": [{"date": "2026-03-03", "windows": [{"start": "10:00", "end": "12:00"}]}],
            },
            "2026-03-03T12:00:00Z",
        ),
        (
            "an empty override closes the day",
            {"overrides": [{"date": "2026-03-03", "windows": []}]},
            "2026-03-04T17:00:00Z",
        ),
        (
            "an override opens a Saturday although week-ends are closed",
            {
                "closed": ["weekends"],
                "closed_dates": ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"],
                "overrides": [{"date": "2026-03-07", "windows": [{"start": "10:00", "end": "12:00"}]}],
            },
            "2026-03-07T12:00:00Z",
        ),
        (
            "time away beats an override",
            {
                "overrides": [{"date": "2026-03-03", "windows": [{"start": "10:00", "end": "12:00"}]}],
                "time_away": [{"start": "2026-03-03T11:00Z", "end": "2026-03-03T12:00Z"}],
            },
            "2026-03-03T11:00:00Z",
        ),
        (
            "hours past midnight belong to the day they start on",
            {"hours": {"contact": [{"days": ["TU"], "start": "22:00", "end": "02:00"}]}},
            "2026-03-04T02:00:00Z",
        ),
        (
            "the channel's own hours come first",
            {"channels": {"email": {"hours": [{"days": ["WE"], "start": "09:00", "end": "10:00"}]}}},
            "2026-03-04T10:00:00Z",
        ),
        (
            "office hours where no contact hours are said",
            {"hours": {"office": [NINE_TO_FIVE]}},
            "2026-03-03T17:00:00Z",
        ),
        (
            "session hours where nothing else is said",
            {"hours": {"sessions": [NINE_TO_FIVE]}},
            "2026-03-03T17:00:00Z",
        ),
        (
            "an open end is no contact time",
            {
                "hours": {
                    "contact": [
                        NINE_TO_FIVE | {"days": ["WE"]},
                        {"days": ["TU"], "start": "09:00", "end": None},
                    ]
                }
            },
            "2026-03-04T17:00:00Z",
        ),
    ],
)
def test_hours_of_a_date(why: str, said: dict[str, Any], expected: str) -> None:
    assert due("P1D", "working_days", "2026-03-02T12:00Z", **said) == expected, why


@pytest.mark.parametrize(
    ("why", "said", "expected"),
    [
        ("Columbus Day is a holiday", {"holidays": {}}, "2026-10-13T17:00:00Z"),
        ("said in the other way, too", {"closed": ["public_holidays"]}, "2026-10-13T17:00:00Z"),
        ("unless it is worked", {"holidays": {"open_on": ["Columbus Day"]}}, "2026-10-12T17:00:00Z"),
        ("unless holidays are not observed", {"holidays": {"observe": False}}, "2026-10-12T17:00:00Z"),
        ("unless nothing is said of them", {}, "2026-10-12T17:00:00Z"),
    ],
)
def test_holidays(why: str, said: dict[str, Any], expected: str) -> None:
    assert due("P1D", "working_days", "2026-10-09T12:00Z", region="US-NY", **said) == expected, why


def test_phone_has_the_phone_hours() -> None:
    hours = {"contact": [NINE_TO_FIVE], "phone": [NINE_TO_FIVE | {"end": "10:00"}]}
    assert (
        due("P1D", "working_days", "2026-03-02T12:00Z", hours=hours, channel="phone")
        == "2026-03-03T10:00:00Z"
    )


@pytest.mark.parametrize(
    ("why", "channel", "matter", "expected"),
    [
        ("the matter's commitment first", "sms", "refill", "2026-03-05T12:00:00Z"),
        ("then the channel's", "sms", "paperwork", "2026-03-02T13:00:00Z"),
        ("then the general one", "email", None, "2026-03-03T12:00:00Z"),
    ],
)
def test_which_commitment(why: str, channel: str, matter: str | None, expected: str) -> None:
    said = {"channels": {"sms": {"reply": {"within": "PT1H"}}}, "matters": {"refill": {"within": "P3D"}}}
    assert (
        due("PT24H", "calendar", "2026-03-02T12:00Z", channel=channel, matter=matter, **said) == expected
    ), why


@pytest.mark.parametrize(
    ("why", "within", "clock", "said", "reason"),
    [
        ("nothing is said", None, "calendar", {}, "no_commitment"),
        ("contact hours without hours", "PT8H", "contact_hours", {"hours": {}}, "clock_needs_hours"),
        (
            "hours that never come",
            "P1D",
            "working_days",
            {"hours": {"contact": [NINE_TO_FIVE | {"days": ["SA"]}]}, "closed": ["weekends"]},
            "no_hours",
        ),
        (
            "too few hours",
            "PT200H",
            "contact_hours",
            {"hours": {"contact": [{"days": ["MO"], "start": "09:00", "end": "10:00"}]}},
            "beyond_horizon",
        ),
        (
            "away for longer",
            "PT1H",
            "calendar",
            {"time_away": [{"first_day": "2026-03-01", "last_day": "2029-03-01"}]},
            "beyond_horizon",
        ),
        (
            "the channel is not read",
            "PT24H",
            "calendar",
            {"channels": {"email": {"accepted": False}}},
            "channel_not_accepted",
        ),
    ],
)
def test_nothing_is_promised(
    why: str, within: str | None, clock: str, said: dict[str, Any], reason: str
) -> None:
    promised = ask(within, clock, "2026-03-02T12:00Z", **said)
    assert promised.reply_by is None, why
    assert promised.explanation[-1].to_json() == {"fact": "no_promise", "reason": reason}


@pytest.mark.parametrize(
    ("why", "within", "received", "expected"),
    [
        ("midnight ends an assumed working day", "P1D", "2026-03-03T12:00Z", "2026-03-05T00:00:00Z"),
        ("Friday's next is Monday", "P1D", "2026-03-06T12:00Z", "2026-03-10T00:00:00Z"),
        ("hours count from Monday to Friday", "PT24H", "2026-03-06T12:00Z", "2026-03-09T12:00:00Z"),
    ],
)
def test_without_hours_the_working_week_is_assumed_and_said(
    why: str, within: str, received: str, expected: str
) -> None:
    promised = ask(within, "working_days", received, hours={})
    assert promised.reply_by == datetime.fromisoformat(expected), why
    assert "assumed_working_week" in [fact.name for fact in promised.explanation]


@pytest.mark.parametrize(
    ("at", "state", "next_open"),
    [
        ("2026-03-02T09:00Z", "open", "2026-03-02T09:00:00Z"),
        ("2026-03-02T16:59:59Z", "open", "2026-03-02T16:59:59Z"),
        ("2026-03-02T17:00Z", "closed", "2026-03-03T09:00:00Z"),
        ("2026-03-04T12:00Z", "away", "2026-03-09T09:00:00Z"),
        ("2026-03-07T00:00Z", "closed", "2026-03-09T09:00:00Z"),
    ],
)
def test_state_and_next_opening(at: str, state: str, next_open: str) -> None:
    promised = ask("PT24H", "calendar", at, time_away=AWAY)
    assert (promised.state, promised.next_open) == (state, datetime.fromisoformat(next_open))


def test_no_opening_within_800_days_is_none() -> None:
    hours = {"contact": [NINE_TO_FIVE | {"from": "2028-05-20"}]}
    promised = ask("PT24H", "calendar", "2026-03-02T12:00Z", hours=hours)
    assert (promised.state, promised.next_open) == ("closed", None)


@pytest.mark.parametrize(
    ("why", "clock", "expected"),
    [
        ("hours from Friday night count on Saturday", "contact_hours", ["2026-03-08"]),
        ("Saturday is no working day for that", "working_days", ["2026-03-07", "2026-03-08"]),
    ],
)
def test_days_without_hours_are_named(why: str, clock: str, expected: list[str]) -> None:
    night = {"days": WEEKDAYS, "start": "22:00", "end": "02:00"}
    promised = ask("PT20H", clock, "2026-03-06T12:00Z", hours={"contact": [night]})
    [idle] = [fact.details["dates"] for fact in promised.explanation if fact.name == "no_hours_on"]
    assert isinstance(idle, tuple), why
    assert list(idle[:2]) == expected, why


@pytest.mark.parametrize(
    ("why", "said", "expected"),
    [
        ("a closed date", {"closed_dates": ["2026-03-03"]}, [{"fact": "closed_date", "date": "2026-03-03"}]),
        (
            "hours of one date alone",
            {"overrides": [{"date": "2026-03-03", "windows": [{"start": "10:00", "end": "12:00"}]}]},
            [{"fact": "override", "date": "2026-03-03", "windows": ("10:00-12:00",)}],
        ),
        (
            "a date closed by an override",
            {"overrides": [{"date": "2026-03-03", "windows": []}]},
            [{"fact": "override_closed", "date": "2026-03-03"}],
        ),
        ("what comes after the reply is not told", {"closed_dates": ["2026-03-06"]}, []),
        ("a closed Sunday that has no hours is not told", {"closed_dates": ["2026-03-01"]}, []),
        (
            "time away, and not what is inside it",
            {
                "time_away": [{"first_day": "2026-03-03", "last_day": "2026-03-03"}],
                "closed_dates": ["2026-03-03"],
            },
            [
                {
                    "fact": "time_away",
                    "start": "2026-03-03T00:00:00Z",
                    "end": "2026-03-04T00:00:00Z",
                    "first_day": "2026-03-03",
                    "last_day": "2026-03-03",
                    "coverage_name": None,
                    "coverage_contact": None,
                    "coverage_for": None,
                }
            ],
        ),
    ],
)
def test_only_what_happened_on_the_way_is_told(why: str, said: dict[str, Any], expected: list[Any]) -> None:
    promised = ask("PT8H", "contact_hours", "2026-03-02T12:00Z", **said)
    assert [fact.to_json() for fact in promised.explanation[2:]] == expected, why


def test_a_holiday_is_told_by_its_name() -> None:
    promised = ask("P1D", "working_days", "2026-10-09T18:00Z", region="US-NY", holidays={})
    assert [fact.to_json() for fact in promised.explanation[2:]] == [
        {"fact": "no_hours_on", "weekdays": ("SA", "SU"), "dates": ("2026-10-10", "2026-10-11")},
        {"fact": "holiday", "date": "2026-10-12", "name": "Columbus Day"},
    ]


def test_hours_that_end_when_they_start_last_a_whole_day() -> None:
    around_the_clock = {"contact": [{"days": ["MO"], "start": "09:00", "end": "09:00"}]}
    due_by = due("PT24H", "contact_hours", "2026-03-02T09:00Z", hours=around_the_clock)
    assert due_by == "2026-03-03T09:00:00Z"


def test_every_second_week_is_counted_from_the_anchors_monday() -> None:
    window = {"days": ["MO"], "start": "09:00", "end": "10:00", "every": 2, "anchor": "2026-03-08"}
    policy = compile_policy(parse_document({"timezone": "Etc/UTC", "hours": {"contact": [window]}}))
    start, end = (datetime.fromisoformat(f"2026-{day}T00:00Z") for day in ("02-10", "04-07"))
    opened = [each.start.date().isoformat() for each in policy.open_intervals("email", start, end)]
    assert opened == ["2026-02-16", "2026-03-02", "2026-03-16", "2026-03-30"]


def test_overlapping_hours_are_counted_once() -> None:
    hours = {"contact": [NINE_TO_FIVE, NINE_TO_FIVE | {"start": "16:00", "end": "18:00"}]}
    assert due("PT9H", "contact_hours", "2026-03-02T09:00Z", hours=hours) == "2026-03-02T18:00:00Z"


@pytest.mark.parametrize(("channel", "matter"), [("pigeon", None), ("email", "weather")])
def test_unknown_names_are_refused_with_the_mend(channel: str, matter: str | None) -> None:
    with pytest.raises(ValueError, match="write one of"):
        ask("PT24H", "calendar", "2026-03-02T12:00Z", channel=channel, matter=matter)


@pytest.mark.parametrize(
    "received", ["2026-03-02T12:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00"]
)
def test_instants_without_offset_or_out_of_range_are_refused(received: str) -> None:
    with pytest.raises(ValueError, match=r"offset|not between"):
        ask("PT24H", "calendar", received)


def test_a_date_that_a_zone_skipped_has_no_time() -> None:
    """Samoa went from Thursday the 29th to Saturday the 31st of December 2011."""
    friday_away = [{"first_day": "2011-12-30", "last_day": "2011-12-30"}]
    said = {"zone": "Pacific/Apia", "time_away": friday_away}
    assert due("PT24H", "working_days", "2011-12-29T12:00-10:00", **said) == "2012-01-01T22:00:00Z"
