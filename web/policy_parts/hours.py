"""Hours that come back every week, and hours of one date."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.policy_parts.fields import DayField, TimeField, weekdays
from web.policy_parts.sheet import Json, Piece, Rows, Sheet

MOST_HOURS, MOST_ON_A_DATE = 200, 50  # a document holds no more


class StretchPiece(Piece):
    legend = _("Hours")

    start = TimeField(label=_("From"), required=False, help_text=_("Such as 9:00 or 5 pm."))
    end = TimeField(label=_("To"), required=False, ends=True, help_text=_("Empty: the end is open."))

    def clean_start(self) -> str:
        start: str | None = self.cleaned_data["start"]
        if start is None:
            raise forms.ValidationError(_("Say when it begins."))
        return start

    def value(self) -> Json:
        return {"start": self.cleaned_data["start"], "end": self.cleaned_data["end"]}


class WindowPiece(StretchPiece):
    legend = _("Hours")
    rarely = _("Not every week, or only for a time")
    rare = ("every", "anchor", "first", "last")

    days = forms.MultipleChoiceField(
        label=_("Days"), choices=weekdays, required=False, widget=forms.CheckboxSelectMultiple
    )
    every = forms.IntegerField(
        label=_("Every so many weeks"),
        help_text=_("2 is every second week. Empty: every week."),
        min_value=1,
        max_value=52,
        required=False,
    )
    anchor = DayField(
        label=_("A date in a week in which it happens"),
        help_text=_("The weeks are counted from there."),
        required=False,
    )
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)
    field_order = ("days", "start", "end", *rare)

    def shown(self, began: Json) -> Json:
        every = began.get("every", 1)
        said = {
            "every": None if every == 1 else every,
            "first": began.get("from"),
            "last": began.get("until"),
        }
        return {**began, **said}

    def clean_days(self) -> list[str]:
        days: list[str] = self.cleaned_data["days"]
        if not days:
            raise forms.ValidationError(_("Choose at least one day."))
        return days

    def clean(self) -> None:
        said = self.cleaned_data
        if (said.get("every") or 1) > 1 and not said.get("anchor") and "anchor" not in self.errors:
            self.add_error("anchor", _("Choose a date in one of these weeks, so that they can be counted."))
        if (first := said.get("first")) and (last := said.get("last")) and last < first:
            self.add_error("last", _("The last day is before the first. Change one of them."))

    def value(self) -> Json:
        said = self.cleaned_data
        window = {"days": said["days"], **super().value(), "every": said["every"] or 1}
        dates = {"anchor": said["anchor"], "from": said["first"], "until": said["last"]}
        return {**window, **{name: day for name, day in dates.items() if day}}


def weekly(sheet: Sheet, prefix: str, began: object, title: object) -> Rows:
    windows = began if isinstance(began, list) else []
    return Rows(sheet, prefix, WindowPiece, windows, most=MOST_HOURS, title=title)


class OverridePiece(Piece):
    legend = _("A date with hours of its own")

    date = DayField(label=_("Date"), help_text=_("Without hours it is a day on which you are closed."))

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        windows = began.get("windows", [])
        title = _("Hours on that date")
        return {
            "windows": Rows(
                self.sheet, self.named("windows"), StretchPiece, windows, most=MOST_ON_A_DATE, title=title
            )
        }

    def value(self) -> Json:
        return {"date": self.cleaned_data["date"], "windows": self.pieces["windows"].value()}
