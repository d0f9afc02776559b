from datetime import datetime
from typing import Any

import pytest

from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.promise import promise
from policies.language.explain import explain, explanation_sentences, promised_time

BASE: dict[str, Any] = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {"contact": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]},
    "closed": ["public_holidays"],
    "reply": {"within": "PT24H", "clock": "working_days", "firmness": "promised"},
}
FRIDAY_EVENING = "2026-02-13T23:00:00Z"


def policy(**changes: Any) -> BoundaryPolicy:
    return parse_document({**BASE, **changes})


def sentences(
    wanted: BoundaryPolicy, received: str = FRIDAY_EVENING, language: str = "en"
) -> tuple[str, ...]:
    found = promise(wanted, "email", datetime.fromisoformat(received))
    return explanation_sentences(found, wanted, language=language)


def test_the_promise_comes_first_and_its_reasons_after_it() -> None:
    assert sentences(policy()) == (
        "You will have a reply on Tuesday 17 February, by 18:00 (New York).",
        "24 hours counted on working days.",
        "Received outside contact hours.",
        "Saturday and Sunday are not working days.",
        "Monday 16 February is a holiday (Washington's Birthday).",
    )


def test_the_same_in_spanish() -> None:
    assert sentences(policy(), language="es")[:4] == (
        "Recibirá una respuesta el martes 17 de febrero, a más tardar a las 18:00 (Nueva York).",
        "24 horas contadas en días laborables.",
        "Recibido fuera del horario de contacto.",
        "Días no laborables: sábado y domingo.",
    )


def test_as_a_text_the_reasons_are_one_sentence() -> None:
    found = promise(policy(), "email", datetime.fromisoformat(FRIDAY_EVENING))
    assert explain(found, policy(), reader_zone="Europe/London") == (
        "You will have a reply on Tuesday 17 February, by 18:00 (New York; 23:00 for you in London). "
        "24 hours counted on working days; received outside contact hours; "
        "Saturday and Sunday are not working days; "
        "Monday 16 February is a holiday (Washington's Birthday)."
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"closed_dates": ["2026-02-17"]}, "There are no hours on Tuesday 17 February.", id="closed date"
        ),
        pytest.param(
            {"overrides": [{"date": "2026-02-17", "windows": [{"start": "10:00", "end": "12:00"}]}]},
            "On Tuesday 17 February the hours are 10:00 to 12:00.",
            id="other hours",
        ),
        pytest.param(
            {"overrides": [{"date": "2026-02-17", "windows": []}]},
            "There are no hours on Tuesday 17 February.",
            id="no hours",
        ),
        pytest.param(
            {
                "time_away": [
                    {
                        "first_day": "2026-02-16",
                        "last_day": "2026-02-20",
                        "coverage": {"name": "Dr. Imani Cole", "contact": "212-555-0148", "for": "urgent"},
                    }
                ]
            },
            "Time away from 16 February 2026 to 20 February 2026 is not counted; "
            "Dr. Imani Cole answers urgent messages meanwhile (212-555-0148).",
            id="time away",
        ),
        pytest.param(
            {"hours": {}},
            "No weekly hours are given, so Monday to Friday count as working days.",
            id="assumed working week",
        ),
    ],
)
def test_every_fact_on_the_way_is_told(changes: dict[str, Any], reason: str) -> None:
    assert reason in sentences(policy(**changes))


@pytest.mark.parametrize(
    ("changes", "lead"),
    [
        pytest.param(
            {"reply": None},
            "You are welcome to write; "
            "the next contact hours begin on Tuesday 17 February at 09:00 (New York). "
            "No time is promised for a reply.",
            id="nothing said",
        ),
        pytest.param(
            {"reply": {"within": None, "words": "as soon as possible"}},
            "You are welcome to write; "
            "the next contact hours begin on Tuesday 17 February at 09:00 (New York). "
            "Replies come “as soon as possible”; no exact time is promised.",
            id="only words",
        ),
        pytest.param(
            {"channels": {"email": {"accepted": False}, "phone": {}, "sms": {}}},
            "You are welcome to get in touch by text message or phone instead; "
            "messages sent this way are not read.",
            id="another channel",
        ),
        pytest.param(
            {"channels": {"email": {"accepted": False}}},
            "Messages sent this way are not read, so no reply can be promised.",
            id="no other channel",
        ),
        pytest.param(
            {"hours": {}, "reply": {"within": "PT8H", "clock": "contact_hours"}},
            "You are welcome to write. "
            "No time is promised for a reply, because it depends on contact hours that are not given.",
            id="no hours to count",
        ),
    ],
)
def test_where_nothing_is_promised_it_says_what_is_possible_first(changes: dict[str, Any], lead: str) -> None:
    found = promise(policy(**changes), "email", datetime.fromisoformat(FRIDAY_EVENING))
    assert promised_time(found, policy(**changes)) == lead


def test_what_is_usual_is_not_said_as_if_it_were_promised() -> None:
    usual = policy(reply={"within": "P1D", "clock": "working_days", "firmness": "usual"})
    assert (
        sentences(usual)[0] == "You can usually expect a reply on Tuesday 17 February, by 17:00 (New York)."
    )


def test_without_a_time_no_length_is_mentioned() -> None:
    refused = policy(channels={"email": {"accepted": False}})
    assert sentences(refused)[1:] == ("Received outside contact hours.",)
