"""The sections of the form, in the order in which a policy is said."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.domain.document import BoundaryPolicy, DocumentError, DocumentProblem, parse_document, to_json
from web.labels import CHANNELS, MATTERS
from web.policy_parts.away import AwayPiece
from web.policy_parts.channels import ChannelPiece
from web.policy_parts.entries import ClosedDate, Idea, Note, Resource, WorkedHoliday
from web.policy_parts.fields import ChoiceField, DayField, WordsField
from web.policy_parts.hours import OverridePiece, weekly
from web.policy_parts.replies import ReplyOfItsOwn, ReplyPiece
from web.policy_parts.sheet import Json, Piece, Rows, Sheet
from web.presentation.zones import choices as zones

_STEP = re.compile(r"(\w+)|\[(\d+)\]")


class Section(Piece):
    """Edits these parts of the document (`edits`, by their keys)."""

    name: ClassVar[str]
    title: ClassVar[object]
    intro: ClassVar[object] = ""
    edits: ClassVar[Sequence[str]]

    def __init__(self, sheet: Sheet) -> None:
        document = to_json(sheet.policy)
        super().__init__(sheet, self.name, {key: document[key] for key in self.edits if key in document})
        self.faults: tuple[str, ...] = ()

    def value(self) -> Json:
        return {name: piece.value() for name, piece in self.pieces.items()}

    @cached_property
    def document(self) -> BoundaryPolicy | None:
        """The whole policy with what was typed here; None where something has to be mended first."""
        if not self.is_whole:
            return None
        others = {key: part for key, part in to_json(self.sheet.policy).items() if key not in self.edits}
        try:
            return parse_document(others | self.value())
        except DocumentError as error:
            self.faults = tuple(self._at_their_place(error.problems))
            return None

    def _at_their_place(self, problems: Iterable[DocumentProblem]) -> list[str]:
        """What belongs to a field is said there; the rest is left, to be said above them all."""
        return [str(each) for each in problems if not self._say_there(each)]

    def _say_there(self, problem: DocumentProblem) -> bool:
        place: Piece | Rows = self
        for name, number in _STEP.findall(problem.path):
            if isinstance(place, Rows):
                place = place.filled[int(number)] if number and int(number) < len(place.filled) else place
            elif name in place.pieces:
                place = place.pieces[name]
            elif name in place.fields:
                place.add_error(name, problem.message)
                return True
        if isinstance(place, Rows) or place is self:
            return False
        place.add_error(next(iter(place.fields)), problem.message)
        return True


def _rows_of(section: Section, piece: type[Piece], key: str, began: Json, most: int, title: object) -> Rows:
    return Rows(section.sheet, section.named(key), piece, began.get(key, []), most=most, title=title)


class Hours(Section):
    name, title, edits = "hours", _("Hours"), ("hours",)
    intro = _("When you can be reached decides when a reply is due. Where it is empty, the others count.")
    kinds: ClassVar[dict[str, object]] = {
        "contact": _("When you can be reached"),
        "office": _("Office hours"),
        "sessions": _("Sessions"),
        "phone": _("Phone hours"),
    }

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        said = began.get("hours", {})
        return {
            kind: weekly(self.sheet, self.named(kind), said.get(kind), name)
            for kind, name in self.kinds.items()
        }

    def value(self) -> Json:
        return {"hours": super().value()}


class Replies(Section):
    name, title, edits = "replies", _("Reply times"), ("reply", "matters")

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        general = ReplyPiece(self.sheet, self.named("reply"), began.get("reply"))
        said, pieces = began.get("matters", {}), {"reply": general}
        for matter, name in MATTERS.items():
            pieces[matter] = ReplyOfItsOwn(self.sheet, self.named(matter), said.get(matter))
            pieces[matter].legend = name
        return dict(pieces)

    def value(self) -> Json:
        said = super().value()
        return {"reply": said.pop("reply"), "matters": {name: part for name, part in said.items() if part}}


class Channels(Section):
    name, title, edits = "channels", _("Ways to reach you"), ("channels",)
    intro = _("What is for scheduling only, or not read at all, is best said before somebody writes there.")

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        pieces, said = {}, began.get("channels", {})
        for channel, name in CHANNELS.items():
            pieces[channel] = ChannelPiece(self.sheet, self.named(channel), said.get(channel))
            pieces[channel].legend = name
        return dict(pieces)

    def value(self) -> Json:
        return {"channels": {name: part for name, part in super().value().items() if part}}


class Closed(Section):
    name, title = "closed", _("Days off and other hours")
    edits = ("closed", "holidays", "closed_dates", "overrides")

    closed = forms.MultipleChoiceField(
        label=_("You do not read messages"),
        choices=[
            ("weekends", _("at weekends")),
            ("evenings", _("in the evening")),
            ("public_holidays", _("on public holidays")),
            ("university_holidays", _("on university holidays")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    observe = ChoiceField(
        label=_("Public holidays"),
        choices=[
            ("", _("You say nothing of it")),
            ("yes", _("You are off on public holidays")),
            ("no", _("You work on public holidays")),
        ],
    )

    def shown(self, began: Json) -> Json:
        holidays = began.get("holidays")
        observe = holidays and ("yes" if holidays["observe"] else "no")
        return {"closed": began.get("closed"), "observe": observe}

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        holidays = began.get("holidays") or {}
        return {
            "open_on": _rows_of(
                self, WorkedHoliday, "open_on", holidays, 100, _("Holidays on which you work")
            ),
            "closed_dates": _rows_of(self, ClosedDate, "closed_dates", began, 2000, _("Closed dates")),
            "overrides": _rows_of(self, OverridePiece, "overrides", began, 2000, _("Dates with other hours")),
        }

    def clean(self) -> None:
        open_on = self.pieces["open_on"]
        if not open_on.is_blank and not self.cleaned_data.get("observe") and "observe" not in self.errors:
            self.add_error(
                "observe", _("You name holidays on which you work: say what holds for the others.")
            )

    def value(self) -> Json:
        said, ticked = super().value(), self.cleaned_data["closed"]
        open_on, observe = said.pop("open_on"), self.cleaned_data["observe"]
        began = (self.began or {}).get("closed", [])
        holidays = {"observe": observe == "yes", "open_on": open_on} if observe else None
        return {**said, "closed": began if {*began} == {*ticked} else ticked, "holidays": holidays}


class Away(Section):
    name, title, edits = "away", _("Time away"), ("time_away", "coverage")

    coverage = WordsField(
        label=_("Who answers when you are away"),
        help_text=_("A lasting arrangement, in your own words, such as a rota or an answering service."),
    )

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        return {"time_away": _rows_of(self, AwayPiece, "time_away", began, 1000, _("Planned absences"))}

    def value(self) -> Json:
        return {**super().value(), "coverage": self.own_words("coverage")}


class Emergency(Section):
    name, title, edits = "emergency", _("Help in an emergency"), ("emergency", "while_you_wait")
    intro = _("Numbers that do not work where a client is are replaced by those that do.")

    text = WordsField(label=_("In your own words"))

    def shown(self, began: Json) -> Json:
        return {"text": (began.get("emergency") or {}).get("text")}

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        said = began.get("emergency") or {}
        return {
            "resources": _rows_of(self, Resource, "resources", said, 50, _("Where they can turn")),
            "while_you_wait": _rows_of(self, Idea, "while_you_wait", began, 50, _("While they wait")),
        }

    def value(self) -> Json:
        said = super().value()
        emergency = {"resources": said.pop("resources"), "text": self.own_words("text")}
        return {**said, "emergency": emergency}


class Words(Section):
    name, title = "words", _("Ending care, review and notes")
    edits = ("ending_care", "review_on", "notes")

    ending_care = WordsField(label=_("If you stop working together"))
    review_on = DayField(label=_("When you look at this again"), required=False)

    def smaller(self, began: Json) -> dict[str, Piece | Rows]:
        return {"notes": _rows_of(self, Note, "notes", began, 100, _("Notes"))}

    def value(self) -> Json:
        review_on = self.cleaned_data["review_on"]
        return {**super().value(), "ending_care": self.own_words("ending_care"), "review_on": review_on}


class Place(Section):
    name, title, edits = "place", _("Place and language"), ("timezone", "region", "language")
    intro = _("All hours are in this time zone. No sentence in your statement can change it.")

    timezone = forms.ChoiceField(label=_("Time zone"))
    region = forms.CharField(
        label=_("Country or region"),
        max_length=8,
        help_text=_("Such as US-NY. It decides public holidays and helplines."),
        required=False,
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        help_text=_("In which your statement is written, such as en or es. Only English is read so far."),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        choices = zones(get_language() or "en", sheet.policy.timezone)
        self.fields["timezone"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip()
        return region if region == self.initial.get("region") else region.upper()

    def value(self) -> Json:
        said = self.cleaned_data
        return {**said, "region": said["region"] or None}


SECTIONS: dict[str, type[Section]] = {
    each.name: each for each in (Hours, Replies, Channels, Closed, Away, Emergency, Words, Place)
}
