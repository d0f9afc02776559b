"""What somebody writes to have it heard, or to have it taken for no danger; and to try it out."""

from collections.abc import Mapping
from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.domain.own_phrases import LONGEST_PHRASE, PhraseError, PhraseProblem
from notifications.services.own_phrases import MOST_PHRASES, Does, NewPhrase
from web.labels import CATEGORIES, PHRASES_DO

LONGEST_SAMPLE = 4_000  # characters
MENDS = {
    PhraseProblem.NO_WORD: _("Write at least one word."),
    PhraseProblem.TOO_LONG: _("Write at most {most} characters."),
    PhraseProblem.SEVERAL_SENTENCES: _("Write one sentence at most: each is listened for by itself."),
    PhraseProblem.TWICE: _("You have this already; it stands above."),
    PhraseProblem.TOO_MANY: _("You have {phrases} already. Take one away first."),
}


class SampleForm(forms.Form):
    sample = forms.CharField(
        label=_("A message to try it on"),
        required=False,
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is read once and kept nowhere."),
    )


class PhraseForm(SampleForm):
    words = forms.CharField(
        label=_("The words"),
        max_length=LONGEST_PHRASE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "As people write them. Capitals, accents and signs between the words make no difference, and no "
            "sign stands for other words."
        ),
    )
    does = forms.ChoiceField(label=_("What they mean"), choices=PHRASES_DO, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=_("What they are about"),
        required=False,
        choices=[("", "\N{EM DASH}"), *CATEGORIES.items()],
        help_text=_("This decides which words and which lines are shown. For an exception it is left blank."),
    )
    field_order = ("words", "does", "category", "sample")

    def clean(self) -> None:
        does, category = self.cleaned_data.get("does"), self.cleaned_data.get("category")
        if does and does != Does.EXCEPTION and not category and "category" not in self.errors:
            self.add_error("category", _("Choose what they are about."))

    def new(self) -> NewPhrase:
        said: Mapping[str, str] = self.cleaned_data
        does = Does(said["does"])
        return NewPhrase(said["words"], does, "" if does is Does.EXCEPTION else said["category"])

    @property
    def digest(self) -> str:
        """Of what was looked at before it is added."""
        new = self.new()
        return sha256(f"{new.words}\n{new.does}\n{new.category}".encode()).hexdigest()

    def refuse(self, error: PhraseError) -> None:
        mend = str(MENDS[error.problem]).format(most=LONGEST_PHRASE, phrases=MOST_PHRASES)
        self.add_error("words", mend)
