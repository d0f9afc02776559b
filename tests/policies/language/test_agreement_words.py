"""An agreement in words: only what may differ is taken, everything else is a problem with its place."""

from datetime import date

import pytest

from policies.domain.agreement import terms_to_json
from policies.language.agreement_words import LONGEST, UnderstoodTerms, say_terms, understand_terms

ON = date(2026, 3, 10)


def read(text: str) -> UnderstoodTerms:
    return understand_terms(text, timezone="America/New_York", region="US-NY", on=ON)


def test_a_statement_becomes_terms() -> None:
    text = (
        "Until the end of March you can also reach me by phone on Mondays from 5 to 6 pm; "
        "I reply within 12 hours."
    )
    found = read(text)
    assert found.problems == ()
    assert found.terms is not None
    assert terms_to_json(found.terms) == {
        "hours": {"phone": [{"days": ["MO"], "start": "17:00", "end": "18:00", "every": 1}]},
        "channels": {
            "phone": {
                "accepted": True,
                "reply": {"within": "PT12H", "clock": "calendar", "firmness": "promised"},
            }
        },
    }


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("I am away from 1 to 5 April.", "1 to 5 April"),
        ("My office is open Monday to Friday, 9 am to 5 pm.", "Monday to Friday, 9 am to 5 pm"),
        ("In an emergency call 911.", "911"),
        ("I am closed on public holidays.", "public holidays"),
        ("The moon is far away.", "The moon is far away"),
    ],
)
def test_what_may_not_differ_is_a_problem_with_its_place(said: str, words: str) -> None:
    text = f"I reply within 2 hours. {said}"
    found = read(text)
    assert found.terms is not None
    assert set(terms_to_json(found.terms)) == {"reply"}
    assert words in [text[each.start : each.end] for each in found.problems]
    assert all(each.text == text[each.start : each.end] and each.why for each in found.problems)


def test_where_nothing_differs_there_are_no_terms() -> None:
    for text in ("", "Hello there.", "I am away from 1 to 5 April.", "\0\ud800", "x" * (LONGEST + 9)):
        found = read(text)
        assert found.terms is None
        assert found.faults


def test_terms_are_said_to_the_client_in_both_languages() -> None:
    found = read("You can also reach me on Saturdays from 10 to 11 am. I reply within 12 hours.")
    assert found.terms is not None
    assert say_terms(found.terms, "America/New_York") == (
        "Beside my usual hours you can reach me Saturday 10:00 to 11:00. All times are New York time.",
        "I reply to messages within 12 hours.",
    )
    spanish = " ".join(say_terms(found.terms, "America/New_York", "es"))
    assert "Además de mi horario habitual" in spanish
    assert "12 horas" in spanish
