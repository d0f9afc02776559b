"""Dates of absences: the grammar finds them, dateparser reads them, and the year is never guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from policies.language.grammar.sentences import Sentence, Token
from policies.language.grammar.vocabulary import Kind

DATE = r"(?:D,?w?)?(?:I|(?:NM|MN)(?:,?Y)?)"
_FORMATS = ("%d %m %Y",)
LEAP_YEAR = 2000  # a year in which every date exists


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date as said: without a year where none was said."""

    month: int
    day: int
    year: int | None

    def on_or_after(self, earliest: date) -> date | None:
        years = [self.year] if self.year else [earliest.year + extra for extra in range(9)]
        dates = (_date(year, self.month, self.day) for year in years)
        return next((found for found in dates if found and (self.year or found >= earliest)), None)

    def before(self, latest: date) -> date | None:
        year = latest.year if (self.month, self.day) <= (latest.month, latest.day) else latest.year - 1
        return _date(self.year or year, self.month, self.day)


def read_date(tokens: tuple[Token, ...], *, month: str | None = None) -> SaidDate | None:
    """The date that these tokens say; `month` where it is said once for both ends of a range."""
    said = {token.kind: token.value for token in tokens}
    if Kind.DATE in said:
        found = parse(" ".join(reversed(said[Kind.DATE].split("-"))))
        return found and SaidDate(found.month, found.day, found.year)
    day = re.sub(r"\D", "", said.get(Kind.NUMBER, ""))
    year = said.get(Kind.YEAR)
    found = parse(f"{day} {said.get(Kind.MONTH) or month} {year or LEAP_YEAR}")
    return found and SaidDate(found.month, found.day, int(year) if year else None)


@lru_cache(maxsize=512)
def parse(words: str) -> date | None:
    import dateparser  # noqa: PLC0415  (slow to import, and most statements have no dates)

    found: datetime | None = dateparser.parse(
        words, languages=["en"], date_formats=_FORMATS, settings={"PARSERS": ["custom-formats"]}
    )
    return found.date() if found else None


def within_a_range(first: SaidDate, last: SaidDate, on: date | None) -> tuple[date, date] | None:
    """Both ends with their years: those said, else the first such range that ends on or after `on`."""
    if last.year:
        end = last.on_or_after(date.min)
        return (start, end) if end and (start := first.before(end)) else None
    if first.year or on:
        start = first.on_or_after(date.min if first.year else (on or date.min) - timedelta(days=1))
        if start is None:
            return None
        underway = None if first.year or on is None else _underway(first, last, on)
        end = last.on_or_after(start)
        return underway or ((start, end) if end else None)
    return None


def _underway(first: SaidDate, last: SaidDate, on: date) -> tuple[date, date] | None:
    end = last.on_or_after(on)
    start = first.before(end) if end else None
    return (start, end) if start and end and start <= on else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dates_in(sentence: Sentence, first: int, last: int) -> SaidDate | None:
    return read_date(sentence.tokens[first:last])
