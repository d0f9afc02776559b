"""What a clinician says of a calendar that they keep elsewhere."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scheduler.services import CalendarTerms
from web.labels import CALENDAR_USES
from web.presentation.zones import choices as zones

LONGEST_ADDRESS = 2_000  # characters
LARGEST = 2 * 1024 * 1024  # bytes


class TermsForm(forms.Form):
    name = forms.CharField(
        label=_("What you call it"),
        max_length=100,
        help_text=_("Such as “Work” or “Family”. Nobody but you sees it, here and in mails to you."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give it a name, so that you know it again.")},
    )
    use = forms.ChoiceField(
        label=_("What it tells"),
        choices=CALENDAR_USES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it tells."), "invalid_choice": _("Choose what it tells.")},
    )
    changes_promises = forms.BooleanField(
        label=_("Let it change my reply times and my public page, too"),
        help_text=_(
            "Without this it only keeps times from being booked. With it, nobody is promised a reply while "
            "you are away, and hours that are taken are no contact hours. Others see times alone. Holidays "
            "count everywhere once you said that you are closed."
        ),
        required=False,
    )
    tentative_counts = forms.BooleanField(
        label=_("What is only tentative counts, too"), required=False, initial=True
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For whole days, and for times that the calendar gives without a zone."),
        error_messages={"invalid_choice": _("Choose a time zone.")},
    )

    def __init__(self, *args: object, zone: str, **kwargs: object) -> None:
        """`zone`: where the clinician is, or the calendar was so far."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        field = cast("forms.ChoiceField", self.fields["time_zone"])
        field.choices = zones(get_language() or "en", zone)
        field.initial = zone

    @property
    def terms(self) -> CalendarTerms:
        said: dict[str, Any] = self.cleaned_data
        return CalendarTerms(
            name=said["name"],
            use=said["use"],
            time_zone=said["time_zone"],
            changes_promises=said["changes_promises"],
            tentative_counts=said["tentative_counts"],
        )

    def say_that_another_upload_is_needed(self) -> None:
        mend = _(
            "The file is not kept here, so it cannot be read in another way. Disconnect the calendar and "
            "upload the file again with what you want it to tell."
        )
        self.add_error("use", mend)


class _FileField(forms.FileField):
    def __init__(self, label: object, help_text: object, *, required: bool = True) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]  # translated when shown
            help_text=help_text,  # type: ignore[arg-type]  # likewise
            required=required,
            widget=forms.FileInput(attrs={"accept": ".ics,.ical,.icalendar,text/calendar"}),
            error_messages={
                "required": _("Choose the file that you exported; its name ends with .ics."),
                "empty": _("This file is empty. Export the calendar again, then choose the new file."),
            },
        )

    def clean(self, data: object, initial: object = None) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if file and (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("This file is larger than 2 MB. Export a shorter span of it, or connect it by its address.")
            )
        return file


def _address_field(help_text: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Its secret address"),
        required=required,
        max_length=LONGEST_ADDRESS,
        help_text=help_text,  # type: ignore[arg-type]  # translated when shown
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
        error_messages={
            "required": _("Paste the calendar's address here."),
            "max_length": _("This is too long for an address. Copy it once more."),
        },
    )


class AddressForm(forms.Form):
    address = _address_field(_("As your calendar app shows it by now: it begins with https:// or webcal://."))

    def refuse(self, why: Any) -> None:  # noqa: ANN401  translated when shown
        self.add_error("address", why)


class UploadForm(forms.Form):
    file = _FileField(_("A newer file"), _("It takes the place of what was read from the last one."))

    @property
    def raw(self) -> bytes:
        return bytes(self.cleaned_data["file"].read())

    def refuse(self, why: Any) -> None:  # noqa: ANN401  translated when shown
        self.add_error("file", why)


class ConnectForm(TermsForm):
    address = _address_field(
        _("It begins with https:// or webcal://. Below it says where your calendar app shows it."),
        required=False,
    )
    file = _FileField(
        _("Or a file"),
        _("Exported from your calendar app. It is read once, and does not follow later changes."),
        required=False,
    )
    field_order = ("name", "address", "file", "use", "changes_promises", "tentative_counts", "time_zone")

    def clean(self) -> None:
        super().clean()
        address, file = self.cleaned_data.get("address"), self.cleaned_data.get("file")
        if address and file:
            self.add_error("file", _("Give the address or the file, not both: which of them shall count?"))
        if not (address or file or self.errors.keys() & {"address", "file"}):
            self.add_error("address", _("Paste the calendar's address here, or choose a file below."))

    @property
    def raw(self) -> bytes | None:
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else None

    def refuse(self, why: Any) -> None:  # noqa: ANN401  translated when shown
        """Beside what was given."""
        self.add_error("file" if self.cleaned_data.get("file") else "address", why)

    def say_that_there_are_too_many(self) -> None:
        self.add_error(
            None, _("You have connected as many calendars as can be read. Disconnect one of them first.")
        )
