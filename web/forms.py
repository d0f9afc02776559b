"""The shape of what people send; what it means is decided by the services."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services.client_sign_in import DIGITS
from notifications.domain.address import normalise_email
from policies.domain.document import BoundaryPolicy
from web.labels import MATTERS

LONGEST_MESSAGE = 100_000  # characters; what programs may hand over, too
LONGEST_ANSWER = 20_000


_ADDRESS_MEND = _("Write the address you can be reached at, like name@example.org.")


class WordsField(forms.CharField):
    """What a client writes. A stray NUL, which no keyboard makes, must not keep it from being read."""

    def to_python(self, value: object) -> str:
        return super().to_python(str(value or "").replace("\0", "")) or ""


class CopyField(forms.UUIDField):
    """Hidden, so nobody could mend what is wrong in it: then it is a new name."""

    def clean(self, value: object) -> UUID:
        try:
            return cast("UUID", super().clean(value))
        except forms.ValidationError:
            return uuid4()


class AddressField(forms.EmailField):
    """In the one spelling in which addresses are kept."""

    def __init__(self, help_text: Any) -> None:  # noqa: ANN401  translated when shown
        super().__init__(
            label=_("Your email address"),
            help_text=help_text,
            max_length=254,
            error_messages={"required": _ADDRESS_MEND, "invalid": _ADDRESS_MEND},
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )

    def clean(self, value: object) -> str:
        address = normalise_email(super().clean(value))
        if address is None:
            raise forms.ValidationError(_ADDRESS_MEND)
        return address


def day_field(label: Any, *, mend: Any, help_text: Any = "") -> forms.DateField:  # noqa: ANN401  translated when shown
    """A date, chosen where the browser has a way to."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": mend, "invalid": mend},
    )


class SignInForm(forms.Form):
    address = AddressField(_("The one that your clinician knows."))


class CodeForm(forms.Form):
    """Digits as they are in the mail. What has another shape is no try at the code."""

    code = forms.RegexField(
        rf"\A[0-9]{{{DIGITS}}}\Z",
        label=_("Code from the mail"),
        strip=False,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Write the eight digits from the mail, without spaces.")
        ),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PortalForm(forms.Form):
    """`copy` names one filled-in form: sent twice, it is still one message."""

    matter = forms.ChoiceField(label=_("What is it about?"), required=False)
    text = WordsField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("Write what you would like to say."),
            "max_length": _("This is too long to send at once. Your words are here: send them in parts."),
        },
    )
    copy = CopyField(initial=uuid4, widget=forms.HiddenInput)

    @property
    def words(self) -> str:
        """As they stand in the form, whatever is wrong with it."""
        return str(self["text"].value() or "") if self.is_bound else ""

    def __init__(self, *args: object, policy: BoundaryPolicy, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        matters = [(matter.value, MATTERS[matter]) for matter in policy.matters]
        if matters:
            self.fields["matter"].choices = [("", _("Something else")), *matters]  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["matter"]


class MessageForm(PortalForm):
    """From somebody who is not signed in."""

    field_order = ("address",)
    address = AddressField(_("Use the address you have given before, if you have."))


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your answer, or note below that you answered elsewhere.")},
    )

    def say_no_way_to_send(self) -> None:
        self.add_error(
            "text",
            _("There is no address to write back to. Answer elsewhere, perhaps by phone, and note it here."),
        )
