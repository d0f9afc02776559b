"""The dates of a sentence as ends of absences: what each one ends, and the time of day said with it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from policies.language.grammar.english.away_words import AND, BETWEEN, GOES_TO, RETURNING, UP_TO, WEEK_OF
from policies.language.grammar.english.clock_times import read_start
from policies.language.grammar.english.dates import Mention, mentions
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_OFFSET = re.compile(r"^ ?utc ?([+-]\d\d:\d\d)")
_PLACE = re.compile(r"^ \([\w .'-]{1,40}\)")
_FOR = re.compile(r"\bfor $")
_MIDNIGHT = "24:00"


class Role(StrEnum):
    START = "start"
    TO = "to"  # the end of a range
    UNTIL = "until"  # an end without a start
    WEEK = "week"  # the week of this date
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class End:
    """`clock` is a local time, such as 12:00; `offset` tells the two times of a repeated hour apart."""

    mention: Mention
    role: Role
    span: Span
    before: str
    clock: str | None = None
    offset: str | None = None


def ends(sentence: Sentence, written: Written) -> list[End]:
    found: list[End] = []
    for mention in mentions(sentence, written):
        if found and _FOR.search(sentence.plain_before(mention.span)):
            found[-1] = replace(found[-1], span=found[-1].span.joined(mention.span))
            continue  # why, and not when: "Monday, May 25 for Memorial Day"
        found.append(_end(sentence, mention, found[-1] if found else None))
    return found


def _end(sentence: Sentence, mention: Mention, last: End | None) -> End:
    clock, offset, span = _clock(sentence, mention)
    begin = last.span.end - sentence.start if last else 0
    before = sentence.plain[begin : span.start - sentence.start]
    return End(mention, _role(before, last), span, before, clock, offset)


def _role(before: str, last: End | None) -> Role:
    if RETURNING.search(before):
        return Role.RETURN
    if WEEK_OF.search(before):
        return Role.WEEK
    if last and last.role is Role.START and (GOES_TO.search(before) or _is_between(before, last)):
        return Role.TO
    return Role.UNTIL if UP_TO.search(before) else Role.START


def _is_between(before: str, last: End) -> bool:
    return bool(AND.match(before) and BETWEEN.search(last.before))


def _clock(sentence: Sentence, mention: Mention) -> tuple[str | None, str | None, Span]:
    """The time said just before the date, as in "noon on 5 June", or just behind it."""
    tokens = sentence.tokens
    before = _time_before(tokens, mention.first)
    if before:
        return read_start(before.value), None, before.span.joined(mention.span)
    behind = _time_behind(tokens, mention.end)
    if behind is None:
        return None, None, mention.span
    rest = sentence.plain_after(behind.span)
    offset = _OFFSET.match(rest)
    length = offset.end() if offset else 0
    place = _PLACE.match(rest[length:])
    span = Span(mention.span.start, behind.span.end + length + (place.end() if place else 0))
    clock = _MIDNIGHT if behind.value == _MIDNIGHT else read_start(behind.value)
    return clock, offset[1] if offset else None, span


def _time_before(tokens: tuple[Token, ...], first: int) -> Token | None:
    """`T w? date`, where it is no end of a stretch of hours."""
    for steps in (1, 2):
        if first >= steps and tokens[first - steps].kind == Kind.TIME:
            is_range = (
                first > steps
                and tokens[first - steps - 1].kind == Kind.TO
                and _is_time(tokens, first - steps - 2)
            )
            return None if is_range else tokens[first - steps]
        if first >= steps and tokens[first - steps].value not in {"on", "of"}:
            return None
    return None


def _time_behind(tokens: tuple[Token, ...], end: int) -> Token | None:
    for steps in (0, 1):
        if _is_time(tokens, end + steps):
            follows = tokens[end + steps + 1 : end + steps + 3]
            is_range = (
                len(follows) > 1
                and follows[0].kind in {Kind.TO, Kind.UNTIL}
                and follows[1].kind in {Kind.TIME, Kind.NUMBER}
                and not _is_date(tokens, end + steps + 2)
            )
            return None if is_range else tokens[end + steps]
        if end + steps < len(tokens) and tokens[end + steps].value not in {"at", ",", "from", "by", "("}:
            return None
    return None


def _is_time(tokens: tuple[Token, ...], index: int) -> bool:
    return 0 <= index < len(tokens) and tokens[index].kind == Kind.TIME


def _is_date(tokens: tuple[Token, ...], index: int) -> bool:
    return index + 1 < len(tokens) and Kind.MONTH in (tokens[index].kind, tokens[index + 1].kind)
