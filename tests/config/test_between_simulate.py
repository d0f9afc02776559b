"""`between simulate`, as it is run: a process that reads standard input."""

import json
import subprocess
import sys
from typing import Any

POLICY = {
    "timezone": "America/New_York",
    "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days"},
    "matters": {"refill": {"within": "PT4H"}},
    "time_away": [{"first_day": "2026-08-03", "last_day": "2026-08-16"}],
}
LINE = {"id": "a", "policy": POLICY, "channel": "email", "from": "2026-03-10"}


def simulated(*lines: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    ran = subprocess.run(
        [sys.executable, "-m", "config.between", "simulate", "--jsonl"],
        input="\n".join(map(json.dumps, lines)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_year_is_summed_up() -> None:
    status, [told] = simulated(LINE)
    months = told.pop("months")
    assert (status, told) == (
        0,
        {
            "id": "a",
            "channel": "email",
            "matter": None,
            "timezone": "America/New_York",
            "first_day": "2026-03-10",
            "last_day": "2027-03-09",
            "longest_wait": {
                "received": "2026-07-29T04:00:00Z",
                "reply_by": "2026-08-17T21:00:00Z",
                "hours": 473.0,
            },
            "longest_silence": {
                "start": "2026-07-29T21:00:00Z",
                "end": "2026-08-17T13:00:00Z",
                "hours": 448.0,
            },
            "median_hours": 61.0,
            "within_a_day": 0.0807,
            "promised": 1.0,
            "open": 0.0913,
        },
    )
    assert [month["first_day"][:7] for month in months] == [f"2026-{each:02}" for each in range(3, 13)] + [
        "2027-01",
        "2027-02",
        "2027-03",
    ]
    assert months[4]["longest_hours"] == 473.0


def test_a_matter_is_asked_for_and_bad_lines_are_told() -> None:
    status, told = simulated(
        LINE | {"matter": "refill"},
        LINE | {"id": 2, "from": "spring"},
        LINE | {"id": 3, "from": None},
        LINE | {"id": 4, "channel": "pigeon"},
        LINE | {"id": 5, "from": "2300-01-01"},
        LINE | {"id": 6, "policy": {"timezone": "Mars/Olympus"}},
    )
    assert (status, told[0]["median_hours"]) == (1, 4.0)
    assert [each.get("error", "")[:40] for each in told[1:]] == [
        "from: write a date as in '2026-03-06'",
        "from: is needed; add it",
        "channel: 'pigeon' is not known; write on",
        "the year 2300 is not between 1970 and 21",
        "timezone: 'Mars/Olympus' is no time zone",
    ]


def test_help_shows_an_example_and_no_framework_is_imported() -> None:
    program = """
import sys
from config.between.__main__ import main
try:
    main(["simulate", "--help"])
finally:
    print(sorted({"django", "rest_framework", "celery", "redis", "dateparser"} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 -- ours
    assert '"from": "2026-03-10"' in ran.stdout
    assert ran.stdout.splitlines()[-1] == "[]"
