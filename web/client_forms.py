"""What is said of a client, and what is asked for them."""

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.services import Particulars
from notifications.domain.address import normalise_email, normalise_phone
from policies.domain.holidays import region_problem
from web.presentation import zones

OFF = {"autocomplete": "off"}
_EMAIL_MEND = _("Write one address, like name@example.org.")
_PHONE_MEND = _("Write the number with its country, like +1 212 555 0123.")


class _WhoForm(forms.Form):
    """Who a client is; said of them by whoever cares for them, or by themselves."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs=OFF))
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    region = forms.CharField(
        label=_("Country or region"), required=False, max_length=8, widget=forms.TextInput(attrs=OFF)
    )
    same: Any
    nameless: Any
    why_region: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on as they came
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = self.nameless
        self.fields["region"].help_text = self.why_region
        kept = {name: str(self.initial.get(name) or "") for name in ("language", "time_zone")}
        languages = dict(settings.LANGUAGES)
        languages |= {kept["language"]: kept["language"]} if kept["language"] not in languages else {}
        languages.pop("", None)
        self.fields["language"].choices = [("", self.same), *languages.items()]  # type: ignore[attr-defined]  # a choice field
        named = zones.choices(get_language() or "en", kept["time_zone"] or None)
        self.fields["time_zone"].choices = [("", self.same), *named]  # type: ignore[attr-defined]  # likewise

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"].upper()
        if region and region_problem(region):
            raise forms.ValidationError(_("Write a code like US-NY or MX, or leave it empty."))
        return region

    def particulars(self) -> Particulars:
        said = self.cleaned_data
        return Particulars(
            name=said["name"],
            language=said["language"],
            time_zone=said["time_zone"],
            region=said["region"],
        )


class DetailsForm(_WhoForm):
    """What clients correct themselves. Addresses let people in, and are not among it."""

    same = _("Same as my clinician's")
    nameless = _("Write how you would like to be called.")
    why_region = _("As a code, like US-NY or MX: it decides which helplines you are shown.")


class ParticularsForm(_WhoForm):
    """Who a client is and where they write from."""

    same = _("Same as yours")
    nameless = _("Write how you call them.")
    why_region = _("As a code, like US-NY or MX: it decides which helplines they are shown.")
    email = forms.CharField(
        label=_("Email"), required=False, max_length=254, widget=forms.EmailInput(attrs=OFF)
    )
    phone = forms.CharField(
        label=_("Phone number for text messages"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=OFF | {"inputmode": "tel"}),
    )
    field_order = ("name", "email", "phone")

    def clean_email(self) -> str:
        return _as_kept(normalise_email, self.cleaned_data["email"], _EMAIL_MEND)

    def clean_phone(self) -> str:
        return _as_kept(normalise_phone, self.cleaned_data["phone"], _PHONE_MEND)

    def particulars(self) -> Particulars:
        said = self.cleaned_data
        return replace(super().particulars(), addresses={"email": said["email"], "sms": said["phone"]})

    def say_taken(self, channel: str) -> None:
        self.add_error(
            "phone" if channel == "sms" else "email",
            _("This cannot be kept for them: it is in use in your practice already."),
        )


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it has to be kept"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in what they are given when they ask for everything you keep on them."),
        error_messages={"required": _("Write why, for whoever has to lift it one day.")},
    )


class SafetyForm(forms.Form):
    text = forms.CharField(
        label=_("What whoever is on duty should know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5} | OFF),
        help_text=_(
            "Such as what helps, whom to call and where they live. It is shown to whoever is called when a "
            "message of theirs sounds like danger, and whoever asks for everything is given it."
        ),
    )


class EraseForm(forms.Form):
    """Typed, so that the wrong person is not erased by a slip of the hand."""

    name = forms.CharField(
        label=_("Type their name to confirm"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:  # noqa: ANN401  passed on as they came
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.split() != self.expected.split():
            raise forms.ValidationError(_("This is not the name as it is kept here. Nothing was erased."))
        return typed


def _as_kept(normalise: Any, typed: str, mend: Any) -> str:  # noqa: ANN401  a function and a lazy text
    kept = normalise(typed) if typed.strip() else ""
    if kept is None:
        raise forms.ValidationError(mend)
    return str(kept)
