"""What owners, and colleagues of each other, fill in. None of it says for which practice: the actor does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.domain.scopes import Scope
from accounts.models import Clinician
from accounts.services import AsClinician, Work
from notifications.domain.address import normalise_email
from policies.domain.holidays import region_problem
from scheduler.domain.wall_clock import local_date
from scheduler.domain.wall_clock import zone as time_zone
from web.forms import day_field
from web.labels import SCOPES
from web.presentation.zones import choices as zones

Choices = Sequence[tuple[str, str]]

_MEND = _("Write a mail address, like name@example.org.")
_FARTHEST = timedelta(days=800)


class _Address(forms.EmailField):
    def __init__(self, *, label: object, help_text: object, required: bool = True) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]  # translated when shown
            help_text=help_text,  # type: ignore[arg-type]  # likewise
            required=required,
            max_length=254,
            error_messages={"required": _MEND, "invalid": _MEND},
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: str) -> str:
        said: str = super().clean(value)
        if said and normalise_email(said) is None:
            raise forms.ValidationError(_MEND)
        return normalise_email(said) or "" if said else ""


class WorkForm(forms.Form):
    is_owner = forms.BooleanField(
        label=_("Owner"),
        help_text=_("Decides who works here and which programs come in. Reads no messages by that."),
        required=False,
    )
    is_front_desk = forms.BooleanField(
        label=_("Front desk"),
        help_text=_("Sees and answers messages about scheduling, and nothing else."),
        required=False,
    )

    @property
    def work(self) -> Work:
        return Work(self.cleaned_data["is_owner"], self.cleaned_data["is_front_desk"])

    def say_that_an_owner_is_needed(self) -> None:
        self.add_error("is_owner", _("A practice needs an owner. Make somebody else one first."))

    def say_that_work_is_needed(self) -> None:
        self.add_error(None, _("Choose at least one kind of work, or end their access."))


class PersonForm(WorkForm):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write a name.")})
    email = _Address(label=_("Email"), help_text=_("With this they sign in; they set their own password."))
    is_clinician = forms.BooleanField(
        label=_("Clinician"),
        help_text=_("Has a public page and an inbox; sees the messages written to them."),
        required=False,
    )
    inbox = _Address(
        label=_("Address for clients"),
        help_text=_("Where clients write to. It has to reach this service."),
        required=False,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    region = forms.CharField(
        label=_("Country or region"),
        max_length=8,
        help_text=_("Such as US-NY. It decides public holidays and helplines."),
        required=False,
    )
    field_order = (
        "name",
        "email",
        "is_clinician",
        "is_front_desk",
        "is_owner",
        "inbox",
        "time_zone",
        "region",
    )

    def __init__(self, *args: object, like: Clinician | None, **kwargs: object) -> None:
        """`like`: a clinician whose place a new one probably shares."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.like = like
        self.fields["time_zone"].choices = zones(get_language() or "en", like.time_zone if like else None)  # type: ignore[attr-defined]  # a choice field
        self.fields["time_zone"].initial = like.time_zone if like else "America/New_York"
        self.fields["time_zone"].required = False
        self.fields["region"].initial = like.region if like else ""

    @property
    def as_clinician(self) -> AsClinician | None:
        said = self.cleaned_data
        if not said["is_clinician"]:
            return None
        languages = tuple(self.like.languages) if self.like else (get_language() or "en",)
        inboxes = {"email": said["inbox"]} if said["inbox"] else {}
        return AsClinician(said["time_zone"], said["region"], languages, inboxes)

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip().upper()
        if region and region_problem(region):
            raise forms.ValidationError(_("Write a region like US-NY, ES-MD or GB."))
        return region

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("is_clinician"):
            for name, mend in (
                ("time_zone", _("Choose a time zone.")),
                ("region", _("Write a region like US-NY, ES-MD or GB.")),
            ):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, mend)

    def say_that_the_address_is_taken(self) -> None:
        self.add_error("email", _("This address cannot be used to sign in here. Use another one."))

    def say_that_the_inbox_is_taken(self) -> None:
        self.add_error("inbox", _("This address cannot be used for clients here. Use another one."))

    def say_that_work_is_needed(self) -> None:
        self.add_error("is_clinician", _("Choose at least one kind of work."))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("So that you know it again, such as “client portal”."),
        error_messages={"required": _("Write a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, SCOPES[scope]) for scope in Scope],
        initial=[Scope.MESSAGES_WRITE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it may do.")},
    )
    clinician = forms.ChoiceField(label=_("For whom"), required=False)
    days = forms.ChoiceField(
        label=_("Good for"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), ("730", _("two years"))],
        initial="365",
    )

    def __init__(self, *args: object, clinicians: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.known = clinicians
        self.fields["clinician"].choices = [("", _("All clinicians of the practice")), *clinicians]  # type: ignore[attr-defined]  # a choice field


class CoverageForm(forms.Form):
    colleague = forms.ChoiceField(
        label=_("Whom do you ask?"), error_messages={"required": _("Choose a colleague.")}
    )
    first = day_field(_("First day"), mend=_("Choose a date."))
    last = day_field(_("Last day"), mend=_("Choose a date."))
    scope = forms.ChoiceField(
        label=_("What should they see?"),
        choices=[("urgent", _("What is urgent or sounds like danger")), ("all", _("Everything that comes"))],
    )

    def __init__(
        self, *args: object, colleagues: Choices, zone: str, now: datetime, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["colleague"].choices = colleagues  # type: ignore[attr-defined]  # a choice field
        self.has_colleagues = bool(colleagues)
        self.earliest, self.farthest = (
            local_date(now + far, time_zone(zone)) for far in (-_FARTHEST, _FARTHEST)
        )

    def clean_first(self) -> object:
        first = self.cleaned_data["first"]
        if first < self.earliest:
            raise forms.ValidationError(_("Choose a date within the last two years."))
        return first

    def clean_last(self) -> object:
        last = self.cleaned_data["last"]
        if last > self.farthest:
            raise forms.ValidationError(_("Choose a date within the next two years."))
        return last

    def say_that_no_time_is_left(self) -> None:
        self.add_error("last", _("The last day has to be today or later, and not before the first."))

    def say_that_all_would_be_away(self, circle: str) -> None:
        self.add_error("colleague", circle)


class EmergencyForm(forms.Form):
    slug = forms.ChoiceField(
        label=_("Whose messages?"), error_messages={"required": _("Choose a colleague.")}
    )
    reason = forms.CharField(
        label=_("Why do they have to be read now?"),
        help_text=_("The colleague and the owners are told at once, and read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words why these messages have to be read now.")},
    )

    def __init__(self, *args: object, colleagues: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["slug"].choices = colleagues  # type: ignore[attr-defined]  # a choice field

    def say_that_a_reason_is_needed(self) -> None:
        self.add_error("reason", _("Say in a few words why these messages have to be read now."))
