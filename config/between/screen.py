"""Look for danger in a message: none, a concern for a human to look at, or a crisis.

    echo '{"id": 1, "text": "I can'"'"'t do this anymore. I wrote a note to my kids."}' | between screen

`start` and `end` are places in `text`. A first screening misses things: help belongs into every reply.

To see how well it hears messages that you have labelled crisis, review (for a person to look at) or not:

    between screen --evaluate messages.jsonl
    between screen --evaluate messages.csv --show

JSON Lines have a "text" and a "label", a file that ends in .csv the same as columns; "id", "category" and
"language" may stand beside them:

    {"id": 7, "text": "I can't go on like this tonight", "label": "crisis", "category": "suicide"}

It says how many crises are heard (recall), how many others are taken for one, and which: by line and id, with
their words only where --show asks for them. Ends with status 1 where a line could not be counted.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from config.between import evaluation, lines
from notifications.domain.screening import Screening, screen


def add_arguments(parser: ArgumentParser) -> None:
    lines.add_arguments(parser)
    parser.add_argument("--evaluate", metavar="FILE", help="count how a labelled list is heard")
    parser.add_argument(
        "--show", action="store_true", help="with --evaluate: the words of what is listed, too"
    )


def run(arguments: Namespace) -> int:
    if arguments.evaluate:
        return evaluation.run(arguments.evaluate, show=arguments.show)
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
