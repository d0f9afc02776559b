"""Fields that take times, dates and words as people write them, and give them as a document holds them."""

import re
from datetime import date

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.domain.fields import LONGEST_TEXT, WEEKDAYS
from policies.language.times import day_names
from scheduler.domain.wall_clock import FIRST_YEAR, LAST_YEAR, MINUTES_A_DAY

Choices = list[tuple[str, object]]
NOON = 12
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?\s*(?:([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_A_TIME = _("Write hours and minutes, as in 9:00, 17:30 or 5 pm.")
_A_DATE = _("Choose a date.")


class TimeField(forms.CharField):
    """A time of day, as in 09:00. `ends`: 24:00, too, which is midnight at the end of the day."""

    def __init__(self, *, ends: bool = False, **kwargs: object) -> None:
        super().__init__(max_length=20, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.latest = MINUTES_A_DAY if ends else MINUTES_A_DAY - 1

    def clean(self, value: object) -> str | None:
        said = super().clean(value)
        if not said:
            return None
        minutes = _minutes(said)
        if minutes is None or minutes > self.latest:
            raise forms.ValidationError(_A_TIME)
        return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(said: str) -> int | None:
    parts = _TIME.fullmatch(said.strip())
    if parts is None:
        return None
    hours, minutes, half = int(parts[1]), int(parts[2] or 0), (parts[3] or "").lower()
    if minutes > 59 or (half and not 1 <= hours <= NOON):  # noqa: PLR2004  minutes of an hour
        return None
    return (hours % NOON + NOON * (half == "p") if half else hours) * 60 + minutes


class DayField(forms.DateField):
    """A date as a document writes it: 2026-12-24."""

    def __init__(self, **kwargs: object) -> None:
        said = {
            "input_formats": ["%Y-%m-%d"],
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "error_messages": {"required": _A_DATE, "invalid": _A_DATE},
        }
        super().__init__(**{**said, **kwargs})  # type: ignore[arg-type]  # passed on as they came

    def clean(self, value: object) -> str | None:
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a year from %(first)s to %(last)s."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return day.isoformat() if day else None

    def has_changed(self, initial: object, data: object) -> bool:
        return str(initial or "") != str(data or "")


class WordsField(forms.CharField):
    """Somebody's own words, as they are typed."""

    line_end = "\n"

    def __init__(self, *, rows: int = 3, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=LONGEST_TEXT, strip=False, required=False, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    def to_python(self, value: object) -> str:
        """Browsers end lines in their own way."""
        return _LINE_END.sub(self.line_end, str(super().to_python(value)))

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LineField(WordsField):
    """Browsers keep no line's end in it."""

    line_end = ""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"widget": forms.TextInput(), **kwargs})  # type: ignore[arg-type]  # likewise


class ChoiceField(forms.ChoiceField):
    def __init__(self, *, choices: Choices, **kwargs: object) -> None:
        super().__init__(required=False, choices=choices, **kwargs)  # type: ignore[arg-type]  # passed on as they came


def weekdays() -> list[tuple[str, str]]:
    return list(zip(WEEKDAYS, day_names(get_language() or "en"), strict=True))
