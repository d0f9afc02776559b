"""Days of the week as they are said: names, ranges, lists, letters, and all but some."""

import re

from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Token
from policies.language.grammar.english.vocabulary import WEEK, WORKING_WEEK

_LETTERS = re.compile(r"th|tu|sa|su|[mtwf]|-")
_DAY_OF_LETTERS = dict(zip(("m", "tu", "w", "th", "f", "sa", "su"), WEEK, strict=True)) | {"t": "TU"}
_ONE = "p?D(?:p|&p|,p)*"
DAYS = rf"{_ONE}(?:-{_ONE})?(?:(?:,&|,|&)?{_ONE}(?:-{_ONE})?)*"


def days_of(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The days that these tokens name: `MO-TH&SA` is Monday to Thursday and Saturday."""
    named: set[str] = set()
    last, ranged = WEEK[0], False
    for token in tokens:
        if token.kind == Kind.DAY:
            these = _these(token.value)
            named |= _from_to(last, these[-1]) if ranged else set(these)
            last = these[-1]
        ranged = token.kind == Kind.TO
    return in_order(named)


def in_order(days: set[str]) -> tuple[str, ...]:
    return tuple(day for day in WEEK if day in days)


def is_of_the_working_week(days: tuple[str, ...]) -> bool:
    return set(days) <= set(WORKING_WEEK)


def _these(value: str) -> list[str]:
    if value[0].isupper():
        return value.split()
    named: set[str] = set()
    last, ranged = WEEK[0], False
    for letters in _LETTERS.findall(value):
        if letters != "-":
            day = _DAY_OF_LETTERS[letters]
            named |= _from_to(last, day) if ranged else {day}
            last = day
        ranged = letters == "-"
    return list(in_order(named))


def _from_to(first: str, last: str) -> set[str]:
    begin, end = WEEK.index(first), WEEK.index(last)
    return {WEEK[i % len(WEEK)] for i in range(begin, end + 1 if begin <= end else end + 1 + len(WEEK))}
