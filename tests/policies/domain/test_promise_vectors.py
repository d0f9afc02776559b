"""Three hundred promises that were worked out by stepping minute by minute."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from policies.domain.document import parse_document
from policies.domain.promise import promise

LINES = Path(__file__).with_name("promise-vectors.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_promise_is_as_worked_out(case: dict[str, Any]) -> None:
    received = datetime.fromisoformat(case["received"])
    promised = promise(parse_document(case["policy"]), case["channel"], received)
    assert promised.reply_by == datetime.fromisoformat(case["reply_by"])


def test_there_are_three_hundred() -> None:
    assert len(LINES) == 300
