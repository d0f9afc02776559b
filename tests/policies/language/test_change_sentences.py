"""What changed, said so that whoever never saw a document understands it."""

import re
from datetime import date
from random import Random
from typing import Any

import pytest

from policies.domain.changes import changes
from policies.domain.document import Override, parse_document
from policies.language.change_sentences import say_changes
from policies.language.change_words import say_hours_of_date
from tests.policies.domain.any_document import any_edit
from tests.web_policies import FULL_POLICY

SAMPLES = 400


def said(before: dict[str, Any], after: dict[str, Any], language: str = "en") -> tuple[str, ...]:
    old, new = (parse_document({**FULL_POLICY, **each}) for each in (before, after))
    return say_changes(changes(old, new), language)


def test_the_first_version_has_its_sentence() -> None:
    found = changes(None, parse_document(FULL_POLICY))
    assert say_changes(found) == ("This is the first version.",)
    assert say_changes(found, "es-MX") == ("Esta es la primera versión.",)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_single_edit_has_a_sentence_and_no_two_read_alike(language: str) -> None:
    chance = Random(11)  # noqa: S311  a sample, no secret
    for _ in range(SAMPLES):
        document, _path, edited = any_edit(chance)
        found = changes(parse_document(document), parse_document(edited))
        sentences = say_changes(found, language)
        assert len({*sentences}) == len(found), (document, edited)
        for sentence in sentences:
            assert sentence.endswith(".")
            assert not re.search(r"\{(?!name\})|None|PT\d|<", sentence), sentence


def channel(name: str, **rules: Any) -> dict[str, Any]:
    return {"channels": {name: rules}}


MONDAYS = {"hours": {"contact": [{"days": ["MO"], "start": "09:00", "end": "17:00"}]}}
TUESDAYS = {"hours": {"contact": [{"days": ["TU"], "start": "09:00", "end": "17:00"}]}}
IN_MAY = {"first_day": "2026-05-01", "last_day": "2026-05-05"}
IN_MAY_LONGER = {"first_day": "2026-05-01", "last_day": "2026-05-12"}
COLE = {"name": "Dr. Cole", "contact": "212-555-0148", "for": "urgent"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (MONDAYS, TUESDAYS, "Contact hours: now Tuesday 09:00 to 17:00; until now Monday 09:00 to 17:00."),
        ({"hours": {}}, MONDAYS, "Contact hours, newly said: Monday 09:00 to 17:00."),
        (MONDAYS, {"hours": {}}, "Contact hours: no longer said; until now Monday 09:00 to 17:00."),
        (
            {"timezone": "America/New_York"},
            {"timezone": "Europe/London"},
            "All times are now London time; until now they were New York time.",
        ),
        (
            {"reply": {"within": "PT24H", "firmness": "promised"}},
            {"reply": {"within": "P2D", "clock": "working_days"}},
            "Answers: now usually within 2 working days; until now within 24 hours.",
        ),
        (
            {"reply": {"within": "PT24H"}},
            {"reply": {"words": "as soon as I can."}},
            "Answers: now “as soon as I can”; until now usually within 24 hours.",
        ),
        (channel("sms"), channel("sms", accepted=False), "You can no longer get in touch by text message."),
        (
            channel("sms"),
            channel("sms", use="scheduling_only"),
            "You can now get in touch by text message for scheduling only.",
        ),
        (channel("sms"), {"channels": {}}, "Nothing is said of getting in touch by text message any more."),
        (
            {"closed": ["weekends"]},
            {"closed": ["weekends", "evenings"]},
            "Closed: now also in the evening.",
        ),
        ({"closed_dates": ["2026-11-27"]}, {}, "Closed dates: no longer on 27 November 2026."),
        (
            {},
            {"overrides": [{"date": "2026-12-24", "windows": [{"start": "09:00", "end": "12:00"}]}]},
            "Hours on Thursday 24 December 2026, newly said: 09:00 to 12:00.",
        ),
        (
            {"time_away": []},
            {"time_away": [IN_MAY | {"coverage": COLE}]},
            "Away from 1 May 2026 to 5 May 2026; Dr. Cole answers urgent messages meanwhile (212-555-0148).",
        ),
        (
            {"time_away": [IN_MAY]},
            {"time_away": [IN_MAY_LONGER]},
            "Away from 1 May 2026 to 12 May 2026 instead of from 1 May 2026 to 5 May 2026.",
        ),
        (
            {"time_away": [IN_MAY | {"coverage": COLE}]},
            {"time_away": [IN_MAY]},
            "Away from 1 May 2026 to 5 May 2026, as before; nobody is named any more who answers meanwhile.",
        ),
        ({"time_away": [IN_MAY]}, {"time_away": []}, "No longer away from 1 May 2026 to 5 May 2026."),
        (
            {"emergency": {"resources": ["911"]}},
            {"emergency": {"resources": ["988", "nearest_er"]}},
            "In an emergency: now call 988, or go to the nearest emergency room; until now call 911.",
        ),
        (
            {"holidays": {"observe": True}},
            {"holidays": {"observe": False}},
            "Public holidays are no longer days off.",
        ),
        (
            {"notes": ["One.", "Two."]},
            {"notes": ["Two.", "One."]},
            "Good to know: said in another way; nothing else changes.",
        ),
        (
            {"notes": ["One."]},
            {"notes": ["One.", "Write {name}\n or call."]},
            "Good to know: now also “Write {name} or call”.",
        ),
        (
            {"language": "en"},
            {"language": "pt-BR"},
            "Language of the policy: now Portuguese (Brazil); until now English.",
        ),
    ],
)
def test_how_it_is_said(before: dict[str, Any], after: dict[str, Any], expected: str) -> None:
    assert said(before, after) == (expected,)


def test_it_is_said_in_spanish() -> None:
    assert said(MONDAYS, TUESDAYS, "es") == (
        "Horario de contacto: ahora martes de 09:00 a 17:00; hasta ahora lunes de 09:00 a 17:00.",
    )


def test_long_words_are_quoted_from_their_beginning() -> None:
    (sentence,) = said({}, {"ending_care": "So " * 3000})
    assert len(sentence) < 1000
    assert "…" in sentence


@pytest.mark.parametrize(("language", "said"), [("en", "none"), ("es", "ninguna")])
def test_a_date_without_hours(language: str, said: str) -> None:
    assert say_hours_of_date(Override(date=date(2026, 12, 24), windows=()), language) == said
