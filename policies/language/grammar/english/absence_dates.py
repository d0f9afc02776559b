"""The dates of an absence with their years: said, taken from the heading, or the next that come."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from policies.language.grammar.english.absence_ends import End
from policies.language.grammar.english.dates import SaidDate
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.written import Written


@dataclass(frozen=True)
class AbsenceDates:
    sentence: Sentence
    written: Written

    def placed(self, end: End) -> date | None:
        """None where no year is said and the date of writing is not known."""
        said, on = self._dated(end), self.written.on
        return said.on_or_after(on or date.min) if said.year or on else None

    def range(self, first: End, last: End) -> tuple[date, date] | None:
        """Both ends: with the years said, else the first such range that ends on or after the writing."""
        starting, ending, on = self._starting(first, last), last.mention.said, self.written.on
        if ending.year is None and starting.year:
            start = starting.on_or_after(date.min)
            end = start and ending.on_or_after(start)
        else:
            end = ending.on_or_after(on or date.min) if ending.year or on else None
            start = end and starting.before(end)
        return (start, end) if start and end else None

    def _starting(self, first: End, last: End) -> SaidDate:
        either = first.mention.said.year or last.mention.said.year
        return first.mention.said if either else self._dated(first)

    def _dated(self, end: End) -> SaidDate:
        said = end.mention.said
        return replace(said, year=said.year or self._year)

    @cached_property
    def _year(self) -> int | None:
        """In "Planned breaks in 2026" the year is that of every date below."""
        for each in (self.sentence, self.sentence.heading, self.sentence.before):
            years = set(each.said(Kind.YEAR)) if each and not _is_of_a_date(each) else set()
            if len(years) == 1:
                return int(years.pop())
        return None


def _is_of_a_date(sentence: Sentence) -> bool:
    return any(
        kind + Kind.YEAR in sentence.shape or f"{kind},{Kind.YEAR}" in sentence.shape
        for kind in (Kind.MONTH, Kind.NUMBER, Kind.FEAST)
    )
