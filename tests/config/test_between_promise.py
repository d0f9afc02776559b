"""`between promise`, as it is run: a process that reads standard input."""

import json
import subprocess
import sys
from typing import Any

import pytest

from config.between.__main__ import COMMANDS

POLICY = {
    "timezone": "America/New_York",
    "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days"},
    "matters": {"refill": {"within": "P2D", "clock": "working_days"}},
}
LINE = {"id": "a", "policy": POLICY, "channel": "email", "received": "2026-03-06T16:00:00-05:00"}


def run(command: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)  # noqa: S603 -- ours


def between(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return run([sys.executable, "-m", "config.between", *arguments], given)


def answers(*lines: dict[str, Any] | bytes) -> tuple[list[dict[str, Any]], int]:
    given = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    ran = between("promise", "--jsonl", given=given)
    assert ran.stderr == b""
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.returncode


def test_one_object_is_answered() -> None:
    ran = between("promise", given=json.dumps(LINE, indent=2).encode())
    answer = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, b"")
    text = answer.pop("text")
    assert "17:00" in text
    assert answer == {
        "id": "a",
        "reply_by": "2026-03-09T21:00:00Z",
        "state": "closed",
        "next_open": "2026-03-09T13:00:00Z",
        "explanation": [
            {
                "fact": "commitment",
                "within": "P1D",
                "at_least": None,
                "clock": "working_days",
                "firmness": "usual",
                "source": "reply",
                "of": None,
            },
            {"fact": "received_while", "state": "closed", "at": "2026-03-06T21:00:00Z"},
            {
                "fact": "no_hours_on",
                "weekdays": ["FR", "SA", "SU"],
                "dates": ["2026-03-06", "2026-03-07", "2026-03-08"],
            },
        ],
    }


def test_a_bad_line_is_told_and_the_others_are_answered() -> None:
    told, status = answers(
        LINE,
        b"{",
        LINE | {"id": 3, "policy": {"timezone": "Mars/Olympus"}},
        LINE | {"id": 4, "channel": "pigeon"},
        LINE | {"id": 5, "received": "yesterday"},
        LINE | {"id": 6, "received": None},
        LINE | {"id": 7, "matter": ["refill"]},
        LINE | {"id": 8, "channel": {}},
        LINE | {"id": "\ud800", "matter": "refill"},
    )
    assert [(each["id"], each.get("error", "")[:30]) for each in told] == [
        ("a", ""),
        (None, "character 2 is not JSON: Expec"),
        (3, "timezone: 'Mars/Olympus' is no"),
        (4, "channel: 'pigeon' is not known"),
        (5, "'yesterday' is no moment; writ"),
        (6, "received: is needed; add it"),
        (7, "matter: write text in quotes"),
        (8, "channel: write text in quotes"),
        ("\ud800", ""),
    ]
    assert (told[-1]["reply_by"], status) == ("2026-03-11T21:00:00Z", 1)


def test_nothing_in_is_nothing_out() -> None:
    assert answers(b"") == ([], 0)


def test_help_shows_an_example() -> None:
    ran = between("promise", "--help")
    assert (ran.returncode, b'"received"' in ran.stdout) == (0, True)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_without_a_command_every_command_is_listed(arguments: list[str]) -> None:
    ran = between(*arguments)
    words = [line.split()[0] for line in ran.stdout.decode().splitlines() if line.strip()]
    assert (ran.returncode, [each for each in words if each in COMMANDS]) == (0, list(COMMANDS))


def test_an_unknown_command_is_refused() -> None:
    ran = between("promiss")
    assert (ran.returncode, b"invalid choice: 'promiss'" in ran.stderr) == (2, True)


def test_a_reader_that_leaves_early_is_no_error_message() -> None:
    given = b"\n".join([json.dumps(LINE).encode()] * 3000)
    pipeline = ["/bin/sh", "-c", f"{sys.executable} -m config.between promise --jsonl | head -1"]
    ran = run(pipeline, given)
    assert (json.loads(ran.stdout)["id"], ran.stderr) == ("a", b"")


def test_the_command_imports_no_framework() -> None:
    program = """
import sys
from config.between.__main__ import main
main(["promise", "--jsonl"])
print(sorted({"django", "rest_framework", "celery", "redis", "dateparser"} & set(sys.modules)))
"""
    assert run([sys.executable, "-c", program], json.dumps(LINE).encode()).stdout.splitlines()[1:] == [b"[]"]
