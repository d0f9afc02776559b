"""Hours that hold in some months: "October to March 9 to 5, otherwise 8 to 4".

A document holds dates: such hours hold from the next time that those months come, and for that time only.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from policies.language.grammar.english.away_words import MONTH_NAMES
from policies.language.grammar.english.items import TIMES, Said, items
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, HoursFound, Problem
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_OTHERWISE = phrases(
    "otherwise",
    "(?:for )?(?:all )?(?:the )?rest of the year",
    "(?:in )?(?:all )?(?:the )?other months",
    "(?:at )?(?:all )?other times of (?:the )?year",
)
_SHORT = 3  # letters that tell a month
_WHY = "These hours hold in some months, and the year of them is not known; they were left out."
_THIS_YEAR = "A policy holds dates: these hours were taken to hold from {first} to {last}. Please"
" say them again after."


@dataclass(frozen=True, slots=True)
class Season:
    """From the first of one month to the last day of another, every year; `span` is where it is said."""

    span: Span
    first: int
    last: int

    def next(self, on: date) -> tuple[date, date]:
        """Its first and last day, this time or the next that it comes."""
        year = on.year + (on.month > self.last)
        start = year - (self.first > self.last)
        return date(start, self.first, 1), date(year, self.last, monthrange(year, self.last)[1])


def seasons(sentence: Sentence) -> list[Season]:
    """In order; "otherwise" is the rest of the year of one that is said before."""
    said = [_season(token.value, token.span) for token in sentence.tokens if token.kind == Kind.SEASON]
    if len(said) != 1:
        return said
    rest = _OTHERWISE.search(sentence.plain, said[0].span.end - sentence.start)
    if rest is None:
        return said
    return [*said, Season(sentence.place(rest), said[0].last % 12 + 1, (said[0].first - 2) % 12 + 1)]


def parts(sentence: Sentence, said: Sequence[Season]) -> Iterator[tuple[Sentence, Season | None]]:
    """The sentence cut so that each part has the times of one season, said before or behind them."""
    times = (each.span.start for each in items(sentence) if each.said in TIMES)
    before = said[0].span.start <= next(times, sentence.span.end)
    cuts = [(each.span.start if before else each.span.end) - sentence.start for each in said]
    whole = [0, *cuts, len(sentence.text)]
    of_each = [None, *said] if before else [*said, None]
    for (start, end), season in zip(pairwise(whole), of_each, strict=True):
        if sentence.text[start:end].strip():
            yield sentence.part(start, end), season


def shared_days(sentence: Sentence) -> tuple[str, ...]:
    """The days of every season, where they are said once."""
    named = [each.days for each in items(sentence) if each.said is Said.DAYS]
    return named[0] if len(named) == 1 else ()


def in_season(
    found: Sequence[Finding], season: Season, sentence: Sentence, written: Written
) -> Iterator[Finding]:
    hours = [each for each in found if isinstance(each, HoursFound)]
    first, last = season.next(written.on) if written.on else (None, None)
    for each in found:
        if not isinstance(each, HoursFound):
            yield each
        elif first and last:
            yield replace(each, first=first.isoformat(), last=last.isoformat())
    if hours and first and last:
        yield _problem(sentence, season.span, _THIS_YEAR.format(first=_written(first), last=_written(last)))
    elif hours:
        yield _problem(sentence, season.span, _WHY)


def _season(said: str, span: Span) -> Season:
    """Such as "oct-mar", "july and august"."""
    first, last = said.replace("-", " ").split()[0], said.replace("-", " ").split()[-1]
    return Season(span, _month(first), _month(last))


def _month(name: str) -> int:
    return [each[:_SHORT] for each in MONTH_NAMES].index(name[:_SHORT]) + 1


def _written(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _problem(sentence: Sentence, span: Span, why: str) -> Problem:
    return Problem(span.start, span.end, sentence.words(span), why)
