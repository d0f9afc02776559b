"""A stretch of words seen as days, times, exceptions and closures, in the order in which they are said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.language.grammar.english.clock_times import read_end, read_overnight, read_range, read_start
from policies.language.grammar.english.dates import masked
from policies.language.grammar.english.days import DAYS, days_of
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import UNSAID
from policies.language.grammar.places import Span

_NO_AMOUNT = r"(?![BUf%]|-[BU]|\([NB]|\)f?[BU])"
_NO_RANGE = r"(?![-u])"
_ITEM = re.compile(
    rf"(?P<days>{DAYS})"
    rf"|(?P<range>(?:[ab]w?)?T[-u]w?[TN]|[ab]?N[-u]w?T|[ab]?N[-u]N{_NO_AMOUNT}|b[TN]&w?[TN]{_NO_AMOUNT})"
    rf"|(?P<until>uw?[TN]{_NO_AMOUNT})"
    rf"|(?P<start>aw?T{_NO_RANGE}|aN{_NO_AMOUNT}{_NO_RANGE}|T(?=&?[w.]))"
    r"|(?P<except>x)|(?P<off>o)|(?P<date>#+)"
)
_CLOCKS = {Kind.TIME, Kind.NUMBER}
_LATER = re.compile(
    r"\s?(?:\+|(?:(?:and|or) )?(?:later|after|onwards?|on(?=[,.;)]|$)|(?:until|till|'?til|to) late)\b)"
)
_NEXT_DAY = " the next day"
# a bare "9-5" is a time only before such words: "2-3 times" and "1-2 sentences" are none
_AFTER_A_TIME = re.compile(
    r"i|we|on|each|every|with|for|in|by|only|daily|at|during|e[sd]?t|p[sd]?t|c[sd]?t|m[sd]?t|gmt|bst|a[ce][sd]t|nz[sd]t"
    r"|eastern|pacific|central|mountain|local|as|when|though|however|where|the|via|o'clock|unless|hours|most"
)
_NEAR = 3  # tokens


class Said(StrEnum):
    DAYS = "days"
    RANGE = "range"
    UNTIL = "until"
    START = "start"
    EXCEPT = "except"
    OFF = "off"
    DATE = "date"


TIMES = {Said.RANGE, Said.UNTIL, Said.START}


@dataclass(frozen=True, slots=True)
class Item:
    said: Said
    span: Span
    days: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    before_its_day: bool = False  # "10 to 6 on Tuesday"


def items(part: Sentence) -> Iterator[Item]:
    half, start_said = None, None
    for match in _ITEM.finditer(masked(part.shape)):
        said, span = Said(match.lastgroup or ""), part.covering(*match.span())
        if said is Said.DAYS:
            tokens = part.tokens[match.start() : match.end()]
            half = _half(part, match.start(), match.end())
            yield Item(said, span, days_of(tokens))
        elif said not in TIMES:
            yield Item(said, span)
        elif times := _times(part, match, half, start_said):
            start_said = times[0] or start_said
            yield Item(said, span, (), *times, before_its_day=_before_its_day(part, match.end()))


def _times(
    part: Sentence, match: re.Match[str], half: str | None, start_said: str | None
) -> tuple[str | None, str | None] | None:
    values = [token.value for token in part.tokens[match.start() : match.end()] if token.kind in _CLOCKS]
    if _is_a_count(part, match):
        return None
    half = _half_behind(part, match.end()) or half
    rest = part.plain[part.tokens[match.end() - 1].span.end - part.start :]
    if match["range"]:
        return read_overnight(*values) if rest.startswith(_NEXT_DAY) else read_range(*values, half=half)
    if match["until"]:
        end = read_end(values[0], start_said)
        return (None, end) if end else None
    later = _LATER.match(rest)
    if match.group() == Kind.TIME.value and not later:
        return None
    start = read_start(values[0], half=half)
    return (start, None if later else UNSAID) if start else None


def _is_a_count(part: Sentence, match: re.Match[str]) -> bool:
    """Bare numbers before a noun count something."""
    if Kind.TIME.value in match.group() or match.end() >= len(part.tokens):
        return False
    following = part.tokens[match.end()]
    return following.kind == Kind.WORD and not _AFTER_A_TIME.fullmatch(following.value)


def _half(part: Sentence, first: int, end: int) -> str | None:
    said = {token.value for token in part.tokens[first:end] if token.kind == Kind.PART_OF_DAY}
    if "morning" in said or not said:
        return "a" if said else None
    return "p"


def _half_behind(part: Sentence, end: int) -> str | None:
    """Of "6 to 8 in the evening"."""
    for index, token in enumerate(part.tokens[end : end + _NEAR], start=end):
        if token.kind == Kind.PART_OF_DAY:
            return _half(part, index, index + 1)
        if token.value not in {"in", "the", "each", "every"}:
            return None
    return None


def _before_its_day(part: Sentence, end: int) -> bool:
    following = part.tokens[end : end + 2]
    return len(following) == 2 and following[0].value == "on" and following[1].kind == Kind.DAY  # noqa: PLR2004
