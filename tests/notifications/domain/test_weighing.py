"""What words weigh together: raised where no phrase says it, left to a human where a phrase is misled."""

import pytest

from notifications.domain.own_phrases import OwnPhrase, OwnPhrases
from notifications.domain.screening import WEIGHED, alarmed_sentences, screen
from notifications.domain.tiers import Category, Level
from notifications.domain.weighing import MOST_WINDOWS, WINDOW, Weights, features, weights, windows

FEW: Weights = Weights(
    danger={"@bias": -1.0, "rope": 4.0, ("the", "beam"): 3.0, "party": -4.0},
    abuse={"@bias": -1.0, "his": 5.0},
    crisis_at=1.0,
    concern_at=0.0,
    spared_at=-2.0,
)


def test_words_and_neighbours_are_weighed_once_each() -> None:
    assert features([["the", "beam"], ["the", "beam"]]) == {
        "the",
        "beam",
        ("<", "the"),
        ("the", "beam"),
        ("beam", ">"),
    }


def test_more_words_that_say_nothing_weigh_less() -> None:
    short, long = (
        FEW.weigh([["rope", "and", "beam", "in", "there"]]),
        FEW.weigh([["rope", *(f"word{n}" for n in range(40))]]),
    )
    assert short
    assert long
    assert short.danger > long.danger


def test_a_letter_is_weighed_a_few_sentences_at_a_time() -> None:
    letter = [[f"word{n}"] * 20 for n in range(9)] + [["rope", "from", "the", "beam", "here"]]
    assert [sum(map(len, each)) for each in windows(letter)] == [60, 60, 60, 5]
    found = FEW.weigh(letter)
    assert found
    assert (found.danger > FEW.crisis_at, found.heaviest[0]) == (True, "rope")


def test_the_last_few_words_of_a_letter_are_weighed_with_those_before() -> None:
    letter = [[f"word{n}"] * 20 for n in range(3)] + [["the", "beam"]]
    assert [sum(map(len, each)) for each in windows(letter)] == [62]


def test_work_is_bounded_whatever_the_length() -> None:
    endless = [["word"] * WINDOW] * (MOST_WINDOWS + 5) + [["rope", "rope", "rope"]]
    found = FEW.weigh(endless)
    assert found
    assert found.danger < FEW.concern_at


def test_too_few_words_weigh_nothing() -> None:
    assert FEW.weigh([["rope", "the", "beam", "rope"]]) is None
    assert FEW.weigh([]) is None


def test_what_somebody_near_does_is_told_apart() -> None:
    found = FEW.weigh([["his", "rope", "is", "here", "now"]])
    assert found
    assert found.is_abuse


def test_what_is_shipped_has_its_thresholds_in_order() -> None:
    shipped = weights()
    assert shipped.spared_at < shipped.concern_at < shipped.crisis_at
    assert len(shipped.danger) > 10_000


@pytest.mark.parametrize(
    "said",
    [
        "I tried last night and it didn't work. I'm going to try again once my flatmate leaves.",
        "Tonight is last night. Sir I have failed third time, I cannot show my face to Papa. Please forgive.",
    ],
)
def test_what_is_only_meant_is_a_crisis_and_evidence_names_the_words(said: str) -> None:
    heard = screen(said)
    assert (alarmed_sentences(said), heard.level) == ([], Level.CRISIS)
    assert WEIGHED in {each.rule for each in heard.evidence}
    assert all(said[each.start : each.end] == each.text for each in heard.evidence)


def test_a_practice_that_listens_for_words_hears_them_however_harmless_the_rest() -> None:
    own = OwnPhrases((OwnPhrase("blue teapot", Category.SUICIDE, 2),))
    harmless = (
        "Thanks so much for the invoice, see you on Tuesday at ten, the blue teapot was lovely with lunch!"
    )
    assert screen(harmless, own=own).level is Level.CRISIS


@pytest.mark.parametrize(
    "said", ["My counsellor retired and I sent her a card to say goodbye and thanks for the lovely sessions."]
)
def test_what_a_phrase_is_misled_by_is_left_to_a_human(said: str) -> None:
    assert alarmed_sentences(said)
    heard = screen(said)
    assert (heard.level, heard.tier) == (Level.CONCERN, 1)
    assert heard.evidence
