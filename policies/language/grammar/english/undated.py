"""Absences whose dates are not said: a habit is kept in its words, anything else is asked back."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from policies.language.grammar.english.away_words import (
    AWAY,
    HABITUAL,
    MONTH_NAMES,
    NO_DATES,
    RELATIVE,
)
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, Problem, WordsFound
from policies.language.grammar.written import Written

_WHY = "This is an absence, but its first and last day are not said as dates."


def read(sentence: Sentence, written: Written) -> Iterator[Finding]:
    when = RELATIVE.search(sentence.plain)
    if HABITUAL.search(sentence.plain) and AWAY.search(sentence.plain) and not sentence.said(Kind.TIME):
        yield WordsFound(sentence.span, "notes", sentence.text)
    elif when and NO_DATES.search(sentence.plain) and not sentence.said(Kind.TIME):
        first, last = _days(when.groupdict(), written.on) if written.on else (None, None)
        dates = f"from {first:%-d %B %Y} to {last:%-d %B %Y}" if first and last else "from … to …"
        yield Problem(sentence.span.start, sentence.span.end, sentence.text, _WHY, f"I am away {dates}.")


def _days(said: dict[str, str | None], on: date) -> tuple[date | None, date | None]:
    """What a person would most likely mean, to be offered and never taken."""
    if said["day"]:
        day = on + timedelta(days=said["day"] == "tomorrow")
        return day, day
    if said["what"] == "week":
        monday = on - timedelta(days=on.weekday()) + timedelta(weeks=said["which"] == "next")
        return monday, monday + timedelta(days=6)
    if said["what"] == "month" or said["month"]:
        month = MONTH_NAMES.index(said["month"]) + 1 if said["month"] else on.month % 12 + 1
        year = on.year + (month < on.month)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return None, None
