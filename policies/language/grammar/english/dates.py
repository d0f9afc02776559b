"""Dates: the grammar finds them, dateparser reads them, and a year is never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial

from policies.language.grammar.english.feasts import FEASTS
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.english.vocabulary import WEEK
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written
from scheduler.domain.wall_clock import FIRST_YEAR, LAST_YEAR

_WEEKDAY = "(?:D,?w?)?"
_OF_MONTH = "(?:NM|MN(?![-&,]?N[UBf]))(?:,?Y)?"
_WHOLE = rf"{_WEEKDAY}(?:I|H(?:\({_OF_MONTH}\)|,?Y)?|{_OF_MONTH}(?:\(H\))?)"
# the month is said once: "3-10 August", "24, 25 and 26 December", "December 24 and 25", "July 1-15"
_BEFORE_ITS_MONTH = r"(?:(?:D,?)|(?<![M\-u]))N(?=(?:(?:,&|[,&u-])w?(?:D,?)?N){1,6}M)"
_BEHIND_ITS_MONTH = (
    r"(?:(?<=MN-)(?<!NMN-)|(?<=MNu)(?<!NMNu)|(?<=MN&)(?<!NMN&)|(?<=MN,&)|(?<=MN,N&)|(?<=MN,N,&)|(?<=MN,)(?=N(?:,N){0,4},?&)|(?<=MN,N,)(?=N(?:,N){0,3},?&))"
    r"N(?![MUBfT]|-[NT])"
)
DATE = rf"(?:{_WHOLE}|{_BEFORE_ITS_MONTH}|{_BEHIND_ITS_MONTH})"
_MENTION = re.compile(rf"(?P<before_its_month>{_BEFORE_ITS_MONTH})|{DATE}")
_FORMATS = ("%d %m %Y",)
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?")
_YEARS_AHEAD = 9  # 29 February comes back within them
_CENTURY = 2000
_MONTH_FIRST = {"US"}
_LIST = 16  # tokens, that a list of days before its month may have
LEAP_YEAR = 2000  # a year in which every date exists


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date as said: without a year, or a day of the week, where none was said."""

    in_year: Callable[[int], date | None]
    year: int | None
    weekday: str | None = None

    def is_on_its_weekday(self, day: date) -> bool:
        return self.weekday in (None, WEEK[day.weekday()])

    def on_or_after(self, earliest: date) -> date | None:
        if self.year:
            return self.in_year(self.year)
        years = range(max(earliest.year, FIRST_YEAR), min(earliest.year + _YEARS_AHEAD, LAST_YEAR + 1))
        return next((found for found in map(self.in_year, years) if found and found >= earliest), None)

    def before(self, latest: date) -> date | None:
        """The last such date up to `latest`."""
        if self.year:
            return self.in_year(self.year)
        years = range(latest.year, max(latest.year - _YEARS_AHEAD, FIRST_YEAR - 1), -1)
        return next((found for found in map(self.in_year, years) if found and found <= latest), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a sentence; `first` and `end` number its tokens, the last not included."""

    said: SaidDate
    span: Span
    first: int
    end: int


def mentions(sentence: Sentence, written: Written) -> list[Mention]:
    """Every date that the sentence says, in order."""
    found = []
    for match in _MENTION.finditer(sentence.shape):
        said = _read(sentence.tokens, match, written)
        if said:
            weekday = next(
                (token.value for token in sentence.tokens[slice(*match.span())] if token.kind == Kind.DAY),
                None,
            )
            said = replace(said, weekday=weekday)
            found.append(Mention(said, sentence.covering(*match.span()), *match.span()))
    ends = [*found[1:], None]
    return [_before_its_end(each, end, sentence.tokens) for each, end in zip(found, ends, strict=False)]


def masked(shape: str) -> str:
    """The shape with its dates struck out, so that their numbers are not taken for times."""
    return _MENTION.sub(lambda match: "#" * len(match.group()), shape)


def _read(tokens: tuple[Token, ...], match: re.Match[str], written: Written) -> SaidDate | None:
    first, end = match.span()
    said = {token.kind: token.value for token in tokens[first:end]}
    year = int(said[Kind.YEAR]) if Kind.YEAR in said else None
    if Kind.FEAST in said and Kind.MONTH not in said:
        on = FEASTS[said[Kind.FEAST]].on
        return SaidDate(lambda year: on(year, written.country), year)
    if Kind.DATE in said:
        return _numeric(said[Kind.DATE], written)
    day = re.sub(r"\D", "", said[Kind.NUMBER])
    around = (
        tokens[end : end + _LIST]
        if match["before_its_month"]
        else tokens[max(0, first - _LIST) : first][::-1]
    )
    month = said.get(Kind.MONTH) or next(token.value for token in around if token.kind == Kind.MONTH)
    return _in_any_year(day, month, year or _year_behind(tokens, end))


def _in_any_year(day: str, month: str, year: int | None) -> SaidDate | None:
    if year and not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = parse(f"{day} {month} {year or LEAP_YEAR}")
    return SaidDate(partial(_date, month=found.month, day=found.day), year) if found else None


def _year_behind(tokens: tuple[Token, ...], end: int) -> int | None:
    """In "24 and 25 December 2026" the year is that of both dates."""
    for token in tokens[end : end + _LIST]:
        if token.kind == Kind.YEAR:
            return int(token.value)
        if token.kind not in _OF_A_LIST:
            return None
    return None


def _before_its_end(start: Mention, end: Mention | None, tokens: tuple[Token, ...]) -> Mention:
    """In "20 December to 3 January 2027" the first is in the year before."""
    year = start.said.year
    if end is None or not year or year != end.said.year:
        return start
    is_range = any(token.kind in _RANGE for token in tokens[start.end : end.first])
    has_a_year = any(token.kind in {Kind.YEAR, Kind.DATE} for token in tokens[start.first : start.end])
    first, last = start.said.in_year(year), end.said.in_year(year)
    if is_range and not has_a_year and first and last and last < first:
        return replace(start, said=replace(start.said, year=year - 1))
    return start


_RANGE = {Kind.TO, Kind.UNTIL}
_OF_A_LIST = {Kind.NUMBER, Kind.MONTH, Kind.DAY, Kind.COMMA, Kind.AND, Kind.TO, Kind.UNTIL}


def _numeric(words: str, written: Written) -> SaidDate | None:
    """2026-12-24; or 12/24/2026 where the month comes first, 24/12/2026 elsewhere, 24.12.2026 anywhere."""
    numbers = _NUMERIC.fullmatch(words)
    if numbers is None:
        year, month, day = words.split("-")
        return _in_any_year(day, month, int(year))
    first, second, said = numbers.groups()
    month_first = written.country in _MONTH_FIRST and "." not in words
    day, month = (second, first) if month_first else (first, second)
    return _in_any_year(day, month, int(said) % _CENTURY + _CENTURY if said else None)


@lru_cache(maxsize=512)
def parse(words: str) -> date | None:
    import dateparser  # noqa: PLC0415  (slow to import, and most statements have no dates)

    found: datetime | None = dateparser.parse(
        words, languages=["en"], date_formats=_FORMATS, settings={"PARSERS": ["custom-formats"]}
    )
    return found.date() if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
