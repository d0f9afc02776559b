"""Policies to be advised on: an ordinary one that needs no advice but on what it does not speak of."""

from datetime import UTC, datetime
from typing import Any

from policies.domain.advice import Advice, Circumstances, Code, advise
from policies.domain.document import parse_document

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)  # a Tuesday, 10:30 in New York
REACHES = {
    "911": frozenset({"US", "CA", "MX"}),
    "988": frozenset({"US", "CA"}),
    "999": frozenset({"GB", "IE"}),
    "116123": frozenset({"GB", "IE"}),
    "112": frozenset({"ES", "DE", "IE"}),
}
ORDINARY = {
    "timezone": "America/New_York",
    "region": "US-NY",
    "hours": {"contact": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]},
    "reply": {"within": "P1D", "clock": "working_days"},
    "channels": {"email": {}},
    "coverage": "A colleague answers what cannot wait.",
    "emergency": {"resources": ["911", "988", "nearest_er"]},
}
STATEMENT = "If the video fails, I call you on the phone. Short calls are free."


def advised(
    statement: str = STATEMENT, *, before: dict[str, Any] | None = None, covered: Any = (), **more: Any
) -> tuple[Advice, ...]:
    """On the ordinary policy with other parts; None takes a part out."""
    policy = parse_document({key: said for key, said in (ORDINARY | more).items() if said is not None})
    in_force = parse_document(ORDINARY | before) if before is not None else None
    return advise(policy, statement, Circumstances(NOW, in_force, REACHES, covered))


def codes(*found: Advice) -> list[Code]:
    return [each.code for each in found]
