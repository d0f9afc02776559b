"""Advice on time in which nobody is there."""

from datetime import UTC, datetime
from typing import Any

import pytest

from policies.domain.advice import Advice, Code
from scheduler.domain.interval import Interval
from tests.policies.domain.advice.advised import ORDINARY, advised, codes

AUGUST = {"first_day": "2026-08-03", "last_day": "2026-08-16"}
COVER = {"name": "Dr. Imani Cole", "contact": "212-555-0148", "for": "urgent"}


def away(*absences: dict[str, Any], **more: Any) -> list[Advice]:
    return list(advised(time_away=list(absences), **({"coverage": None} | more)))


def test_an_absence_without_coverage_is_told_with_the_return() -> None:
    advice, waiting = away(AUGUST)
    assert (advice.code, advice.path) == (Code.ABSENCE_WITHOUT_COVERAGE, "time_away[0]")
    assert advice.facts == {
        "start": "2026-08-03T04:00:00Z",
        "end": "2026-08-17T04:00:00Z",
        "next_open": "2026-08-17T13:00:00Z",
    }
    assert (waiting.code, waiting.path) == (Code.PROMISED_WHILE_AWAY, "time_away[0]")
    assert waiting.facts == {
        "within": "P1D",
        "clock": "working_days",
        "received": "2026-08-03T04:00:00Z",
        "reply_by": "2026-08-17T21:00:00Z",
    }


@pytest.mark.parametrize(
    "covered",
    [
        {"time_away": [AUGUST | {"coverage": COVER}], "coverage": None},
        {"time_away": [AUGUST]},  # a standing arrangement
        {
            "time_away": [AUGUST],
            "coverage": None,
            "covered": (Interval(datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 20, tzinfo=UTC)),),
        },
    ],
)
def test_a_covered_absence_only_says_what_its_messages_wait(covered: dict[str, Any]) -> None:
    assert codes(*advised(**covered)) == [Code.PROMISED_WHILE_AWAY]


def test_a_matter_alone_is_nobody() -> None:
    assert Code.ABSENCE_WITHOUT_COVERAGE in codes(*away(AUGUST | {"coverage": {"for": "urgent"}}))


def test_half_covered_is_not_covered() -> None:
    covered = (Interval(datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 10, tzinfo=UTC)),)
    assert Code.COVERAGE_IN_PART in codes(*away(AUGUST, covered=covered))


@pytest.mark.parametrize(
    "absence",
    [
        {"first_day": "2026-02-02", "last_day": "2026-02-20"},  # over
        {"first_day": "2026-08-07", "last_day": "2026-08-09"},  # one Friday
        {"start": "2026-06-05T12:00-04:00", "end": "2026-06-08T09:00-04:00"},  # half of one
    ],
)
def test_what_is_over_or_no_longer_than_a_week_end_is_not_told(absence: dict[str, str]) -> None:
    assert away(absence) == []


def test_the_longest_absence_speaks_for_the_promise() -> None:
    found = away({"first_day": "2026-05-04", "last_day": "2026-05-08"}, AUGUST, coverage="A rota answers.")
    assert [(each.code, each.path) for each in found] == [(Code.PROMISED_WHILE_AWAY, "time_away[1]")]


def test_an_absence_under_way_counts_from_now() -> None:
    [advice] = away({"first_day": "2026-03-02", "last_day": "2026-03-20"}, coverage="A rota answers.")
    assert advice.facts["received"] == "2026-03-10T14:30:00Z"


def test_without_hours_a_working_week_is_lost() -> None:
    found = away({"first_day": "2026-08-05", "last_day": "2026-08-06"}, hours={}, reply=None)
    assert codes(*found) == [Code.NO_REPLY_TIME, Code.ABSENCE_WITHOUT_COVERAGE]


@pytest.mark.parametrize(
    ("more", "facts"),
    [
        (
            {"closed_dates": [f"2026-12-{day}" for day in range(21, 32)]},
            {"start": "2026-12-18T22:00:00Z", "end": "2027-01-01T14:00:00Z", "open_end": False},
        ),
        (
            {"hours": {"contact": [{"days": ["TU"], "start": "16:00", "end": None}]}},
            {"start": "2026-03-10T14:30:00Z", "end": None, "open_end": True},
        ),
    ],
)
def test_nothing_is_open_for_long(more: dict[str, Any], facts: dict[str, Any]) -> None:
    [advice] = [each for each in advised(**more) if each.code is Code.NOTHING_OPEN]
    assert (advice.path, advice.facts) == ("hours", facts)


def test_a_week_between_two_openings_is_not_long() -> None:
    assert advised(hours={"contact": [{"days": ["TU"], "start": "09:00", "end": "17:00"}]}) == ()


def test_hours_of_one_channel_are_named_as_such() -> None:
    seldom = {"days": ["TU"], "start": "12:00", "end": "13:00", "every": 2, "anchor": "2026-03-10"}
    channels = {"email": {}, "phone": {"hours": [seldom]}}
    found = [each for each in advised(channels=channels) if each.code is Code.NOTHING_OPEN]
    assert [each.path for each in found] == ["channels.phone.hours"]


def test_nothing_said_of_hours_is_not_nothing_open() -> None:
    assert codes(*advised(hours={}, reply=None)) == [Code.NO_REPLY_TIME]
    assert ORDINARY["hours"]
