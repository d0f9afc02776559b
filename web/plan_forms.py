"""The plan of whom to alarm: as many steps as are filled in, and one more to add another."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.domain.escalation import (
    LONGEST,
    MOST_STEPS,
    SHORTEST,
    Plan,
    PlanError,
    PlanProblem,
    Role,
    Step,
    check_plan,
    read_whom,
)

ONE_MINUTE = timedelta(minutes=1)
ROLES = {
    Role.CLINICIAN: _("The clinician who was written to"),
    Role.COVERING: _("Whoever covers for them just then"),
    Role.OWNERS: _("The owners of the practice"),
}
MENDS = {
    PlanProblem.TOO_FEW_STEPS: _(
        "Fill in at least two steps, so that somebody else is called when nobody answers."
    ),
    PlanProblem.TOO_MANY_STEPS: _("Keep to eight steps at most."),
    PlanProblem.NOBODY_NAMED: _("Choose who is called."),
    PlanProblem.TOO_MANY_NAMED: _("Choose twelve people at most."),
    PlanProblem.NAMED_TWICE: _("Choose each person once."),
    PlanProblem.WAIT_OUT_OF_RANGE: _("Write a number of minutes from 1 to 240."),
}


class StepForm(forms.Form):
    whom = forms.MultipleChoiceField(
        label=_("Who is called"), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label=_("Minutes until the next step"),
        required=False,
        min_value=SHORTEST // ONE_MINUTE,
        max_value=LONGEST // ONE_MINUTE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), MENDS[PlanProblem.WAIT_OUT_OF_RANGE]
        ),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401  passed on as they came
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [*((role.value, says) for role, says in ROLES.items()), *people]  # type: ignore[attr-defined]  # a choice field

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("whom") or self.cleaned_data.get("minutes"))

    def step(self) -> Step:
        whom = tuple(map(read_whom, self.cleaned_data["whom"]))
        return Step(whom, timedelta(minutes=self.cleaned_data["minutes"] or 0))


class PlanForm:
    """Steps in their order; those left blank are no steps."""

    def __init__(self, plan: Plan, people: Sequence[tuple[str, str]], posted: Any = None) -> None:  # noqa: ANN401  a QueryDict
        shown = min(len(plan) + 1, MOST_STEPS)
        rows = MOST_STEPS if posted is not None else shown
        self.is_bound = posted is not None
        self.problem: str = ""
        self.forms = [
            StepForm(posted, prefix=f"step{place}", initial=_initial(plan, place), people=people)
            for place in range(rows)
            if posted is None or place < shown or f"step{place}-minutes" in posted
        ]

    def __iter__(self) -> Iterator[StepForm]:
        return iter(self.forms)

    def plan(self) -> Plan | None:
        """None where something has to be mended first, which the forms then say."""
        for each in self.forms:  # all of them, so that everything to be mended is said at once
            each.full_clean()
        if any(each.errors for each in self.forms):
            return None
        filled = [each for each in self.forms if not each.is_blank]
        plan = tuple(each.step() for each in filled)
        try:
            check_plan(plan)
        except PlanError as error:
            if error.place is None:
                self.problem = str(MENDS[error.problem])
            else:
                about = "minutes" if error.problem is PlanProblem.WAIT_OUT_OF_RANGE else "whom"
                filled[error.place].add_error(about, MENDS[error.problem])
            return None
        return plan


def _initial(plan: Plan, place: int) -> dict[str, Any]:
    if place >= len(plan):
        return {}
    return {"whom": [str(each) for each in plan[place].whom], "minutes": plan[place].minutes}
