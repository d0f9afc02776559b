"""Statements with labels, and how well what is read from them agrees with what people read."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from policies.language.understand import Understanding, understand

Row = dict[str, Any]
ISO = {
    "hours": "PT{}H",
    "business_hours": "PT{}H",
    "minutes": "PT{}M",
    "days": "P{}D",
    "business_days": "P{}D",
}
WRITTEN = date(2026, 3, 1)


def rows(name: str) -> list[Row]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def understanding_of(row: Row) -> Understanding:
    return _understood(row["text"], row["country"])


@cache
def _understood(text: str, country: str) -> Understanding:
    """Once: each is looked at from many sides."""
    return understand(text, region=country, on=WRITTEN)


def policy_of(row: Row) -> Row:
    return understanding_of(row).policy


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
    return {("start", away["start"][-5:]) for away in row["expected"].get("time_off", []) if away["start"]}


def understood_away(policy: Row) -> set[object]:
    return {("start", (away.get("first_day") or away["start"])[5:10]) for away in policy["time_away"]}


def f1(pairs: Iterable[tuple[set[object], set[object]]]) -> float:
    right = missed = invented = 0
    for labelled, understood in pairs:
        right += len(labelled & understood)
        missed += len(labelled - understood)
        invented += len(understood - labelled)
    return 2 * right / (2 * right + missed + invented)
