"""What somebody on duty fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.services.duty import LONGEST_NOTE


class ResolveForm(forms.Form):
    note = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "For your practice. It stands in what a client is given who asks for everything. A false alarm "
            "needs none."
        ),
    )

    @property
    def outcome(self) -> str:
        return "false_alarm" if "false_alarm" in self.data else "looked_after"

    def clean(self) -> None:
        if self.outcome == "looked_after" and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Write a word on what was done, for whoever reads this later."))
