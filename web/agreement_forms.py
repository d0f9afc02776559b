"""What a clinician fills in about something they agree on with one client."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.domain.agreement import LONGEST as LONGEST_TIME
from policies.domain.agreement import Terms
from policies.language.agreement_words import LONGEST
from policies.services import Agreeing
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight, zone
from web.forms import day_field

USUAL, UNTIL_REVIEW = timedelta(days=27), timedelta(days=14)
LONGEST_WORDS = 2_000  # characters
CHOOSE = _("Choose a day.")


class AgreementForm(forms.Form):
    """`shown`: a mark of the words whose meaning was looked at, so that none is kept unseen."""

    statement = forms.CharField(
        label=_("What is different for them"),
        help_text=_(
            "In English, as you would say it: when and how else they may reach you, how soon you reply. "
            "What you do not name stays as it is for everyone."
        ),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        error_messages={"required": _("Write a sentence or two first.")},
    )
    words = forms.CharField(
        label=_("Your words for them"),
        help_text=_("They read these above all else, so write to them as you would speak."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words to them: why this helps, and that it has an end.")},
    )
    first_day = day_field(_("From"), mend=CHOOSE)
    last_day = day_field(_("The last day"), mend=CHOOSE)
    review_on = day_field(
        _("Look at it again on"), mend=CHOOSE, help_text=_("You are both told on that day.")
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        place: str,
        now: datetime,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self._place = zone(place)
        self._today = today = local_date(now, self._place)
        usual = {"first_day": today, "last_day": today + USUAL, "review_on": today + UNTIL_REVIEW}
        super().__init__(data, initial={**usual, **(initial or {})})

    @property
    def text(self) -> str:
        """What is different, as it stands in the form, whatever is wrong with it."""
        said = self.data.get("statement", "") if self.is_bound else self.initial.get("statement", "")
        return str(said)[: LONGEST + 1].replace("\r\n", "\n").replace("\0", " ")

    @property
    def was_looked_at(self) -> bool:
        """What the words mean was shown, and they are the same by now."""
        return str(self.data.get("shown", "")) == self.mark

    @property
    def mark(self) -> str:
        return sha256(self.text.encode("utf-8", "replace")).hexdigest()

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if not self._today <= day <= self._today + LONGEST_TIME:
            raise forms.ValidationError(_("Choose a day from today on and within a year."))
        return day

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        first = self.cleaned_data.get("first_day")
        if first and not first <= day < first + LONGEST_TIME:
            raise forms.ValidationError(_("Choose a day from the first day on and within a year of it."))
        return day

    def clean_review_on(self) -> date:
        said = self.cleaned_data
        day: date = said["review_on"]
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and not first <= day <= last:
            raise forms.ValidationError(_("Choose a day while it holds: from the first day to the last."))
        return day

    def say_taken(self, starts: str, ends: str) -> None:
        said = _(
            "Something is agreed with them from {starts} to {ends}. End that first, or choose other days."
        )
        self.add_error("first_day", said.format(starts=starts, ends=ends))

    def say_impossible(self) -> None:
        self.add_error("last_day", _("It would be over before it begins. Choose a later last day."))

    def agreeing(self, terms: Terms) -> Agreeing:
        said = self.cleaned_data
        return Agreeing(
            terms=terms,
            words=said["words"],
            language=get_language() or "en",
            starts=midnight(said["first_day"], self._place),
            ends=midnight(said["last_day"] + ONE_DAY, self._place),
            review_on=said["review_on"],
        )
