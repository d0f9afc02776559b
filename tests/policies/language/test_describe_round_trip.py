"""What `describe` says, `understand` reads back: every document but for what `inexpressible` names."""

import os
import re
from typing import Any

from hypothesis import HealthCheck, event, given, settings

from policies.domain.document import BoundaryPolicy, DocumentError, parse_document, to_json
from policies.language.describe import describe
from policies.language.inexpressible import inexpressible
from policies.language.understand import understand
from tests.policies.language.documents import TODAY, documents

DOCUMENTS = 20_000 if os.environ.get("SOAK") == "1" else 600
_STEP = re.compile(r"(\w+)|\[(\d+)\]")


def round_trip(policy: BoundaryPolicy) -> dict[str, Any]:
    understood = understand(
        describe(policy), timezone=policy.timezone, region=policy.region, language=policy.language, on=TODAY
    )
    return to_json(parse_document(understood.policy))


def expressible(document: dict[str, Any]) -> BoundaryPolicy:
    """The document without what is named as impossible to say, or is no document at all."""
    while True:
        try:
            policy = parse_document(document)
        except DocumentError as error:
            named = [problem.path for problem in error.problems]
        else:
            named = [problem.path for problem in inexpressible(policy)]
            if not named:
                return policy
        event("left out " + re.sub(r"\[\d+\]", "[]", named[0]))
        leave_out(document, named[0])


def leave_out(document: dict[str, Any], path: str) -> None:
    steps = [name or int(index) for name, index in _STEP.findall(path)]
    place: Any = document
    for step in steps[:-1]:
        place = place[step]
    last = steps[-1]
    if last in ("at_least", "words", "clock", "within", "start", "end") or not (
        isinstance(last, int) or last in place
    ):
        leave_out(document, path.rpartition(".")[0])  # the whole that it belongs to
    else:
        del place[last]


@given(documents())
@settings(
    max_examples=DOCUMENTS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_what_is_described_is_understood_again(document: dict[str, Any]) -> None:
    policy = expressible(document)
    assert round_trip(policy) == to_json(policy), describe(policy)
