import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.domain import screening as subject
from notifications.domain.errors import LexiconError
from notifications.domain.lexicon import LEXICONS, Rule, lexicon, load
from notifications.domain.own_phrases import OwnPhrase, OwnPhrases
from notifications.domain.screening import at_most_concern, screen
from notifications.domain.tiers import Category, Level


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
    def broken(own: OwnPhrases) -> None:
        raise LexiconError("en.toml: broken")

    monkeypatch.setattr(subject, "lexicon_with", broken)
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
    began = time.process_time()
    heard = screen(text)
    assert time.process_time() - began < 30
    assert len(heard.evidence) <= subject.MOST_EVIDENCE + 1


DISCLOSURES = [
    "I want to kill myself",
    "I took all my pills",
    "my husband beats me",
    "quiero matarme",
    "I wish I was dead",
]
EVERYDAY = ["See you Tuesday.", "This traffic is killing me!", "Thanks for the form", "My mother died in May"]
any_text = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from([*DISCLOSURES, *EVERYDAY, "\u200b", "\U0001f52b", "\ud800", "ﷺ", "\n", '"'])
    ).map(" ".join),
)


@settings(max_examples=300, deadline=2000)
@given(any_text)
def test_any_text_has_a_level_and_evidence_where_it_says(text: str) -> None:
    heard = screen(text)
    assert (heard.level is Level.NONE) == (heard.tier == 0)
    assert all(0 <= each.start <= each.end <= len(text) for each in heard.evidence)
    assert all(text[each.start : each.end].startswith(each.text) for each in heard.evidence)
    assert not any(each.rule == "screening.failed" for each in heard.evidence)


@settings(max_examples=200, deadline=2000)
@given(
    st.sampled_from(DISCLOSURES),
    st.lists(st.sampled_from(EVERYDAY), max_size=4),
    st.lists(st.sampled_from(EVERYDAY), max_size=4),
)
def test_everyday_sentences_around_a_disclosure_hide_nothing(
    disclosure: str, before: list[str], after: list[str]
) -> None:
    text = "\n".join([*before, disclosure, *after])
    assert screen(text).tier >= screen(disclosure).tier


@settings(max_examples=200, deadline=2000)
@given(st.sampled_from(DISCLOSURES), any_text)
def test_nothing_said_afterwards_silences_a_disclosure(disclosure: str, after: str) -> None:
    assert screen(f"{disclosure}. {after}").level is not Level.NONE


def test_quoted_words_are_at_most_a_concern() -> None:
    assert at_most_concern(screen("I want to die")).level is Level.CONCERN


def test_the_shipped_lexicons_can_be_used() -> None:
    assert len(lexicon().version) == 16
    assert {path.name for path in LEXICONS.iterdir()} >= {"en", "es", "de", "fr", "pt", "hi", "tl"}


@pytest.mark.parametrize("rule", lexicon().rules, ids=lambda rule: f"{rule.language}-{rule.id}")
def test_each_rule_says_where_it_is_from(rule: Rule) -> None:
    assert rule.note


def heard_by(rule: Rule, text: str) -> bool:
    return any(each.rule == rule.id for each in screen(text).evidence)


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in lexicon().rules for text in rule.hears],
    ids=lambda value: value.id if isinstance(value, Rule) else value[:40],
)
def test_a_rule_hears_its_examples(rule: Rule, text: str) -> None:
    heard = screen(text)
    assert heard.tier >= rule.tier
    assert heard_by(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [(rule, text) for rule in lexicon().rules for text in rule.spares],
    ids=lambda value: value.id if isinstance(value, Rule) else value[:40],
)
def test_a_rule_spares_its_counter_examples(rule: Rule, text: str) -> None:
    assert screen(text).tier <= min(rule.tier, 1)


OWN = OwnPhrases(
    phrases=(
        OwnPhrase("the blue folder (again)", Category.SUICIDE, 4),
        OwnPhrase("grey day", Category.DISTRESS, 1),
    ),
    exceptions=("burden to the group", "I want to die"),
)


def test_a_practice_adds_phrases_in_plain_words() -> None:
    assert screen("I opened the blue folder again", own=OWN).tier == 4
    assert screen("I opened the blue folder again").level is Level.NONE
    assert screen("the BLUE f0lder, again", own=OWN).evidence[0].rule == "own.1"
    assert screen("a grey day today", own=OWN).level is Level.CONCERN


def test_an_exception_of_a_practice_lowers_to_a_concern_and_no_further() -> None:
    assert screen("I feel like a burden to the group").level is Level.CRISIS
    assert screen("I feel like a burden to the group", own=OWN).level is Level.CONCERN


def test_no_exception_reaches_the_floor() -> None:
    """From tier 3 on a practice cannot switch anything off."""
    own = OwnPhrases(exceptions=("I want to kill myself", "kill", "myself"))
    assert screen("I want to kill myself", own=own).tier == screen("I want to kill myself").tier == 4


@pytest.mark.parametrize(
    ("phrase", "tier"), [("", 2), ("(|)", 2), ("x" * 300, 2), ("words", 0), ("words", 6)]
)
def test_what_a_practice_adds_is_checked(phrase: str, tier: int) -> None:
    with pytest.raises(LexiconError, match=r"write|choose"):
        OwnPhrases(phrases=(OwnPhrase(phrase, Category.SUICIDE, tier),))


@pytest.mark.parametrize("phrase", ["(a+)+$", "~ ~ ~", "<kin> (x|", "[a-z]*", "$", "# #"])
def test_signs_of_a_pattern_mean_nothing_in_a_practices_phrase(phrase: str) -> None:
    try:
        own = OwnPhrases(phrases=(OwnPhrase(phrase, Category.SUICIDE, 4),), exceptions=(phrase,))
    except LexiconError:
        return
    assert screen("hello, see you on Monday", own=own).level is Level.NONE


def test_ten_thousand_phrases_of_a_practice_cost_little() -> None:
    many = tuple(OwnPhrase(f"special phrase {number}x", Category.SUICIDE, 2) for number in range(10_000))
    own = OwnPhrases(phrases=many)
    screen("warm up", own=own)
    began = time.process_time()
    assert screen("this is special phrase 777x", own=own).level is Level.CRISIS
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    "content",
    [
        "[cues]\nnonsense = ['x']",
        "[[rule]]\nid='a'\ncategory='suicide'\ntier=2\nphrases=['~']",
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
