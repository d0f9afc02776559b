"""How soon there is an answer: a time and the clock that counts it, or words without a time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.domain.duration import LONGEST, Duration, parse_duration
from web.policy_parts.fields import ChoiceField, Choices, LineField
from web.policy_parts.sheet import Json, Piece

UNITS: Choices = [("hours", _("hours")), ("days", _("days")), ("minutes", _("minutes"))]
CLOCKS: Choices = [
    ("working_days", _("Working days: weekends and days off do not count")),
    ("calendar", _("All days, also weekends and days off")),
    ("contact_hours", _("Only the hours in which you can be reached")),
]
FIRMNESS: Choices = [("usual", _("It is what you usually manage")), ("promised", _("It is a promise"))]
A_TIME, WORDS = "time", "words"
_MINUTES_AN_HOUR = 60


class ReplyPiece(Piece):
    legend = _("How soon you reply")
    rarely = _("A range, or words of your own")
    rare = ("least", "least_unit", "words")
    unsaid: object = _("You say nothing of it")

    said = ChoiceField(label=_("Is a time given?"), choices=[])
    amount = forms.IntegerField(
        label=_("Within"), min_value=0, max_value=10**6, required=False, help_text=_("0 days: the same day.")
    )
    unit = ChoiceField(label=_("Hours or days"), choices=UNITS)
    clock = ChoiceField(label=_("What counts"), choices=CLOCKS)
    firmness = ChoiceField(label=_("How firm it is"), choices=FIRMNESS)
    least = forms.IntegerField(
        label=_("At least"),
        help_text=_("The shorter end, where you give a range."),
        min_value=0,
        max_value=10**6,
        required=False,
    )
    least_unit = ChoiceField(label=_("Hours or days, at least"), choices=UNITS)
    words = LineField(label=_("In your own words"), help_text=_("Such as: as soon as possible."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["said"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", self.unsaid),
            (A_TIME, _("Yes, a time")),
            (WORDS, _("No, at most words")),
        ]

    def shown(self, began: Json) -> Json:
        amount, unit = _parts(began.get("within"))
        least, least_unit = _parts(began.get("at_least"))
        return {
            "said": A_TIME if began.get("within") else WORDS,
            "amount": amount,
            "unit": unit,
            "least": least,
            "least_unit": least_unit,
            "words": began.get("words"),
            "clock": began["clock"],
            "firmness": began["firmness"],
        }

    @property
    def shows_rare_ones(self) -> bool:
        return any(self[name].errors or self[name].value() not in (None, "") for name in ("least", "words"))

    @property
    def is_blank(self) -> bool:
        """What is chosen from lists says nothing without a time or words."""
        return not any(self[name].data not in (None, "") for name in ("said", "amount", "least", "words"))

    def clean(self) -> None:
        said = self.cleaned_data
        if not said.get("said") and any(said.get(name) not in (None, "") for name in ("amount", "words")):
            self.add_error("said", _("Something stands below: choose what it is, or take it out."))
        if said.get("said") == A_TIME:
            self._clean_times(said)

    def _clean_times(self, said: Json) -> None:
        if said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Write how many hours or days."))
        longest = self._duration("amount", "unit", said)
        shortest = self._duration("least", "least_unit", said)
        if longest and shortest and longest.shortest < shortest.shortest:
            self.add_error("least", _("This is longer than the time above. Change one of them."))

    def _duration(self, amount: str, unit: str, said: Json) -> Duration | None:
        if said.get(amount) is None:
            return None
        if said[amount] == 0 and said.get(unit) != "days":
            self.add_error(amount, _("This leaves no time to reply. Write 0 days for the same day."))
            return None
        try:
            return parse_duration(_written(said[amount], said.get(unit)))
        except ValueError:
            most = _("That is too long. Write at most %(days)s days.") % {"days": LONGEST.days}
            self.add_error(amount, most)
            return None

    def value(self) -> Json | None:
        """What nobody touched stays as it was, even if it could be said with less."""
        said = self.cleaned_data
        if not self.has_changed():
            return self.began
        if not said["said"]:
            return None
        found = {"firmness": said["firmness"] or "usual", "words": self.own_words("words")}
        if said["said"] == WORDS:
            return {"clock": "calendar", **found}
        return {
            "within": _written(said["amount"], said["unit"]),
            "clock": said["clock"] or "working_days",
            "at_least": _written(said["least"], said["least_unit"]) if said["least"] is not None else None,
            **found,
        }


class ReplyOfItsOwn(ReplyPiece):
    may_be_folded = True
    legend = _("A reply time of its own")
    unsaid = _("As for everything else")


def _parts(written: str | None) -> tuple[int | None, str]:
    """PT24H as 24 hours."""
    if written is None:
        return None, "hours"
    duration = parse_duration(written)
    if duration.elapsed is None:
        return duration.days, "days"
    minutes = int(duration.elapsed.total_seconds()) // 60
    if minutes % _MINUTES_AN_HOUR:
        return minutes, "minutes"
    return minutes // _MINUTES_AN_HOUR, "hours"


def _written(amount: int, unit: str | None) -> str:
    return f"P{amount}D" if unit == "days" else f"PT{amount}{'M' if unit == 'minutes' else 'H'}"
