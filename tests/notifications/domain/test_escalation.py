"""The plan of whom to alarm: what can be kept, what cannot, and that it is stored as it was said."""

from datetime import timedelta
from uuid import UUID

import pytest

from notifications.domain.escalation import (
    MOST_IN_A_STEP,
    MOST_STEPS,
    USUAL,
    Plan,
    PlanError,
    PlanProblem,
    Role,
    Step,
    check_plan,
    from_json,
    in_turn,
    to_json,
)

SOMEBODY = UUID("11111111-1111-1111-1111-111111111111")
TEN = timedelta(minutes=10)
ONE = Step((Role.CLINICIAN,), TEN)


def test_the_usual_plan_can_be_kept() -> None:
    check_plan(USUAL)


@pytest.mark.parametrize("plan", [USUAL, (ONE, Step((Role.COVERING, SOMEBODY, Role.OWNERS), TEN))])
def test_it_is_stored_as_it_was_said(plan: Plan) -> None:
    assert from_json(to_json(plan)) == plan


@pytest.mark.parametrize(
    ("plan", "problem", "place"),
    [
        ((), PlanProblem.TOO_FEW_STEPS, None),
        ((ONE,), PlanProblem.TOO_FEW_STEPS, None),
        ((ONE,) * (MOST_STEPS + 1), PlanProblem.TOO_MANY_STEPS, None),
        ((ONE, Step((), TEN)), PlanProblem.NOBODY_NAMED, 1),
        ((ONE, Step((SOMEBODY, SOMEBODY), TEN)), PlanProblem.NAMED_TWICE, 1),
        (
            (Step(tuple(UUID(int=n) for n in range(MOST_IN_A_STEP + 1)), TEN), ONE),
            PlanProblem.TOO_MANY_NAMED,
            0,
        ),
        ((ONE, Step((Role.OWNERS,), timedelta(seconds=30))), PlanProblem.WAIT_OUT_OF_RANGE, 1),
        ((ONE, Step((Role.OWNERS,), timedelta(hours=5))), PlanProblem.WAIT_OUT_OF_RANGE, 1),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(
    plan: Plan, problem: PlanProblem, place: int | None
) -> None:
    with pytest.raises(PlanError) as refused:
        check_plan(plan)
    assert (refused.value.problem, refused.value.place) == (problem, place)


def test_after_the_last_step_comes_the_first() -> None:
    assert list(in_turn(2, 3)) == [2, 0, 1]
