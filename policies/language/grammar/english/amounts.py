"""Lengths of time as they are said: "1-2 business days", "one (1) day", "30 minutes to 2 hours"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.domain.duration import parse_duration
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import any_of, pattern, phrases
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.english.vocabulary import NUMBERS
from policies.language.grammar.places import Span

_BRACKETED = r"\((?:N(?:[-&]N)?|B)\)"
_UNIT = r"(?:-?f?-?B?(?:&B)?-?U|B(?![-BU]))"
_DURATION = re.compile(
    rf"(?:N{_UNIT}[-&])?(?:N(?:-|&|-&))?N(?:{_BRACKETED})?{_UNIT}(?P<again>\(N(?:-N)?{_UNIT}\))?"
)
_WORDED = phrases(
    r"an? (?P<few>hour|day|week) or (?:two|so)",
    r"(?:an? )?half(?:[- ]an?)?[- ]hour",
)
# the words before, and none between
_PREFIX = pattern(
    r"\b{}(?: the)?(?: next)? ?$".format(
        any_of(
            *(
                "within",
                "w/in",
                "inside(?: of)?",
                "in",
                "up to",
                "no (?:later|longer|more) than",
                "by",
                "under",
                "less than",
                "at most",
            ),
            *("about", "around", "approximately"),
        )
    )
)
_NO_LIMIT = pattern(
    r"\b{} (?:the )?(?:next )?$".format(
        any_of(
            *(
                "every",
                "once",
                "per",
                "each",
                "(?<!shoot )(?<!aim )(?<!aims )for(?: up to)?",
                "for at least",
                "at least",
                "minimum(?: of)?",
            ),
            *("(?<!no )(?:more|longer|less) than", "over", "first", "last", "past", "previous", "after"),
        )
    )
)
_BARE = re.compile(
    rf"\b(?:within|in|up to) (\d{{1,2}}|{'|'.join(word for word in NUMBERS if word.isalpha())})(?=$|[,.;)])"
)
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Amount:
    """`least` and `most` are ISO 8601 durations; `unit` is hour, minute or day; `business` as it was said."""

    span: Span
    least: str
    most: str
    unit: str
    business: bool


def amounts(clause: Sentence, before: Amount | None = None) -> Iterator[Amount]:
    """Limits only: how often, how long and at least how long are not among them.

    A bare number takes the unit of the amount `before` it: "calls within one day, emails within three".
    """
    for match in _DURATION.finditer(clause.shape):
        span = clause.covering(*match.span())
        if not _NO_LIMIT.search(clause.plain_before(span)) and (found := _amount(clause, match)):
            yield found
            before = found
    for worded in _WORDED.finditer(clause.plain):
        yield _worded(clause, worded)
    for bare in _BARE.finditer(clause.plain):
        if before:
            yield from _like(clause, bare, before)


def _amount(clause: Sentence, match: re.Match[str]) -> Amount | None:
    end = match.start("again") if match["again"] else match.end()
    tokens = clause.tokens[match.start() : end]
    lengths = sorted(filter(None, _lengths(tokens)), key=lambda iso: parse_duration(iso).shortest)
    if not lengths:
        return None
    last = max(i for i, token in enumerate(tokens) if token.kind == Kind.NUMBER)
    business = any(token.kind == Kind.BUSINESS for token in tokens[last:])
    span = _with_preposition(clause, clause.covering(*match.span()))
    return Amount(span, lengths[0], lengths[-1], _unit(tokens[-1]), business)


def _lengths(tokens: tuple[Token, ...]) -> Iterator[str | None]:
    """Each number with the unit behind it; the same again in brackets does not count."""
    bracketed = False
    for index, token in enumerate(tokens):
        bracketed = token.kind == Kind.OPEN or (bracketed and token.kind != Kind.CLOSE)
        if token.kind == Kind.NUMBER and not bracketed:
            unit = next(filter(None, (_unit(behind) for behind in tokens[index:])), "day")
            yield _iso(int(re.sub(r"\D", "", token.value) or 0), unit)


def _unit(token: Token) -> str:
    if token.kind == Kind.BUSINESS:
        return "day" if token.value == "days" else ""
    return token.value if token.kind == Kind.UNIT else ""


def _iso(amount: int, unit: str) -> str | None:
    """None for lengths that are no reply time."""
    if unit == "week":
        written = f"P{amount * _DAYS_A_WEEK}D"
    else:
        written = f"P{amount}D" if unit == "day" else f"PT{amount}{unit[0].upper()}"
    try:
        parse_duration(written)
    except ValueError:
        return None
    return written


def _like(clause: Sentence, bare: re.Match[str], before: Amount) -> Iterator[Amount]:
    number = int(bare[1]) if bare[1].isdigit() else NUMBERS[bare[1]]
    length = _iso(number, before.unit)
    if length:
        yield Amount(clause.place(bare), length, length, before.unit, before.business)


def _worded(clause: Sentence, match: re.Match[str]) -> Amount:
    span = _with_preposition(clause, clause.place(match))
    unit = match.groupdict().get("few")
    if unit:
        return Amount(span, _iso(1, unit) or "", _iso(2, unit) or "", unit, business=False)
    return Amount(span, "PT30M", "PT30M", "minute", business=False)


def _with_preposition(clause: Sentence, span: Span) -> Span:
    before = _PREFIX.search(clause.plain_before(span))
    return Span(clause.start + before.start(), span.end) if before else span
