"""Fifty real statements with labels: what is read from them must not fall below what was measured."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.language.understand import understand

Row = dict[str, Any]
ROWS: list[Row] = [
    json.loads(line)
    for line in Path(__file__).with_name("statements-dev.jsonl").read_text(encoding="utf-8").splitlines()
]
ISO = {"hours": "PT{}H", "business_hours": "PT{}H", "days": "P{}D", "business_days": "P{}D"}


def policy_of(row: Row) -> Row:
    return dict(understand(row["text"], region=row["country"], on=date(2026, 3, 1)).policy)


def labelled_hours(row: Row) -> set[object]:
    return {
        (day.upper(), window["start"], window["end"])
        for window in row["expected"].get("weekly_hours", [])
        for day in window["days"]
    }


def understood_hours(policy: Row) -> set[object]:
    windows = [window for kind in policy["hours"].values() for window in kind]
    windows += [window for rule in policy["channels"].values() for window in rule["hours"] or []]
    return {(day, window["start"], window["end"]) for window in windows for day in window["days"]}


def labelled_replies(row: Row) -> set[object]:
    replies = row["expected"].get("response_times", [])
    return {ISO[each["unit"]].format(each["amount"]) if each["unit"] else None for each in replies}


def understood_replies(policy: Row) -> set[object]:
    rules = [rule["reply"] for rule in policy["channels"].values()]
    commitments = [policy["reply"], *rules, *policy["matters"].values()]
    return {commitment["within"] for commitment in commitments if commitment}


def labelled_channels(row: Row) -> set[object]:
    return {(each["channel"], each["accepted"]) for each in row["expected"].get("channels", [])}


def understood_channels(policy: Row) -> set[object]:
    return {(channel, rule["accepted"]) for channel, rule in policy["channels"].items()}


def labelled_uses(row: Row) -> set[object]:
    channels = row["expected"].get("channels", [])
    return {each["channel"] for each in channels if each["purpose"] == "scheduling_only"}


def understood_uses(policy: Row) -> set[object]:
    return {channel for channel, rule in policy["channels"].items() if rule["use"] == "scheduling_only"}


def labelled_emergency(row: Row) -> set[object]:
    return {
        token
        for token in row["expected"].get("emergency", [])
        if token[:1].isdigit() or token == "nearest_er"
    }


def understood_emergency(policy: Row) -> set[object]:
    resources = policy["emergency"]["resources"]
    return {token for token in resources if token[:1].isdigit() or token == "nearest_er"}


def labelled_away(row: Row) -> set[object]:
    return {(end, away[end][-5:]) for away in row["expected"].get("time_off", []) for end in ("start",)}


def understood_away(policy: Row) -> set[object]:
    return {("start", away["first_day"][-5:]) for away in policy["time_away"]}


def f1(pairs: Iterable[tuple[set[object], set[object]]]) -> float:
    right = missed = invented = 0
    for labelled, understood in pairs:
        right += len(labelled & understood)
        missed += len(labelled - understood)
        invented += len(understood - labelled)
    return 2 * right / (2 * right + missed + invented)


@pytest.mark.parametrize(
    ("labelled", "understood", "floor"),
    [
        pytest.param(labelled_hours, understood_hours, 0.98, id="hours"),
        pytest.param(labelled_replies, understood_replies, 0.88, id="replies"),
        pytest.param(labelled_channels, understood_channels, 0.92, id="channels"),
        pytest.param(labelled_uses, understood_uses, 0.90, id="uses"),
        pytest.param(labelled_emergency, understood_emergency, 0.98, id="emergency"),
        pytest.param(labelled_away, understood_away, 0.98, id="time away"),
    ],
)
def test_open_statements_are_understood_as_well_as_measured(
    labelled: Callable[[Row], set[object]], understood: Callable[[Row], set[object]], floor: float
) -> None:
    assert f1((labelled(row), understood(policy_of(row))) for row in ROWS) >= floor


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["expected"].get("response_times")], ids=lambda row: str(row["id"])
)
def test_no_reply_time_is_invented(row: Row) -> None:
    assert understood_replies(policy_of(row)) == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_what_is_understood_is_a_document(row: Row) -> None:
    understood = understand(row["text"], region=row["country"], on=date(2026, 3, 1))
    assert parse_document(understood.policy).format == "boundary-policy/1"
    assert [problem.text for problem in understood.problems] == [
        row["text"][problem.start : problem.end] for problem in understood.problems
    ]
