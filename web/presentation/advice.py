"""Advice on a draft, ready to be shown: beside the words it is about, or under the part of the policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language

from accounts.domain.actors import ClinicianActor
from accounts.queries import signed_in_clinician
from notifications.domain.resources import countries_reached
from policies.domain.advice import Advice, Circumstances, Code, Severity, advise
from policies.domain.document import BoundaryPolicy, parse_document
from policies.language.advice_words import say_advice
from policies.queries import colleagues_of, published_in_force, stretches_of
from scheduler.domain.interval import Interval, normalise
from scheduler.domain.wall_clock import local_date, zone
from scheduler.queries import arrangements, coverages

ASK_A_COLLEAGUE = {
    Code.ABSENCE_WITHOUT_COVERAGE,
    Code.COVERAGE_NOT_ASKED,
    Code.COVERAGE_NOT_ANSWERED,
    Code.COVERAGE_DECLINED,
    Code.COVERAGE_IN_PART,
}


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
    days: tuple[date, date] | None = None  # which a colleague could be asked to cover


def advice_for(actor: ClinicianActor, draft: Any, now: datetime) -> list[Shown]:  # noqa: ANN401  a row
    """On the draft as `policies.queries` gives it."""
    return advice_on(actor, parse_document(draft.document), draft.statement, now)


def advice_on(actor: ClinicianActor, policy: BoundaryPolicy, statement: str, now: datetime) -> list[Shown]:
    """On what is being written, whether or not it is kept."""
    me = signed_in_clinician(actor)
    before, arranged = published_in_force(me, now), arrangements(actor.practice_id, now=now)
    mine = coverages(actor).filter(clinician_id=actor.clinician_id, end__gt=now, withdrawn_at=None)
    circumstances = Circumstances(
        now=now,
        in_force=before.policy.policy if before.version_id else None,
        reaches=countries_reached(),
        covered=normalise(each.span for each in stretches_of(me.pk, arranged, now) if each.paths),
        asked=normalise(each.span for each in arranged.asked if each.of == me.pk),
        declined=normalise(Interval(each.start, each.end) for each in mine if each.declined_at),
        colleagues=colleagues_of(me),
    )
    found = advise(policy, statement, circumstances)
    return [_shown(advice, policy, number) for number, advice in enumerate(found, 1)]


def stops_publishing(advice: Iterable[Shown]) -> bool:
    return any(each.stops_publishing for each in advice)


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
        days=_days(advice, policy),
    )


def _days(advice: Advice, policy: BoundaryPolicy) -> tuple[date, date] | None:
    """Both inclusive, where the clinician is."""
    if advice.code not in ASK_A_COLLEAGUE:
        return None
    start, end = (datetime.fromisoformat(str(advice.facts[each])) for each in ("start", "end"))
    place = zone(policy.timezone)
    return local_date(start, place), local_date(end - datetime.resolution, place)
