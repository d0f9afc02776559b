"""What whoever books a time fills in: clients and visitors, and the clinician for a client."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduler.domain.errors import (
    IsOverError,
    MayNotBookError,
    NoAppointmentError,
    NoteTooLongError,
    SchedulerError,
    TooLateToMoveError,
    TooManyAheadError,
    TooManyRequestsError,
)
from scheduler.domain.wall_clock import MINUTES_A_DAY, instant, parse_instant, zone
from web.forms import AddressField, CopyField, WordsField, day_field

LONGEST_NOTE = 2_000
Choices = Sequence[tuple[str, str]]
FURTHEST = timedelta(days=800)

TOO_LONG = _("This is too long for a note. Send the rest as a message.")
_CHOOSE = _("Choose one of the times.")
SERIES_TERMS = {
    "first_day": _("Choose a day within the next twelve weeks."),
    "last_day": _("The series ends before this day. Choose an earlier one."),
}


class StartField(forms.ChoiceField):
    """One of the times that were shown. Whether it is still free is found out when it is kept."""

    def to_python(self, value: object) -> Any:  # noqa: ANN401  Django's own has a text
        try:
            return parse_instant(str(value or "")) if value else None
        except SchedulerError:
            raise forms.ValidationError(_CHOOSE) from None

    def validate(self, value: object) -> None:
        if value is None:
            raise forms.ValidationError(_CHOOSE)


class TimeForm(forms.Form):
    """A time alone."""

    start = StartField(label=_("Which time suits you?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.offer(choices)

    def offer(self, choices: Choices) -> None:
        self.fields["start"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def say_terms(self, field: str) -> None:
        """What of a series cannot be, by its name there."""
        self.add_error("start", SERIES_TERMS[field])

    def say_taken(self, others: Choices, said: str) -> None:
        """The nearest others stand where the chosen one stood; nothing else in the form changes."""
        if others:
            self.offer(others)
        self.add_error("start", said)


class BookingForm(TimeForm):
    """By a client. `copy` names one filled-in form: its note, sent twice, is heard once."""

    note = WordsField(
        label=_("Is there anything to say beforehand?"),
        help_text=_("Such as what would help you to come. It is read before you meet, not at once."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    copy = CopyField(initial=uuid4, widget=forms.HiddenInput)

    @property
    def words(self) -> str:
        """As they stand in the form, whatever is wrong with it."""
        return str(self["note"].value() or "") if self.is_bound else ""


class VisitorBookingForm(BookingForm):
    """By somebody who is not signed in."""

    field_order = ("start", "name", "address", "note")
    name = WordsField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name you would like to be called by.")},
    )
    address = AddressField(_("Here you hear whether the time is yours."))


class WaitingForm(forms.Form):
    first = day_field(_("From"), mend=_("Choose a date."))
    last = day_field(_("Until"), mend=_("Choose a date."), help_text=_("At most half a year from now."))

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("Choose a last day that is not before the first."))

    @property
    def days(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]

    def say_other_days(self) -> None:
        self.add_error("last", _("Choose days from today on, the last within half a year."))


class AnyTimeForm(forms.Form):
    """Any day and time of day at the clinician's. `seen`: of which time what is worth knowing was read."""

    day = day_field(_("Day"), mend=_("Choose a date."))
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write a time of day, such as 09:30.")),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, place: str, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.place, self.now = place, now

    def clean_day(self) -> date | None:
        return self._near(self.cleaned_data["day"])

    def _near(self, day: date | None) -> date | None:
        if day and abs(day - self.now.date()) > FURTHEST:
            raise forms.ValidationError(_("Choose a date within the next two years."))
        return day

    def clean(self) -> None:
        super().clean()
        if not self.errors and self.start <= self.now:
            self.add_error("day", _("This time is over. Choose one that is still to come."))

    @property
    def start(self) -> datetime:
        return instant(self.cleaned_data["day"], self.starts_at, zone(self.place))

    @property
    def starts_at(self) -> int:
        """Minutes after midnight."""
        said = self.cleaned_data["time"]
        return int(said.hour * 60 + said.minute) % MINUTES_A_DAY

    def has_seen(self) -> bool:
        """Whether what is worth knowing was read, of this very time."""
        return bool(self.cleaned_data["seen"]) and self.cleaned_data["seen"] == self.start.isoformat()

    def show_first(self) -> None:
        """The same form once more, with what is worth knowing beside it."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # of a request
        self.data[self.add_prefix("seen")] = self.start.isoformat()  # type: ignore[index]  # likewise

    def say_terms(self, field: str) -> None:
        """What of a series cannot be, by its name there."""
        self.add_error("day", SERIES_TERMS[field])

    def say_taken(self) -> None:
        self.add_error(
            "time", _("You have another appointment then. Choose another time, or move that one first.")
        )


class EntryForm(AnyTimeForm):
    """A clinician, or the front desk, enters an appointment for a client: once, or every so many weeks."""

    field_order = ("client", "kind", "day", "time", "weeks", "last_day")
    client = forms.ChoiceField(label=_("For whom?"), error_messages={"required": _("Choose a client.")})
    kind = forms.ChoiceField(
        label=_("Which kind of session?"), error_messages={"required": _("Choose a kind of session.")}
    )
    weeks = forms.TypedChoiceField(
        label=_("How often?"),
        coerce=int,
        choices=[
            ("0", _("Once")),
            ("1", _("Every week")),
            ("2", _("Every second week")),
            ("3", _("Every third week")),
            ("4", _("Every fourth week")),
        ],
        initial="0",
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("Where it is to end. Otherwise it goes on until you end it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a date.")},
    )

    def __init__(self, *args: object, clients: Choices, kinds: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["client"].choices = clients  # type: ignore[attr-defined]  # a choice field
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # likewise

    def say_terms(self, field: str) -> None:
        if field == "last_day":
            self.add_error(field, _("Choose a last day that is not before the first."))
        else:
            super().say_terms(field)

    def clean_last_day(self) -> date | None:
        return self._near(self.cleaned_data["last_day"])

    @property
    def has_choices(self) -> bool:
        return len(self.fields["client"].choices) > 1 and bool(self.fields["kind"].choices)  # type: ignore[attr-defined]  # as above


REFUSALS: dict[type[NoAppointmentError], Any] = {
    IsOverError: _(
        "This time is over, or the appointment does not take place any more. Choose another time."
    ),
    MayNotBookError: _("Times for this are not booked here any more. Please write a message instead."),
    NoteTooLongError: TOO_LONG,
    TooManyRequestsError: _(
        "Several times that were asked for wait for an answer already. Please ask again later."
    ),
    TooManyAheadError: _(
        "You have booked many times already. To find more of them together, please write a message."
    ),
    TooLateToMoveError: _(
        "It begins so soon that it cannot be moved here any more. Write a message, and you find another time "
        "together."
    ),
}


def taken_words(*, has_others: bool, is_visitor: bool) -> str:
    """What somebody reads who was not the first."""
    if is_visitor:
        return str(
            _("This time is no longer free. If you have just asked for it yourself, it is kept for you.")
        )
    if has_others:
        return str(
            _("Somebody else was a moment quicker. What you wrote is still here; these times are nearest.")
        )
    return str(
        _("Somebody else was a moment quicker, and nothing near it is free. What you wrote is still here.")
    )
