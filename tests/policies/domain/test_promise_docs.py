"""The examples of docs/promise.md are what the engine says."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.domain.facts import NoPromise
from policies.domain.fields import stamp
from policies.domain.promise import promise

PAGE = (Path(__file__).parents[3] / "docs" / "promise.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["received"])
def test_example(example: dict[str, Any]) -> None:
    received = datetime.fromisoformat(example["received"])
    policy = parse_document(example["policy"])
    promised = promise(policy, example["channel"], received, matter=example.get("matter"))
    answer = {
        "reply_by": promised.reply_by and stamp(promised.reply_by),
        "state": promised.state.value,
        "next_open": promised.next_open and stamp(promised.next_open),
    }
    expected = {key: example[key] for key in answer if key in example}
    assert {key: answer[key] for key in expected} == expected


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 14


def test_every_reason_is_explained() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Nothing is promised")[2], re.MULTILINE) == [
        NoPromise.NO_COMMITMENT,
        NoPromise.CHANNEL_NOT_ACCEPTED,
        NoPromise.CLOCK_NEEDS_HOURS,
        NoPromise.NO_HOURS,
        NoPromise.BEYOND_HORIZON,
        NoPromise.GONE,
    ]
