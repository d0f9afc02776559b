"""Read a statement in plain words and write the policy it makes.

    echo '{"id": 1, "text": "I answer email within one working day, Monday to Thursday, 9 to 5.",
      "timezone": "America/New_York", "region": "US-NY", "on": "2026-03-06"}' | between understand

What was not understood comes back as problems with their places, in characters. `on` is the date of the
statement and decides the year of dates without one; without `on` it is today.
"""

import datetime as dt
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from config.between import lines
from policies.domain.document import parse_document, to_json
from policies.language.understand import Problem, understand

add_arguments = lines.add_arguments


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    said = {
        key: lines.wanted_text(request, key) for key in ("timezone", "region", "language") if request.get(key)
    }
    understood = understand(lines.wanted_text(request, "text"), on=_written_on(request), **said)
    return {
        "policy": to_json(parse_document(understood.policy)),
        "problems": [_without_none(problem) for problem in understood.problems],
    }


def _written_on(request: dict[str, Any]) -> dt.date:
    if request.get("on") is None:
        return dt.datetime.now(dt.UTC).date()
    return lines.wanted_date(request, "on")


def _without_none(problem: Problem) -> dict[str, Any]:
    return {key: value for key, value in asdict(problem).items() if value is not None}
