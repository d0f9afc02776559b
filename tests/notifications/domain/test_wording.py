"""Which words answer what was heard."""

import pytest

from notifications.domain.screening import screen
from notifications.domain.tiers import URGENT_TIER
from notifications.domain.wording import danger_in, words_for
from policies.language.crisis_words import Danger


@pytest.mark.parametrize(
    ("categories", "danger"),
    [
        (("suicide",), Danger.HARD_TO_BEAR),
        (("self_harm",), Danger.HARD_TO_BEAR),
        ((), Danger.HARD_TO_BEAR),
        (("distress",), Danger.HARD_TO_BEAR),
        (("harm_others",), Danger.TO_OTHERS),
        (("harm_others", "suicide"), Danger.HARD_TO_BEAR),
        (("third_party",), Danger.TO_SOMEBODY_CLOSE),
        (("overdose", "third_party"), Danger.TO_SOMEBODY_CLOSE),
        (("overdose",), Danger.TO_THE_BODY),
        (("suicide", "overdose"), Danger.TO_THE_BODY),
        (("medical",), Danger.TO_THE_BODY),
        (("abuse_danger",), Danger.QUIETLY),
        (("suicide", "abuse_danger"), Danger.QUIETLY),
    ],
)
def test_words_are_safe_for_all_that_was_heard(categories: tuple[str, ...], danger: Danger) -> None:
    assert danger_in(categories) is danger


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I want to kill myself", Danger.HARD_TO_BEAR),
        ("I'm going to stab him tonight", Danger.TO_OTHERS),
        ("My husband hits me and I can't leave", Danger.QUIETLY),
        ("I just took all my pills", Danger.TO_THE_BODY),
        ("My daughter says she wants to kill herself", Danger.TO_SOMEBODY_CLOSE),
    ],
)
def test_what_is_heard_is_answered_in_its_own_way(text: str, danger: Danger) -> None:
    assert danger_in(screen(text).categories) is danger


def test_no_if_stands_before_the_number_where_it_may_be_happening() -> None:
    calm, urgent = (words_for(("suicide",), tier, "en") for tier in (URGENT_TIER - 1, URGENT_TIER))
    assert "If you or someone else may be in danger" in calm.help_now
    assert urgent.help_now == "Please get help now:"
