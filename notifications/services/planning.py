"""The plan of whom to alarm: an owner saves it, and it is looked through for steps that reach nobody."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import OwnerActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Clinician, Practice
from accounts.queries import NotFoundError, clinicians
from accounts.services import record
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.domain import escalation as rules
from notifications.models import EscalationPlan
from notifications.services.escalating import reaches_somebody


def save_plan(*, actor: OwnerActor, plan: rules.Plan, now: datetime) -> None:
    """Whom the practice wants alarmed from now on; what rings already goes on as it began.

    Raises PlanError, and NotFoundError where somebody is named who does not work here.
    """
    rules.check_plan(plan)
    with all_or_nothing(actor.practice_id):
        Practice.objects.select_for_update().get(pk=actor.practice_id)
        if not queries.are_of_the_practice(actor, plan):
            raise NotFoundError
        EscalationPlan.objects.update_or_create(
            practice_id=actor.practice_id, defaults={"steps": rules.to_json(plan), "changed_at": now}
        )
        record(actor, Verb.PLANNED, Thing(Kind.PRACTICE, actor.practice_id, actor.practice_id), now=now)


@dataclass(frozen=True, slots=True)
class Gap:
    """A step in which nobody could be called, if somebody wrote to this clinician now. From 1; 0: in none."""

    clinician: Clinician
    step: int

    @property
    def nobody_at_all(self) -> bool:
        return self.step == 0


def gaps_in_plan(*, actor: OwnerActor, now: datetime) -> list[Gap]:
    """Where nobody covers, a step for whoever does is none: that is how it is on most days."""
    plan = queries.escalation_plan(actor)
    return [gap for each in clinicians(actor).order_by("name") for gap in _gaps(plan, each, now)]


def _gaps(plan: rules.Plan, clinician: Clinician, now: datetime) -> list[Gap]:
    steps = [step for step in plan if step.whom != (rules.Role.COVERING,)]
    deaf = [place for place, step in enumerate(steps) if not reaches_somebody(step.whom, clinician, now)]
    if len(deaf) == len(steps):
        return [Gap(clinician, 0)]
    return [Gap(clinician, plan.index(steps[place]) + 1) for place in deaf]
