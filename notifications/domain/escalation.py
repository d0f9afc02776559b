"""Who is alarmed of a crisis, in which order, and for how long each has: the plan of a practice.

Pure: who that is on a given day, and how they are reached, is for the caller to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

FEWEST_STEPS, MOST_STEPS = 2, 8
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=4)  # that a step may have
MOST_IN_A_STEP = 12


class Role(StrEnum):
    CLINICIAN = "clinician"  # to whom it was written
    COVERING = "covering"  # whoever said yes to covering for them just then
    OWNERS = "owners"  # who lead the practice


Whom = Role | UUID  # a UUID: the sign-in of one person


@dataclass(frozen=True, slots=True)
class Step:
    """These are told at once, and then have so long to say that they look after it."""

    whom: tuple[Whom, ...]
    wait: timedelta

    @property
    def minutes(self) -> int:
        """Of the wait, whole ones."""
        return self.wait // timedelta(minutes=1)


Plan = tuple[Step, ...]

USUAL: Plan = (
    Step((Role.CLINICIAN, Role.COVERING), timedelta(minutes=10)),
    Step((Role.OWNERS,), timedelta(minutes=15)),
)


class PlanError(ValueError):
    """A plan that cannot be kept. `place`: which step, from 0; None for the plan as a whole."""

    def __init__(self, problem: "PlanProblem", place: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.place = problem, place


class PlanProblem(StrEnum):
    TOO_FEW_STEPS = "too_few_steps"
    TOO_MANY_STEPS = "too_many_steps"
    NOBODY_NAMED = "nobody_named"
    TOO_MANY_NAMED = "too_many_named"
    NAMED_TWICE = "named_twice"
    WAIT_OUT_OF_RANGE = "wait_out_of_range"


def check_plan(plan: Plan) -> None:
    """Raises PlanError for the first thing that is wrong."""
    if len(plan) < FEWEST_STEPS:
        raise PlanError(PlanProblem.TOO_FEW_STEPS)
    if len(plan) > MOST_STEPS:
        raise PlanError(PlanProblem.TOO_MANY_STEPS)
    for place, step in enumerate(plan):
        if not step.whom:
            raise PlanError(PlanProblem.NOBODY_NAMED, place)
        if len(step.whom) > MOST_IN_A_STEP:
            raise PlanError(PlanProblem.TOO_MANY_NAMED, place)
        if len(set(step.whom)) < len(step.whom):
            raise PlanError(PlanProblem.NAMED_TWICE, place)
        if not SHORTEST <= step.wait <= LONGEST:
            raise PlanError(PlanProblem.WAIT_OUT_OF_RANGE, place)


def to_json(plan: Plan) -> list[dict[str, Any]]:
    return [{"whom": [str(each) for each in step.whom], "minutes": step.minutes} for step in plan]


def from_json(stored: Sequence[Mapping[str, Any]]) -> Plan:
    """As `to_json` made it."""
    return tuple(
        Step(tuple(read_whom(each) for each in step["whom"]), timedelta(minutes=step["minutes"]))
        for step in stored
    )


def read_whom(written: str) -> Whom:
    """Raises ValueError."""
    return Role(written) if written in list(Role) else UUID(written)


def in_turn(first: int, count: int) -> Iterator[int]:
    """Each place once, from this one on and round again."""
    return ((first + offset) % count for offset in range(count))
