"""What a clinician fills in about their policy."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.language.understand import LONGEST
from scheduler.domain.wall_clock import local_date, midnight, zone

FARTHEST = timedelta(days=730)


class _SeenField(forms.IntegerField):
    """Hidden, so nobody could mend what is wrong in it: then nothing was seen."""

    def clean(self, value: object) -> int:
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class SeenForm(forms.Form):
    """`seen`: the revision that was looked at, so that nobody saves over or publishes another's unseen."""

    seen = _SeenField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def begin_from(self, revision: int) -> None:
        """Whoever has seen what the other saved may go on from it."""
        self.data = {**self.data.dict(), "seen": str(revision)}  # type: ignore[attr-defined]  # a QueryDict


class StatementForm(SeenForm):
    statement = forms.CharField(
        label=_("Your policy in your own words"),
        help_text=_(
            "When you work, how clients may reach you and for what, how soon you reply, when you are away "
            "and who answers then, and where to turn in an emergency. Write as you would to a client."
        ),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": _("Write a sentence or two first.")},
    )

    @property
    def words(self) -> str:
        """As they stand in the form, whatever is wrong with it."""
        said = self.data.get("statement", "") if self.is_bound else self.initial.get("statement", "")
        return str(said)[: LONGEST + 1].replace("\r\n", "\n")

    @property
    def only_looks(self) -> bool:
        """Where there is no JavaScript, looking is a button of its own."""
        return self.data.get("then") == "look"

    @property
    def goes_on(self) -> bool:
        return self.data.get("then") == "check"


class PublishForm(SeenForm):
    effective_from = forms.DateField(
        label=_("From which day does it hold?"),
        help_text=_(
            "Leave it empty, and it holds at once. Messages that came before keep the promise they got."
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a date.")},
    )

    def __init__(self, *args: object, place: str, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self._place, self._now = zone(place), now

    def clean_effective_from(self) -> datetime | None:
        """The first instant of that day, where the clinician works."""
        day = self.cleaned_data["effective_from"]
        if day is None:
            return None
        today = local_date(self._now, self._place)
        if not today < day <= today + FARTHEST:
            raise forms.ValidationError(
                _("Choose a day from tomorrow on and within two years, or leave it empty.")
            )
        return midnight(day, self._place)
