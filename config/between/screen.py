"""Look for danger in a message: none, a concern for a human to look at, or a crisis.

    echo '{"id": 1, "text": "I can'"'"'t do this anymore. I wrote a note to my kids."}' | between screen

`start` and `end` are places in `text`. A first screening misses things: help belongs into every reply.
"""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from config.between import lines
from notifications.domain.screening import Screening, screen

add_arguments = lines.add_arguments


def run(arguments: Namespace) -> int:
    return lines.run(answer, arguments)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    text = request.get("text")
    if not isinstance(text, str):
        raise lines.BadLine("text: write the message in quotes")
    return screening_to_json(screen(text, language=request.get("language")))


def screening_to_json(screening: Screening) -> dict[str, Any]:
    return {
        "level": screening.level,
        "tier": screening.tier,
        "categories": list(screening.categories),
        "evidence": [asdict(evidence) for evidence in screening.evidence],
    }
