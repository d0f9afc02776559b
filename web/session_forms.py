"""A kind of session, in plain words and with terms that suit most."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from scheduler.services import Offer
from scheduler.services.session_types import LIMITS, REMINDERS
from web.labels import PLACES, WHO_BOOKS
from web.presentation.lengths import say_minutes

HOUR, DAY = 60, 24 * 60
_said = lazy(say_minutes, str)


class LengthField(forms.TypedChoiceField):
    """Minutes, chosen by their words; what is kept already can be kept."""

    def __init__(self, *lengths: int, label: object, help_text: object = "") -> None:
        self.lengths = lengths
        super().__init__(
            coerce=int,
            label=label,  # type: ignore[arg-type]  # translated when shown
            help_text=help_text,  # type: ignore[arg-type]  # likewise
            choices=[(str(each), _said(each)) for each in lengths],
            error_messages={
                "required": _("Choose one of these."),
                "invalid_choice": _("Choose one of these."),
            },
        )

    def offer(self, kept: object) -> None:
        if isinstance(kept, int) and kept not in self.lengths:
            self.choices = [(str(each), _said(each)) for each in sorted({*self.lengths, kept})]


class _RemindersField(forms.TypedMultipleChoiceField):
    def clean(self, value: object) -> Any:  # noqa: ANN401  Django's own has a list
        chosen = super().clean(value)
        if len(chosen) > REMINDERS:
            raise forms.ValidationError(_("Choose three at most: more would be a burden."))
        return tuple(chosen)


def _whole(label: object, name: str, *, help_text: object = "", required: bool = True) -> forms.IntegerField:
    """A number within its limits."""
    least, most = LIMITS[name]
    mend = _("Write a whole number from {least} to {most}.")
    said = lazy(lambda: str(mend).format(least=least, most=most), str)()
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]  # translated when shown
        help_text=help_text,  # type: ignore[arg-type]  # likewise
        required=required,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
    )


class SessionTypeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As clients read it, such as “First meeting”. It is public where anyone may book."),
        max_length=100,
        error_messages={"required": _("Give it a name that clients understand, such as “First meeting”.")},
    )
    minutes = _whole(_("How many minutes does it take?"), "minutes")
    place = forms.ChoiceField(label=_("Where?"), choices=list(PLACES.items()))
    where = forms.CharField(
        label=_("Address or link"),
        help_text=_("A street, a room, a link: for whoever has an appointment, and nobody else."),
        required=False,
        max_length=500,
    )
    who_books = forms.ChoiceField(
        label=_("Who may book it?"), choices=list(WHO_BOOKS.items()), widget=forms.RadioSelect
    )
    is_instant = forms.BooleanField(
        label=_("Clients have their time at once"),
        help_text=_(
            "Otherwise they ask for it, and you say yes or no. People who are no clients always ask."
        ),
        required=False,
    )
    notice = LengthField(
        0,
        2 * HOUR,
        4 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        3 * DAY,
        7 * DAY,
        label=_("How long before it begins must it be booked?"),
    )
    horizon_days = _whole(_("How many days ahead can it be booked, at most?"), "horizon_days")
    before = LengthField(0, 5, 10, 15, 30, HOUR, label=_("Kept free before it"))
    after = LengthField(0, 5, 10, 15, 30, HOUR, label=_("Kept free after it"))
    step = LengthField(
        15, 20, 30, 45, HOUR, 2 * HOUR, label=_("A time is offered every"),
        help_text=_("Counted from the beginning of your hours."),
    )  # fmt: skip
    daily_maximum = _whole(
        _("At most so many appointments a day"),
        "daily_maximum",
        help_text=_("Of all kinds together."),
        required=False,
    )
    hold = LengthField(
        4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY,
        label=_("How long is a time kept that was asked for?"),
        help_text=_("Until then you say yes or no; afterwards it is free again, and they are told."),
    )  # fmt: skip
    cancel_notice = LengthField(
        0, 2 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY,
        label=_("Until when may clients move or cancel it without it being late?"),
        help_text=_("So long before it begins. Cancelling is possible later, too, and shown to you as late."),
    )  # fmt: skip
    cancel_words = forms.CharField(
        label=_("Your rule for late changes, in your words"),
        help_text=_("Read before booking, such as what a missed session costs. It is public."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reminders = _RemindersField(
        label=_("Reminders before it begins"),
        coerce=int,
        required=False,
        choices=[(str(each), _said(each)) for each in (HOUR, 2 * HOUR, DAY, 2 * DAY, 7 * DAY)],
        widget=forms.CheckboxSelectMultiple,
    )

    FIRST = ("name", "minutes", "place", "where", "who_books", "is_instant")

    def __init__(self, *args: object, kept: Mapping[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401  passed on as they came
        """`kept`: the terms until now; else those that suit most."""
        usual = asdict(Offer(name="", minutes=50))
        terms = dict(kept or usual)
        super().__init__(*args, **kwargs | {"initial": terms})  # type: ignore[arg-type]  # passed on as they came
        for name, field in self.fields.items():
            if isinstance(field, LengthField):
                field.offer(terms.get(name))
        known = {value for value, _words in self.fields["reminders"].choices}  # type: ignore[attr-defined]  # a choice field
        others = [(str(each), _said(each)) for each in terms["reminders"] if str(each) not in known]
        self.fields["reminders"].choices += others  # type: ignore[attr-defined]  # likewise

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.FIRST]

    @property
    def has_mistakes_in_more(self) -> bool:
        return any(field.errors for field in self.more)

    @property
    def offer(self) -> Offer:
        return Offer(**self.cleaned_data)

    def say_terms(self, field: str, said: str) -> None:
        self.add_error(field if field in self.fields else None, said)
