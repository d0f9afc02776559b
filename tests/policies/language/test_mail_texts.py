"""Texts for a mail program: true whenever they are read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.language.mail_texts import Absence, MailTexts


@dataclass(frozen=True)
class Line:
    name: str
    display: str
    kind: str
    details: str = ""
    verified_on: date | None = None


LINES = (Line("988 Suicide & Crisis Lifeline", "Call or text 988", "call"), Line("", "Call 911", "emergency"))
BASE: dict[str, Any] = {
    "timezone": "America/New_York",
    "hours": {"contact": [{"days": ["MO", "TU", "WE"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days", "firmness": "usual"},
}
AWAY = {"first_day": "2026-12-21", "last_day": "2027-01-03"}
BACK = datetime(2027, 1, 4, 14, 0, tzinfo=UTC)


def texts(language: str = "en", **said: Any) -> MailTexts:
    return MailTexts(
        policy=parse_document({**BASE, **said}),
        name="Dr. Ada Ruiz",
        practice="Riverside Therapy",
        address="https://boundaries.example/p/ada-ruiz/",
        resources=LINES,
        language=language,
    )


def away(language: str = "en", absence: dict[str, Any] = AWAY, **said: Any) -> str:
    written = texts(language, time_away=[absence], **said)
    return written.automatic_reply(Absence(written.policy.time_away[0], BACK))


def test_a_signature_says_how_soon_where_help_is_and_where_more_is() -> None:
    assert texts().signature() == (
        "Dr. Ada Ruiz\n"
        "Riverside Therapy\n"
        "I usually reply to messages within 1 working day.\n"
        "In an emergency do not wait. Call 911. Call or text 988.\n"
        "What a message sent now gets:\n"
        "https://boundaries.example/p/ada-ruiz/"
    )


def test_an_automatic_reply_says_what_holds_at_any_time() -> None:
    assert texts().automatic_reply() == (
        "Thank you for your message. This is an automatic reply.\n\n"
        "I usually reply to messages within 1 working day. "
        "You can reach me Monday to Wednesday 09:00 to 17:00. All times are New York time.\n\n"
        "What a message sent now gets, and every other way: https://boundaries.example/p/ada-ruiz/\n\n"
        "In an emergency, please do not wait for a reply:\n"
        "- : Call 911\n"
        "- 988 Suicide & Crisis Lifeline: Call or text 988\n\n"
        "Dr. Ada Ruiz\nRiverside Therapy"
    )


def test_the_channel_and_its_firmness_decide() -> None:
    own = {"email": {"reply": {"within": "PT4H", "clock": "contact_hours", "firmness": "promised"}}}
    assert texts(channels=own).soon() == "I reply to messages within 4 hours counted in contact hours."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"reply": {"words": "as soon as I can"}}, "I usually reply to messages as soon as I can."),
        ({"reply": None}, "You are welcome to write. No time is promised for a reply."),
        (
            {"channels": {"email": {"accepted": False}, "phone": {}}},
            "You are welcome to get in touch by phone instead; messages sent this way are not read.",
        ),
        (
            {"channels": {"email": {"accepted": False}}},
            "Messages sent this way are not read, so no reply can be promised.",
        ),
    ],
)
def test_no_time_is_made_up(said: dict[str, Any], expected: str) -> None:
    assert texts(**said).soon() == expected


def test_an_absence_says_from_when_to_when_and_when_back() -> None:
    said = away()
    assert "I am away from 21 December 2026 to 3 January 2027." in said
    assert "I am back on Monday 4 January 2027 at 09:00 (New York)." in said
    assert "I usually reply" not in said


def test_an_absence_names_who_answers_or_the_standing_arrangement() -> None:
    covered = {**AWAY, "coverage": {"name": "Dr. Cole", "contact": "212-555-0148", "for": "urgent"}}
    named = "Dr. Cole answers urgent messages meanwhile (212-555-0148)."
    assert named in away(absence=covered, coverage="My service answers.")
    assert "My service answers." in away(coverage="My service answers.")


def test_moments_away_have_their_clock_times() -> None:
    moments = {"start": "2026-06-05T12:00-04:00", "end": "2026-06-08T09:00-04:00"}
    start, end = (
        "Friday 5 June 2026 at 12:00 (New York)",
        "Monday 8 June 2026 at 09:00 (New York)",
    )
    assert f"I am away from {start} to {end}." in away(absence=moments)


def test_all_of_it_is_there_in_spanish() -> None:
    said = away("es") + texts("es").automatic_reply() + texts("es").signature()
    assert "Vuelvo el lunes 4 de enero de 2027 a las 09:00 (Nueva York)." in said
    for english in ("message", "away", "emergency", "reply", "You "):
        assert english not in said
