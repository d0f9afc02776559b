"""A promise as JSON: the one shape of `between promise`, of the API and of the card."""

from typing import Any

from policies.domain.document import BoundaryPolicy
from policies.domain.fields import stamp
from policies.domain.promise import Promise
from policies.language.explain import explain


def promise_json(
    promise: Promise, policy: BoundaryPolicy, *, language: str = "en", reader_zone: str | None = None
) -> dict[str, Any]:
    """Instants in UTC; `explanation` lists the facts, `text` says them."""
    return {
        "reply_by": promise.reply_by and stamp(promise.reply_by),
        "state": promise.state,
        "next_open": promise.next_open and stamp(promise.next_open),
        "explanation": [fact.to_json() for fact in promise.explanation],
        "text": explain(promise, policy, language=language, reader_zone=reader_zone),
    }
