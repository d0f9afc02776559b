"""Dates of absences: the grammar finds them, dateparser reads them, and the year is never guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from policies.language.grammar.sentences import Token
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
        return SaidDate(found.month, found.day, found.year) if found else None
    day = re.sub(r"\D", "", said.get(Kind.NUMBER, ""))
    year = said.get(Kind.YEAR)
    found = parse(f"{day} {said.get(Kind.MONTH) or month} {year or LEAP_YEAR}")
    return SaidDate(found.month, found.day, int(year) if year else None) if found else None


@lru_cache(maxsize=512)
def parse(words: str) -> date | None:
    import dateparser  # noqa: PLC0415  (slow to import, and most statements have no dates)

    found: datetime | None = dateparser.parse(
        words, languages=["en"], date_formats=_FORMATS, settings={"PARSERS": ["custom-formats"]}
    )
    return found.date() if found else None


def within_a_range(first: SaidDate, last: SaidDate, on: date | None) -> tuple[date, date] | None:
    """Both ends with their years: those said, else the first such range that ends on or after `on`."""
    if last.year is None and first.year:
        start = first.on_or_after(date.min)
        end = start and last.on_or_after(start)
    else:
        end = last.on_or_after(on or date.min) if last.year or on else None
        start = end and first.before(end)
    return (start, end) if start and end and start <= end else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
