"""Say what messages of a whole year would be promised: the longest wait, the longest silence, each month.

    echo '{"id": 1, "channel": "email", "from": "2026-03-10", "policy": {
      "timezone": "America/New_York",
      "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
      "reply": {"within": "P1D", "clock": "working_days"}}}' | between simulate

A `matter` may be added, such as "refill". Waits are in hours, shares from 0 to 1. The longest silence is the
longest time, begun in the year, in which nobody is there; without an end nobody is within 800 days.
"""

from argparse import Namespace
from typing import Any

from config.between import lines
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from policies.domain.year import year
from policies.domain.year_summary import summary

add_arguments = lines.add_arguments


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    compiled = compile_policy(parse_document(lines.wanted(request, "policy")))
    matter = lines.wanted_text(request, "matter") if request.get("matter") is not None else None
    channel, start = lines.wanted_text(request, "channel"), lines.wanted_date(request, "from")
    return summary(year(compiled, channel, start, matter))
