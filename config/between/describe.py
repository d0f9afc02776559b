"""Put a policy into plain words, in the clinician's voice.

    echo '{"id": 1, "language": "en", "policy": {"timezone": "America/New_York",
      "hours": {"contact": [{"days": ["MO", "WE"], "start": "09:00", "end": "17:00"}]},
      "reply": {"within": "P1D", "clock": "working_days"}}}' | between describe

The language is en or es; without it, that of the policy.
"""

from argparse import Namespace
from typing import Any

from config.between import lines
from policies.domain.document import parse_document
from policies.language.describe import describe

add_arguments = lines.add_arguments


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    policy = parse_document(lines.wanted(request, "policy"))
    language = lines.wanted_text(request, "language") if request.get("language") else policy.language
    return {"text": describe(policy, language)}
