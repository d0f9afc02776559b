"""Wording that may hurt: the lists hold what they say they hold, and real statements are left alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policies.domain.advice import Circumstances, Code, Severity, Span, advise
from policies.domain.advice.families import LISTS, WordListError, find_families, find_topics, load, read
from policies.domain.document import parse_document
from policies.language.understand import understand
from tests.policies.domain.advice.advised import NOW, STATEMENT, advised
from tests.written import ROOT

HERE = Path(__file__).parent
STATEMENTS = ROOT / "tests/policies/language/statements-dev.jsonl"
WORDING = {Code.COERCIVE, Code.BLAMING, Code.COLD, Code.CRISIS_BY_MESSAGE, Code.DISCOURAGES_HELP}
TABLES = {path.stem: read(path) for path in sorted(LISTS.glob("*.toml"))}


def examples(kind: str, key: str) -> list[Any]:
    return [
        pytest.param(row["id"], sentence, id=f"{language}-{row['id']}-{sentence[:40]}")
        for language, table in TABLES.items()
        for row in table[kind]
        for sentence in row[key]
    ]


@pytest.mark.parametrize(("family", "sentence"), examples("family", "must"))
def test_a_family_hears_what_it_must(family: str, sentence: str) -> None:
    assert family in {found.id for found, _ in find_families(sentence)}


@pytest.mark.parametrize(("family", "sentence"), examples("family", "must_not"))
def test_no_family_hears_what_is_meant_well(family: str, sentence: str) -> None:
    assert [found.id for found, _ in find_families(sentence)] == []


@pytest.mark.parametrize(("topic", "sentence"), examples("topic", "must"))
def test_a_topic_is_recognised(topic: str, sentence: str) -> None:
    assert topic in find_topics(sentence)


@pytest.mark.parametrize(("topic", "sentence"), examples("topic", "must_not"))
def test_a_topic_is_not_heard_in_everything(topic: str, sentence: str) -> None:
    assert topic not in find_topics(sentence)


def test_every_language_has_every_family_with_its_source_and_kinder_words() -> None:
    english, *others = (
        {row["id"]: row["code"] for row in table["family"]} for table in (TABLES["en"], *TABLES.values())
    )
    assert all(other == english for other in others)
    for table in TABLES.values():
        for row in table["family"]:
            assert all(row[key] for key in ("source", "kinder", "must", "must_not"))
            assert not list(find_families(row["kinder"]))


def test_real_statements_are_left_alone_but_for_one() -> None:
    """Fifty of practices. The one makes a punishment of a pause that other practices agree on."""
    rows = [json.loads(line) for line in STATEMENTS.read_text().splitlines()]
    found = {row["id"]: list(find_families(row["text"])) for row in rows}
    told = {name: [family.id for family, _ in families] for name, families in found.items() if families}
    assert told == {"ho-038": ["pause_after_self_harm"]}


def test_no_real_statement_is_kept_from_being_published() -> None:
    for row in map(json.loads, STATEMENTS.read_text().splitlines()):
        understood = understand(row["text"], region=None, on=date(2026, 3, 10))
        found = advise(parse_document(understood.policy), row["text"], Circumstances(NOW))
        assert [each.code for each in found if each.severity is Severity.DANGER] == []


def test_our_own_harsh_sentences_are_heard_and_the_warm_ones_are_not() -> None:
    """Written before most of the phrases, which were then added for them: a floor, no measure."""
    harsh, warm = ((HERE / f"{name}.txt").read_text().splitlines() for name in ("harsh", "warm"))
    assert len([sentence for sentence in harsh if not list(find_families(sentence))]) <= 3
    assert [sentence for sentence in warm if list(find_families(sentence))] == []


def test_inflection_case_and_apostrophes_do_not_matter() -> None:
    for said in (
        "DON\u2019T CONTACT ME BETWEEN SESSIONS!",
        "Do not contact me\nbetween sessions",
        "I may terminate our work",
    ):
        assert list(find_families(said))


def test_the_place_in_the_statement_is_told_with_kinder_words_in_its_language() -> None:
    statement = f"{STATEMENT} Los mensajes enviados de noche serán ignorados. Gracias."
    [advice] = advised(statement)
    assert advice.code is Code.COLD
    assert advice.span is not None
    assert (
        statement[slice(*advice.span)]
        == advice.facts["words"]
        == "mensajes enviados de noche serán ignorados"
    )
    assert advice.suggestion.startswith("Leo los mensajes")


def test_words_in_the_document_are_told_by_their_path_and_not_twice() -> None:
    note = "Do not expect an immediate response."
    [advice] = advised(notes=[note])
    assert (advice.path, advice.span, advice.facts["words"]) == (
        "notes[0]",
        None,
        "Do not expect an immediate response",
    )
    [again] = advised(f"{STATEMENT} {note}", notes=[note])
    assert (again.path, again.span) == ("", Span(len(STATEMENT) + 1, len(STATEMENT) + len(note)))


def test_words_that_keep_somebody_from_help_are_dangerous() -> None:
    [advice] = advised(f"{STATEMENT} Do not call 911; text me first.")
    assert (advice.code, advice.severity) == (Code.DISCOURAGES_HELP, Severity.DANGER)


def test_what_is_dangerous_outweighs_what_is_unkind() -> None:
    said = "Clients must never call 911, no exceptions."
    assert [family.code for family, _ in find_families(said)] == [Code.DISCOURAGES_HELP, Code.COERCIVE]


def test_long_texts_are_read_in_a_moment() -> None:
    assert list(find_families("you must not " * 20_000))
    assert not list(find_families("If you must. " * 20_000))
    assert not list(find_families("x" * 200_000))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"phrases": ["<nothing> here"]}, "near '<nothing> here'"),
        ({"phrases": ["(a|)"]}, "a phrase needs at least one word"),
        ({"code": "rude"}, "'rude' is not a valid Code"),
    ],
)
def test_a_broken_list_names_the_place(change: dict[str, Any], wrong: str) -> None:
    row = {"id": "odd", "code": "cold", "kinder": "Hello.", "phrases": ["go away"]} | change
    table = {"language": "en", "endings": [], "classes": {}, "family": [row], "topic": []}
    with pytest.raises(WordListError, match=wrong):
        load(table, "en.toml")


def test_a_list_that_is_no_list_is_told(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text("family = [")
    with pytest.raises(WordListError, match=r"en\.toml"):
        read(tmp_path / "en.toml")
