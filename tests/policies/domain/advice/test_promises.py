"""Advice on promises that cannot be kept, or that nobody can rely on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from policies.domain.advice import Code
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from tests.policies.domain.advice.advised import ORDINARY, advised, codes

EVERY_DAY = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TUESDAYS = {"contact": [{"days": ["TU"], "start": "09:00", "end": "17:00"}]}


def test_a_calendar_clock_through_closed_days_is_told_with_a_message_that_nobody_could_answer() -> None:
    [advice] = advised(reply={"within": "PT24H"})
    assert (advice.code, advice.path) == (Code.CALENDAR_THROUGH_CLOSED_DAYS, "reply")
    assert advice.facts == {
        "within": "PT24H",
        "clock": "calendar",
        "received": "2026-03-13T21:00:00Z",
        "reply_by": "2026-03-14T21:00:00Z",
        "next_open": "2026-03-16T13:00:00Z",
        "times": 52,
    }
    compiled = compile_policy(parse_document(ORDINARY | {"reply": {"within": "PT24H"}}))
    assert compiled.reply_by("email", datetime(2026, 3, 13, 21, tzinfo=UTC)) == datetime(
        2026, 3, 14, 21, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("reply", "hours", "code"),
    [
        ({"within": "PT72H"}, ORDINARY["hours"], None),
        ({"within": "P2D"}, ORDINARY["hours"], Code.CALENDAR_THROUGH_CLOSED_DAYS),
        ({"within": "PT2H", "clock": "working_days"}, ORDINARY["hours"], Code.DUE_BEFORE_OPENING),
        ({"within": "PT24H", "clock": "working_days"}, ORDINARY["hours"], None),
        ({"within": "PT2H", "clock": "contact_hours"}, ORDINARY["hours"], None),
        ({"within": "P0D", "clock": "working_days"}, ORDINARY["hours"], None),
        ({"within": "PT24H"}, {"contact": [{"days": EVERY_DAY, "start": "09:00", "end": "17:00"}]}, None),
        ({"within": "PT24H"}, {}, None),  # which days are worked is only assumed
    ],
)
def test_what_is_due_while_nobody_is_there(
    reply: dict[str, str], hours: dict[str, Any], code: Code | None
) -> None:
    assert codes(*advised(reply=reply, hours=hours)) == ([code] if code else [])


def test_closed_week_ends_are_closed_without_hours_too() -> None:
    found = advised(reply={"within": "PT24H"}, hours={}, closed=["weekends"])
    assert codes(*found) == [Code.CALENDAR_THROUGH_CLOSED_DAYS]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"hours": {}, "reply": {"within": "PT4H", "clock": "contact_hours"}}, "clock_needs_hours"),
        (
            {
                "hours": {"contact": [{"days": ["SA"], "start": "09:00", "end": "12:00"}]},
                "closed": ["weekends"],
            },
            "no_hours",
        ),
        (
            {
                "hours": {"contact": [{"days": ["TU"], "start": "09:00", "end": "09:10"}]},
                "reply": {"within": "PT40H", "clock": "contact_hours"},
            },
            "beyond_horizon",
        ),
    ],
)
def test_a_promise_that_no_hours_can_keep(more: dict[str, Any], reason: str) -> None:
    found = {each.code: each for each in advised(**more)}
    assert found[Code.NOTHING_CAN_KEEP_IT].facts == {"reason": reason}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reply": {"within": "PT240H"}}, True),
        ({"reply": {"within": "P3D", "clock": "working_days"}, "hours": TUESDAYS}, True),
        ({"reply": {"within": "P3D", "clock": "working_days"}}, False),
        (
            {
                "reply": {"within": "P10D"},
                "hours": {"sessions": [TUESDAYS["contact"][0] | {"every": 2, "anchor": "2026-03-10"}]},
            },
            False,
        ),
        ({"matters": {"refill": {"within": "P20D"}}}, False),
        ({"matters": {"between_session_note": {"within": "P20D"}}}, True),
    ],
)
def test_replies_that_come_after_the_next_session(more: dict[str, Any], told: bool) -> None:  # noqa: FBT001
    assert (Code.SLOWER_THAN_SESSIONS in codes(*advised(**more))) is told


def test_nothing_is_said_of_reply_times() -> None:
    [advice] = advised(reply=None)
    assert (advice.code, advice.path) == (Code.NO_REPLY_TIME, "reply")


def test_a_commitment_to_nothing_says_nothing() -> None:
    [advice] = advised(reply={"firmness": "usual"})
    assert advice.code is Code.NO_REPLY_TIME


def test_words_are_no_time() -> None:
    [advice] = advised(reply={"words": "as soon as possible"})
    assert (advice.code, advice.facts) == (Code.REPLY_TIME_IN_WORDS, {"words": "as soon as possible"})


def test_a_channel_that_is_read_without_a_reply_time() -> None:
    channels = {
        "email": {"reply": {"within": "P1D", "clock": "working_days"}},
        "sms": {"use": "scheduling_only"},
        "phone": {"hours": [{"days": ["MO"], "start": "12:00", "end": "13:00"}]},
        "fax": {"accepted": False},
        "walk_in": {},
    }
    found = advised(reply=None, channels=channels)
    assert [(each.code, each.path) for each in found] == [
        (Code.CHANNEL_WITHOUT_REPLY_TIME, "channels.sms"),
    ]


def test_each_place_is_told_by_itself() -> None:
    channels = {"email": {}, "sms": {"reply": {"within": "PT2H"}}}
    found = advised(channels=channels, matters={"refill": {"within": "PT12H"}})
    assert [(each.code, each.path) for each in found] == [
        (Code.CALENDAR_THROUGH_CLOSED_DAYS, "channels.sms.reply"),
        (Code.CALENDAR_THROUGH_CLOSED_DAYS, "matters.refill"),
    ]
