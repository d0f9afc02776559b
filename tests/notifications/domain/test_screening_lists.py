"""The open lists of messages, whole: what is heard in them may not get worse."""

import json
from pathlib import Path
from typing import Any

import pytest

from notifications.domain.screening import screen
from notifications.domain.tiers import Level

WANTED = {"crisis": Level.CRISIS, "review": Level.CONCERN, "not": Level.NONE}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text().splitlines()]


@pytest.mark.parametrize("row", rows("client-everyday-dev.jsonl"), ids=lambda row: row["id"])
def test_an_everyday_message_is_no_crisis_and_no_concern(row: dict[str, Any]) -> None:
    assert screen(row["text"]).level is Level.NONE


@pytest.mark.parametrize(
    "row", rows("crisis-functions-dev.jsonl"), ids=lambda row: f"{row['fid']}-{row['id']}"
)
def test_each_kind_of_message_has_its_level(row: dict[str, Any]) -> None:
    """A phrase that is denied, past or quoted is a concern: a human may look, no crisis reply goes out."""
    allowed = {WANTED[row["label"]], Level.CONCERN} if row["label"] == "not" else {WANTED[row["label"]]}
    assert screen(row["text"]).level in allowed


def test_few_harmless_messages_are_put_before_a_human() -> None:
    harmless = [row for row in rows("crisis-functions-dev.jsonl") if row["label"] == "not"]
    looked_at = [row["fid"] for row in harmless if screen(row["text"]).level is Level.CONCERN]
    assert looked_at == ["F23", "F24", "F26"]


WHOLE_FUNCTIONS = {"F01", "F03", "F06", "F09", "F32", "F33", "F34", "F35"}


def test_the_tuning_list_is_heard() -> None:
    """Written for this product and seen while phrases were added: a floor, no measure of what is missed."""
    tuning = rows("screening-tuning.jsonl")
    crises = [row for row in tuning if row["label"] == "crisis"]
    missed = [row["fid"] for row in crises if screen(row["text"]).level is not Level.CRISIS]
    assert WHOLE_FUNCTIONS.isdisjoint(missed)
    assert len(missed) <= 0.02 * len(crises)
    harmless = [row for row in tuning if row["label"] == "not"]
    assert share(harmless, Level.CRISIS) == 0


def test_everyday_messages_get_no_crisis_reply() -> None:
    everyday = rows("screening-everyday.jsonl")
    assert len(everyday) >= 600
    assert share(everyday, Level.CRISIS) == 0
    assert share(everyday, Level.CONCERN) <= 0.05


def share(own: list[dict[str, Any]], level: Level) -> float:
    return sum(screen(row["text"]).level is level for row in own) / len(own)


def test_our_own_list_is_heard_as_well_as_it_was() -> None:
    """Written for this product, and seen while phrases were added: a floor, no measure of what is missed."""
    own = rows("screening-own.jsonl")
    crises = [row for row in own if row["label"] == "crisis"]
    harmless = [row for row in own if row["label"] == "not"]
    assert share(crises, Level.CRISIS) >= 0.93
    assert share(harmless, Level.CRISIS) == 0
    assert share(harmless, Level.CONCERN) <= 0.15
