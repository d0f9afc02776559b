"""Advice on what a policy does not speak of."""

import pytest

from policies.domain.advice import Code
from tests.policies.domain.advice.advised import STATEMENT, advised, codes


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("", [Code.NOTHING_ON_ABSENCES, Code.NOTHING_ON_TECHNOLOGY, Code.NOTHING_ON_FEES]),
        ("If we get disconnected, I call you back.", [Code.NOTHING_ON_ABSENCES, Code.NOTHING_ON_FEES]),
        ("I take time off in August.", [Code.NOTHING_ON_TECHNOLOGY, Code.NOTHING_ON_FEES]),
        ("Messages cost nothing.", [Code.NOTHING_ON_ABSENCES, Code.NOTHING_ON_TECHNOLOGY]),
        ("Si falla el vídeo, le llamo; no se cobra. En vacaciones me sustituye una colega.", []),
    ],
)
def test_what_is_not_spoken_of(statement: str, left: list[Code]) -> None:
    assert codes(*advised(statement, coverage=None)) == left


def test_it_may_stand_anywhere_in_the_document() -> None:
    assert advised("", notes=["If the line drops, I ring you."], ending_care="No fee is charged then.") == ()


def test_a_planned_absence_speaks_for_itself() -> None:
    absence = {"first_day": "2026-08-07", "last_day": "2026-08-07"}
    assert advised(STATEMENT, coverage=None, time_away=[absence]) == ()
