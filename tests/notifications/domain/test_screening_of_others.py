"""Messages by people who had not seen the phrases: of each list half was then tuned on, half never looked at.

The first list is plain; the fresh ones a to c (two writers of English, one of 18 other languages) say what
they mean without naming it; d (English) and e (Spanish and 17 other languages) are plain again, as people
write to try a detector, or to a counsellor; f (English) and g (Spanish) are as nine teams would test theirs,
half said and half meant; h is letters; k is plain again; l (ten languages, and letters) and m (English) make
each line a thought of its own. What was tuned on is held near the goals. What nobody tuned on tells how
well unseen messages are heard; it is held to where it stands (docs/decisions/0018-screening.md), so that no
change makes it worse unnoticed.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from notifications.domain.screening import screen
from notifications.domain.tiers import Level

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text().splitlines()]


def shares(name: str) -> tuple[float, float]:
    """Of dangers, heard as a crisis; of everything else, taken for one."""
    heard: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows(name):
        heard[row["label"] == "crisis"].append(screen(row["text"]).level is Level.CRISIS)
    dangers, others = heard[True], heard[False]
    return sum(dangers) / len(dangers), sum(others) / len(others)


@pytest.mark.parametrize(
    ("name", "fewest", "most"),
    [
        ("screening-others-tuned", 0.95, 0.03),
        ("screening-fresh-a-tuned", 0.90, 0.05),
        ("screening-fresh-b-tuned", 0.95, 0.04),
        ("screening-fresh-c-tuned", 0.95, 0.03),
        ("screening-fresh-d-tuned", 0.98, 0.01),
        ("screening-fresh-e-tuned", 0.98, 0.01),
        ("screening-fresh-f-tuned", 0.95, 0.02),
        ("screening-fresh-g-tuned", 0.97, 0.01),
        ("screening-fresh-h-tuned", 0.95, 0.05),
        ("screening-others-untouched", 0.88, 0.12),
        ("screening-fresh-a-untouched", 0.55, 0.06),
        ("screening-fresh-b-untouched", 0.62, 0.05),
        ("screening-fresh-c-untouched", 0.63, 0.12),
        ("screening-fresh-d-untouched", 0.95, 0.02),
        ("screening-fresh-e-untouched", 0.95, 0.08),
        ("screening-fresh-f-untouched", 0.72, 0.05),
        ("screening-fresh-g-untouched", 0.77, 0.08),
        ("screening-fresh-h-untouched", 0.84, 0.20),
        ("screening-fresh-k-untouched", 0.96, 0.04),
        ("screening-fresh-l-untouched", 0.83, 0.04),
        ("screening-fresh-m-untouched", 0.83, 0.04),
    ],
)
def test_dangers_are_heard_and_what_is_none_is_left_alone(name: str, fewest: float, most: float) -> None:
    recall, false_alarms = shares(name)
    assert (recall >= fewest, false_alarms <= most) == (True, True), (recall, false_alarms)


def test_everyday_messages_are_seldom_taken_for_a_crisis() -> None:
    everyday = rows("everyday-others")
    assert len(everyday) > 2_000
    false_crises = sum(screen(row["text"]).level is Level.CRISIS for row in everyday)
    assert false_crises / len(everyday) <= 0.0015
