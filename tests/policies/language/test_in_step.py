"""Words and document in step: what is edited is said in the words, and nobody's sentence is lost."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from policies.language.describe import describe
from policies.language.in_step import field_of, fields, merged, out_of_step, read, restated
from policies.language.inexpressible import inexpressible
from tests.policies.language.documents import TODAY, documents
from tests.policies.language.labels import rows
from tests.policies.language.test_describe_round_trip import expressible

DOCUMENTS = 5_000 if os.environ.get("SOAK") == "1" else 25
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
EMPTY = parse_document({"timezone": "America/New_York", "region": "US-NY"})
REAL = [row["text"] for row in rows("statements-dev.jsonl")]
WORDS = "I work Mondays, 9 to 5, as I like it. I reply within 24 hours. Please do not text me."


def said_by(statement: str, policy: BoundaryPolicy = EMPTY) -> BoundaryPolicy:
    return parse_document(read(statement, policy, TODAY).policy)


def with_changes(policy: BoundaryPolicy, **changed: Any) -> BoundaryPolicy:
    return parse_document({**to_json(policy), **changed})


def apart(statement: str, policy: BoundaryPolicy) -> set[str]:
    return out_of_step(read(statement, policy, TODAY), policy)


@given(documents(), documents())
@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=SLOW)
def test_words_follow_any_change_of_the_document(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever they say after it, it is what the document says."""
    before = expressible(one)
    taken_over = dict(list(other.items())[3:5])  # what comes after the place, which stays
    after = expressible({**to_json(before), **taken_over})
    own = f"It is good that you are here.\n\n{describe(before)}"
    told = restated(own, before, after, TODAY)
    assert apart(told.text, after) == set()
    assert told.is_anew or told.text.startswith("It is good that you are here.")


@given(documents())
@settings(max_examples=DOCUMENTS, deadline=None, suppress_health_check=SLOW)
def test_words_that_were_not_touched_lose_nothing(document: dict[str, Any]) -> None:
    try:
        policy = parse_document(document)
    except DocumentError:
        return
    said = read(describe(policy), policy, TODAY).policy
    assert parse_document(merged(to_json(policy), said, said)) == parse_document(to_json(policy))


@pytest.mark.parametrize("text", REAL)
def test_real_statements_keep_what_still_holds(text: str) -> None:
    before = said_by(text)
    after = with_changes(before, ending_care="You may go at any time.", review_on="2027-01-31")
    told = restated(text, before, after, TODAY)
    assert not told.is_anew
    assert apart(told.text, after) <= {field_of(each.path) for each in inexpressible(before)}
    for word in text.split():
        assert word in told.text


def test_one_sentence_gives_place_to_another() -> None:
    before = said_by(WORDS)
    after = with_changes(before, reply={"within": "PT48H", "clock": "calendar", "firmness": "promised"})
    told = restated(WORDS, before, after, TODAY)
    assert told.text == WORDS.replace("I reply within 24 hours.", "I reply to messages within 48 hours.")


def test_what_a_sentence_says_besides_is_said_again() -> None:
    words = "I work Mondays, 9 to 5, and reply within 24 hours. Please do not text me."
    before = said_by(words)
    after = with_changes(before, reply=None)
    told = restated(words, before, after, TODAY)
    assert apart(told.text, after) == set()
    assert told.text.endswith("Please do not text me.")


def test_what_is_taken_out_of_the_document_is_taken_out_of_the_words() -> None:
    before = said_by(WORDS)
    told = restated(WORDS, before, with_changes(before, channels={}), TODAY)
    assert told.text == "I work Mondays, 9 to 5, as I like it. I reply within 24 hours."


def test_words_in_a_language_that_is_not_read_are_not_taken_apart() -> None:
    spanish = with_changes(EMPTY, language="es", ending_care="Puede irse.")
    after = with_changes(spanish, ending_care="Puede irse cuando quiera.")
    told = restated("Mis palabras.", spanish, after, TODAY)
    assert told.is_anew
    assert told.text == describe(after, "es")


def test_edited_words_change_what_they_say_and_nothing_else() -> None:
    kept = with_changes(said_by(WORDS), notes=["Set by form."], timezone="Europe/London")
    edited = WORDS.replace("24", "48")
    found = merged(to_json(kept), read(WORDS, kept, TODAY).policy, read(edited, kept, TODAY).policy)
    after = parse_document(found)
    differs = {
        path for path, said in fields(to_json(after)).items() if fields(to_json(kept)).get(path) != said
    }
    assert differs == {"reply"}
    assert str(after.reply and after.reply.within) == "PT48H"
    silent = merged(to_json(kept), read(WORDS, kept, TODAY).policy, read("", kept, TODAY).policy)
    assert fields(to_json(parse_document(silent))).keys() == {
        *("format", "timezone", "region", "language", "notes")
    }
