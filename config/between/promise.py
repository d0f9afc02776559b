"""Say by when a message will be answered, and why.

    echo '{"id": 1, "channel": "email", "received": "2026-03-06T16:00:00-05:00", "policy": {
      "timezone": "America/New_York",
      "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
      "reply": {"within": "P1D", "clock": "working_days"}}}' | between promise

With --jsonl every line is such an object; a `matter` may be added, such as "refill".
"""

import json
from argparse import Namespace
from functools import lru_cache
from typing import Any

from config.between import lines
from policies.domain.document import parse_document
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.language.promise_json import promise_json
from scheduler.domain.wall_clock import parse_instant

add_arguments = lines.add_arguments
_written = json.JSONEncoder(check_circular=False).encode  # what was read from JSON holds no circle


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    compiled = _compiled(_written(lines.wanted(request, "policy")))
    received = parse_instant(lines.wanted_text(request, "received"))
    matter = lines.wanted_text(request, "matter") if request.get("matter") is not None else None
    promise = compiled.promise(lines.wanted_text(request, "channel"), received, matter)
    return promise_json(promise, compiled.policy)


@lru_cache(maxsize=1000)
def _compiled(document: str) -> CompiledPolicy:
    """Many lines share a policy; its text is what they share."""
    return compile_policy(parse_document(json.loads(document)))
