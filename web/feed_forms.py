"""What is said of an address for calendar apps."""

from django import forms
from django.utils.translation import gettext_lazy as _

_LABEL = _("Where it will be read")
_OFF = {"autocomplete": "off"}


class _FeedForm(forms.Form):
    label = forms.CharField(
        label=_LABEL,
        max_length=100,
        help_text=_("So that you know it again, such as “my phone”."),
        error_messages={"required": _("Write where it will be read, such as “my phone”.")},
        widget=forms.TextInput(attrs=_OFF),
    )
    shows_names = forms.BooleanField(required=False)

    def say_that_there_are_too_many(self) -> None:
        self.add_error(
            "label", _("You have as many addresses as can be kept. Take one away that is not used.")
        )


class _ClinicianWords(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["shows_names"].label = _("Show clients' names")
        self.fields["shows_names"].help_text = _(
            "Then whoever runs the calendar, such as Google, Apple or Microsoft, can read who comes to you, "
            "and so can everybody you share it with. Without it, only the kind of session is shown."
        )


class _ClientWords(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["shows_names"].label = _("Show who it is with, what it is, and where")
        self.fields["shows_names"].help_text = _(
            "Then whoever runs the calendar, such as Google, Apple or Microsoft, can read it, and so can "
            "everybody you share it with. Without it, your calendar says “Appointment” and nothing else."
        )


class MakeFeedForm(_ClinicianWords, _FeedForm):
    kind = forms.ChoiceField(
        label=_("What it tells"),
        choices=[
            ("own", _("Everything of mine: appointments, contact hours, time away, coverage")),
            ("busy", _("Only when I am busy, to share with others: no names, no reasons")),
        ],
        initial="own",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it tells."), "invalid_choice": _("Choose what it tells.")},
    )
    field_order = ("kind", "label", "shows_names")


class MakeYourFeedForm(_ClientWords, _FeedForm):
    """A client's, which is of one kind."""


class _ChangeForm(_FeedForm):
    shows_cancelled = forms.BooleanField(
        label=_("Keep cancelled appointments, crossed out"),
        help_text=_("Without it, they go from the calendar."),
        required=False,
    )


class ChangeFeedForm(_ClinicianWords, _ChangeForm):
    pass


class ChangeYourFeedForm(_ClientWords, _ChangeForm):
    pass
