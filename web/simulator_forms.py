"""What the simulator is asked: a channel, a matter, a moment."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.services.previewing import Question
from policies.domain.document import Channel, Matter
from scheduler.domain.wall_clock import FIRST_YEAR, LAST_YEAR, instant
from web.labels import CHANNELS, MATTERS

MINUTES_AN_HOUR = 60
_AT = "%Y-%m-%dT%H:%M"
_MEND = _("Choose a date and a time.")


class QuestionForm(forms.Form):
    """What is not said is as it would be for mail that comes now. Times are those of `place`."""

    channel = forms.ChoiceField(label=_("By"), choices=[(each.value, CHANNELS[each]) for each in Channel])
    matter = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Something else")), *((each.value, MATTERS[each]) for each in Matter)],
        required=False,
    )
    at = forms.DateTimeField(
        label=_("Sent at"),
        input_formats=[_AT, f"{_AT}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT),
        error_messages={"invalid": _MEND},
    )

    def __init__(self, asked: Mapping[str, str], *, place: ZoneInfo, now: datetime) -> None:
        self.place = place
        usual = {"channel": Channel.EMAIL.value, "at": now.astimezone(place).strftime(_AT)}
        super().__init__(usual | {name: said for name, said in asked.items() if said})

    def clean_at(self) -> datetime:
        shown: datetime = self.cleaned_data["at"]
        if not FIRST_YEAR <= shown.year < LAST_YEAR:
            raise forms.ValidationError(_MEND)
        return instant(shown.date(), shown.hour * MINUTES_AN_HOUR + shown.minute, self.place)

    @property
    def question(self) -> Question:
        """Only of what is valid."""
        said = self.cleaned_data
        return Question(said["channel"], said["matter"] or None, said["at"])
