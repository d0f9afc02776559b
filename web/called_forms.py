"""Where somebody wants to be called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduler.feeds.errors import RefusedAddressError
from scheduler.feeds.post import read_receiver
from scheduler.feeds.targets import LONGEST

_MEND = _(
    "This address cannot be posted to. Write it as https://name/path: without spaces, a port, a user name or "
    "a password."
)


class CalledForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("Begins with https://, such as https://ntfy.sh/ and a name that nobody can guess."),
        error_messages=dict.fromkeys(("required", "max_length"), _MEND),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            read_receiver(url)
        except RefusedAddressError:
            raise forms.ValidationError(_MEND) from None
        return url
