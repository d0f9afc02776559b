"""Whole statements as they are read, kept as files: a change in wording is seen in review."""

from pathlib import Path
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.language.describe import describe

GOLDEN = Path(__file__).with_name("golden")
FULL: dict[str, Any] = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {
        "contact": [
            {"days": ["MO", "TU", "WE", "TH"], "start": "09:00", "end": "17:00"},
            {"days": ["FR"], "start": "09:00", "end": "12:00"},
        ],
        "phone": [{"days": ["TU"], "start": "16:00", "end": None}],
    },
    "holidays": {"observe": True, "open_on": ["Columbus Day"]},
    "closed_dates": ["2026-11-27"],
    "overrides": [
        {"date": "2026-12-24", "windows": [{"start": "09:00", "end": "12:00"}]},
        {"date": "2026-12-31", "windows": []},
    ],
    "time_away": [
        {
            "first_day": "2026-12-21",
            "last_day": "2027-01-03",
            "coverage": {"name": "Dr. Imani Cole", "contact": "212-555-0148", "for": "urgent"},
        },
        {"start": "2026-06-05T12:00-04:00", "end": "2026-06-08T09:00-04:00"},
    ],
    "reply": {"within": "PT24H", "clock": "working_days", "firmness": "usual"},
    "channels": {
        "email": {"use": "any", "reply": {"within": "P1D", "clock": "working_days", "firmness": "promised"}},
        "sms": {"use": "scheduling_only"},
        "phone": {"note": "Please leave a number."},
        "fax": {"accepted": False},
        "walk_in": {"accepted": False},
    },
    "matters": {"refill": {"within": "P3D", "clock": "working_days"}},
    "closed": ["weekends", "evenings"],
    "coverage": "A colleague of the practice is on call",
    "emergency": {"resources": ["911", "988", "nearest_er"], "text": "Please do not wait for me."},
    "while_you_wait": ["take a short walk", "call a friend"],
    "ending_care": "You are free to go at any time, and I will help you to find someone else.",
    "review_on": "2027-03-01",
    "notes": ["Sessions are held in two languages."],
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_full_policy_reads_as_the_golden_statement(language: str) -> None:
    assert describe(parse_document(FULL), language) + "\n" == (GOLDEN / f"full.{language}.txt").read_text(
        encoding="utf-8"
    )


def test_a_policy_that_says_nothing_has_no_words() -> None:
    assert describe(parse_document({"timezone": "UTC"})) == ""


def test_own_words_that_end_a_sentence_end_it_once() -> None:
    ideas = ["Name five things you can see.", "Call someone who is good for you."]
    cover = {"first_day": "2026-07-06", "last_day": "2026-07-10", "coverage": {"name": "Sam Fox Jr."}}
    said = describe(parse_document({"timezone": "UTC", "while_you_wait": ideas, "time_away": [cover]}))
    assert said.endswith("While you wait: Name five things you can see; Call someone who is good for you.")
    assert "Sam Fox Jr. covers for me." in said
    for last in ("Breathe!", "Why not walk?", "Wait\u2026"):
        said = describe(parse_document({"timezone": "UTC", "while_you_wait": [last]}))
        assert said == f"While you wait: {last}"
    cover["coverage"] = {"contact": "Ring Sam Fox Jr."}
    said = describe(parse_document({"timezone": "UTC", "time_away": [cover]}))
    assert said.endswith("please contact Ring Sam Fox Jr.")
