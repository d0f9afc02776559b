"""Messages by somebody who had not seen the phrases: half of them were then tuned on, half never looked at.

What was tuned on is held to the goals: 95 % of dangers heard, 3 % false alarms. What nobody tuned on tells
how well unseen messages are heard; it is held to where it stands (docs/decisions/0018-screening.md), far from
the goals still, so that no change makes it worse unnoticed.
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
    [("screening-others-tuned", 0.95, 0.03), ("screening-others-untouched", 0.76, 0.10)],
)
def test_dangers_are_heard_and_what_is_none_is_left_alone(name: str, fewest: float, most: float) -> None:
    recall, false_alarms = shares(name)
    assert (recall >= fewest, false_alarms <= most) == (True, True), (recall, false_alarms)


def test_everyday_messages_are_seldom_taken_for_a_crisis() -> None:
    everyday = rows("everyday-others")
    assert len(everyday) > 2_000
    false_crises = sum(screen(row["text"]).level is Level.CRISIS for row in everyday)
    assert false_crises / len(everyday) <= 0.005
