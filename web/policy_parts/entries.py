"""Rows of one field each: dates, names, ideas and notes."""

from django.utils.translation import gettext_lazy as _

from web.policy_parts.fields import DayField, LineField, WordsField
from web.policy_parts.sheet import Json, Piece


class Entry(Piece):
    def shown(self, began: Json) -> Json:
        return {"said": began}

    def value(self) -> str | None:
        return self.own_words("said")


class ClosedDate(Entry):
    legend = _("Closed date")
    said = DayField(label=_("Date"), required=False)

    def value(self) -> str | None:
        day: str | None = self.cleaned_data["said"]
        return day


class WorkedHoliday(Entry):
    legend = _("Holiday on which you work")
    said = LineField(
        label=_("Its name"), help_text=_("As it is called where you work, such as: Columbus Day.")
    )


class Idea(Entry):
    legend = _("Something to do while they wait")
    said = LineField(label=_("What may help"), help_text=_("Such as: take a short walk."))


class Note(Entry):
    legend = _("Note")
    said = WordsField(label=_("Good to know"))


class Resource(Entry):
    legend = _("Help in an emergency")
    said = LineField(
        label=_("Number or name"),
        help_text=_("Such as 911 or 988, or: nearest_er, gp, local_crisis_line, practice_crisis_line."),
    )
