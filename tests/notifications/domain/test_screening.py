import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.domain import screening as subject
from notifications.domain.errors import LexiconError
from notifications.domain.lexicon import LEXICONS, lexicon, load
from notifications.domain.screening import Level, at_most_concern, screen


@pytest.mark.parametrize(
    "disguised",
    [
        "kill myself",
        "KILL MYSELF!!!",
        "kill my\u00adself",
        "k\u200bi\u200bll myself",
        "k1ll mys3lf",
        "kiiiill myselffff",
        "k i l l m y s e l f",
        "k.i.l.l m.y.s.e.l.f",
        "killmyself",
        "ｋｉｌｌ ｍｙｓｅｌｆ",  # noqa: RUF001  (full-width, as typed)
        "𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟",  # noqa: RUF001  (mathematical letters)
        "kіll mуself",  # noqa: RUF001  (Cyrillic letters among Latin ones)
        "kill myslef",
        "kill m̶y̶s̶e̶l̶f̶",
    ],
)
def test_a_word_is_heard_however_it_is_written(disguised: str) -> None:
    assert screen(f"I want to {disguised}").level is Level.CRISIS


def test_evidence_points_into_the_text_as_it_was_sent() -> None:
    text = "Hi, thanks 🙂. I want to k\u200bill mys3lf — sorry"
    evidence = screen(text).evidence
    assert {text[each.start : each.end] for each in evidence} >= {"want to k\u200bill mys3lf"}
    assert all(each.text == text[each.start : each.end] for each in evidence)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I am not suicidal", Level.CONCERN),
        ("I don't want to kill myself", Level.CONCERN),
        ("I have no plans, intent or thoughts of suicide", Level.CONCERN),
        ("I'm not okay, I want to kill myself", Level.CRISIS),
        ("I told you I'm not suicidal. That was a lie", Level.CRISIS),
        ("I can't stop thinking about killing myself", Level.CRISIS),
        ("nobody can stop me from killing myself", Level.CRISIS),
        ("years ago I tried to kill myself", Level.CONCERN),
        ("years ago I tried to kill myself and I'm going to do it again tonight, kill myself", Level.CRISIS),
        ("if I ever feel suicidal I call Jo", Level.CONCERN),
        ("my essay is about a character who wants to kill herself", Level.CONCERN),
    ],
)
def test_a_denial_or_the_past_lowers_to_a_concern_within_its_clause(text: str, level: Level) -> None:
    assert screen(text).level is level


def test_a_phrase_about_someone_else_is_theirs() -> None:
    said = screen("my sister took all her pills an hour ago")
    assert (said.tier, said.categories[:2]) == (5, ("overdose", "third_party"))


def test_tonight_makes_a_thought_graver() -> None:
    assert (screen("I keep thinking about dying").tier, screen("I want to be dead tonight").tier) == (3, 4)


def test_two_signs_are_more_than_each() -> None:
    assert screen("I can't do this anymore").level is Level.CONCERN
    assert screen("I can't do this anymore. Thank you for everything").level is Level.CRISIS


def test_an_everyday_sense_hides_nothing_beside_it() -> None:
    assert screen("This heat is killing me").level is Level.NONE
    assert screen("This heat is killing me, and I want to die").level is Level.CRISIS


def test_a_fault_of_ours_is_a_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise LexiconError("en.toml: broken")

    monkeypatch.setattr(subject, "lexicon", broken)
    assert screen("hello").level is Level.CONCERN


def test_what_is_beyond_the_end_is_a_concern() -> None:
    assert screen("hello " * 200_000).level is Level.CONCERN


@pytest.mark.parametrize(
    "text",
    [
        "not " * 250_000,
        "dont want to be alive " * 45_000,
        "x" * 10**6,
        "a b " * 250_000,
        "🔫" * 250_000,
        "." * 10**6,
    ],
    ids=["denials", "phrases", "one word", "letters", "emoji", "marks"],
)
def test_a_megabyte_of_anything_is_heard_in_seconds(text: str) -> None:
    began = time.perf_counter()
    heard = screen(text)
    assert time.perf_counter() - began < 30
    assert len(heard.evidence) <= subject.MOST_EVIDENCE + 1


@settings(max_examples=300, deadline=2000)
@given(st.text(max_size=400))
def test_any_text_has_a_level_and_places_inside_it(text: str) -> None:
    heard = screen(text)
    assert (heard.level is Level.NONE) == (heard.tier == 0)
    assert all(0 <= each.start <= each.end <= len(text) for each in heard.evidence)
    assert not any(each.rule == "screening.failed" for each in heard.evidence)


def test_quoted_words_are_at_most_a_concern() -> None:
    assert at_most_concern(screen("I want to die")).level is Level.CONCERN


def test_the_shipped_lexicons_can_be_used() -> None:
    assert len(lexicon().version) == 16
    assert {path.stem for path in LEXICONS.glob("*.toml")} >= {"en", "es"}


@pytest.mark.parametrize(
    "content",
    [
        "[cues]\nnonsense = ['x']",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=9\nphrases=['x']",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=2\nphrases=['(x']\n[broken",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=2\nphrases=['x)']",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=2\nphrases=['<nobody>']",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=2\nphrases=['(x|)']",
    ],
)
def test_a_broken_lexicon_is_refused_by_its_name(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.mktemp("lexicon") / "xx.toml"
    path.write_text(content)
    with pytest.raises(LexiconError, match=r"^xx\.toml"):
        load([path])
