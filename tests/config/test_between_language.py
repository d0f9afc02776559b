"""`between understand` and `between describe` as they are used: a program with lines in and lines out."""

import json
import subprocess
import sys
from typing import Any

import pytest


def between(command: str, *lines: object) -> tuple[int, list[dict[str, Any]]]:
    feed = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    run = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "config.between", command, "--jsonl"],
        input=feed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()]


def test_a_statement_becomes_a_policy_and_its_problems() -> None:
    text = "I reply within 24 hours. The moon is full. I am away from 21 December to 3 January."
    status, (answer,) = between("understand", {"id": 7, "text": text, "region": "US-NY", "on": "2026-11-22"})
    assert (status, answer["id"], answer["policy"]["reply"]) == (
        0,
        7,
        {"within": "PT24H", "clock": "calendar", "firmness": "promised"},
    )
    assert answer["policy"]["time_away"] == [{"first_day": "2026-12-21", "last_day": "2027-01-03"}]
    assert [(each["start"], each["end"], each["text"]) for each in answer["problems"]] == [
        (25, 41, "The moon is full")
    ]


def test_a_policy_becomes_a_statement_in_the_language_asked_for_or_its_own() -> None:
    policy = {"timezone": "UTC", "language": "es", "reply": {"within": "P1D", "clock": "working_days"}}
    status, answers = between(
        "describe", {"id": 1, "policy": policy, "language": "en"}, {"id": 2, "policy": policy}
    )
    assert (status, [answer["text"] for answer in answers]) == (
        0,
        [
            "I usually reply to messages within 1 working day.",
            "Suelo responder a los mensajes en un plazo de 1 día laborable.",
        ],
    )


@pytest.mark.parametrize("command", ["understand", "describe"])
def test_a_bad_line_is_answered_and_the_others_too(command: str) -> None:
    good = {"id": 2, "text": "I reply within 24 hours.", "policy": {"timezone": "UTC"}}
    bad = {"id": 1, "text": "Hello.", "timezone": "Mars/Base", "policy": {"timezone": "Mars/Base"}}
    status, answers = between(command, bad, "not JSON", good)
    assert (status, [answer["id"] for answer in answers], ["error" in answer for answer in answers]) == (
        1,
        [1, None, 2],
        [True, True, False],
    )


@pytest.mark.parametrize("command", ["understand", "describe"])
def test_no_framework_is_imported(command: str) -> None:
    frameworks = "{'django', 'celery', 'redis'}"
    program = f"import sys, config.between.{command}; print(sorted({frameworks} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.strip() == "[]"
