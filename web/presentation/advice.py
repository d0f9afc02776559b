"""Advice on a draft, ready to be shown: beside the words it is about, or under the part of the policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from accounts.domain.actors import ClinicianActor
from accounts.queries import signed_in_clinician
from notifications.domain.resources import countries_reached
from policies.domain.advice import Advice, Circumstances, Severity, advise
from policies.domain.document import BoundaryPolicy, parse_document
from policies.language.advice_words import say_advice
from policies.queries import in_force
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.queries import coverages


@dataclass(frozen=True, slots=True)
class Shown:
    """`start` and `end` are a place in the statement, none where `path` names one in the document."""

    name: str  # of its place on the page, such as advice-3
    code: str
    stops_publishing: bool
    title: str
    why: str
    suggestion: str
    path: str
    start: int | None
    end: int | None


def advice_for(actor: ClinicianActor, draft: Any, now: datetime) -> list[Shown]:  # noqa: ANN401  a row
    """On the draft as `policies.queries` gives it."""
    return advice_on(actor, parse_document(draft.document), draft.statement, now)


def advice_on(actor: ClinicianActor, policy: BoundaryPolicy, statement: str, now: datetime) -> list[Shown]:
    """On what is being written, whether or not it is kept."""
    before = in_force(signed_in_clinician(actor), now)
    circumstances = Circumstances(
        now=now,
        in_force=before.policy.policy if before.version_id else None,
        reaches=countries_reached(),
        covered=_covered(actor),
    )
    found = advise(policy, statement, circumstances)
    return [_shown(advice, policy, number) for number, advice in enumerate(found, 1)]


def stops_publishing(advice: Iterable[Shown]) -> bool:
    return any(each.stops_publishing for each in advice)


def _covered(actor: ClinicianActor) -> Intervals:
    """When a colleague who has said yes answers for the actor."""
    agreed = coverages(actor).filter(
        clinician_id=actor.clinician_id, accepted_at__isnull=False, declined_at=None, withdrawn_at=None
    )
    return normalise(Interval(each.start, each.end) for each in agreed)


def _shown(advice: Advice, policy: BoundaryPolicy, number: int) -> Shown:
    said = say_advice(advice, policy, get_language() or "en")
    start, end = advice.span or (None, None)
    return Shown(
        name=f"advice-{number}",
        code=advice.code.value,
        stops_publishing=advice.severity is Severity.DANGER,
        title=said.title,
        why=said.why,
        suggestion=said.suggestion,
        path=advice.path,
        start=start,
        end=end,
    )
