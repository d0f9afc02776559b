"""Time away with dates: ranges, single days, a return, and who covers meanwhile."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from policies.language.grammar.dates import DATE, SaidDate, read_date, within_a_range
from policies.language.grammar.findings import AwayFound, ClosedDateFound, CoverageFound, Finding, Problem
from policies.language.grammar.sentences import Sentence, Span
from policies.language.grammar.vocabulary import Kind, phrases

_AWAY = phrases(
    r"away",
    r"closed",
    r"out of (?:the )?office",
    r"on (?:annual |parental |maternity |sick )?leave",
    r"annual leave",
    r"(?:on )?vacations?",
    r"breaks?",
    r"unavailable",
    r"not (?:available|working|be working)",
    r"off",
    r"holidays?",
)
_RETURN = phrases(r"reopens?", r"return(?:s|ing)?", r"back", r"resumes?", r"open again")
_RANGE = re.compile(rf"(?P<first>{DATE}|N(?=[-u]NM)|MN(?=[-u]N))(?:-|u)w?(?P<last>{DATE}|N)")
_SINGLE = re.compile(DATE)
_UNTIL = re.compile(rf"u(?:Tw)?(?P<last>{DATE})")
_COVERS = re.compile(
    r"(?P<name>(?:[A-Z][\w.'\u2019-]*)(?: [A-Z][\w.'\u2019-]*){0,4})"
    r" (?:covers|is covering|will cover|will be covering|is on call)(?: for me)?"
    r"(?P<urgent> (?:for )?(?:any |all )?(?:urgent|emergency))?"
)
_STANDING = phrases(r"on[- ]call", r"cover(?:age|ing|s)?", r"back-?up", r"answering service", r"timelycare")
_DAY_BEFORE = timedelta(days=1)


def read(sentence: Sentence, on: date | None) -> Iterator[Finding]:
    yield from _absences(sentence, on)
    yield from _coverage(sentence)


def _absences(sentence: Sentence, on: date | None) -> Iterator[Finding]:
    ranges = list(_RANGE.finditer(sentence.shape))
    for match in ranges:
        span = sentence.covering(match.start(), match.end())
        whole = _range(sentence, match, on)
        yield _away(span, *whole) if whole else _which_year(sentence, span)
    if not ranges:
        yield from _one_end(sentence, on)


def _range(sentence: Sentence, match: re.Match[str], on: date | None) -> tuple[date, date] | None:
    tokens = sentence.tokens[match.start() : match.end()]
    month = next((token.value for token in tokens if token.kind == Kind.MONTH), None)
    first = read_date(sentence.tokens[match.start("first") : match.end("first")], month=month)
    last = read_date(sentence.tokens[match.start("last") : match.end("last")], month=month)
    return within_a_range(first, last, on) if first and last else None


def _one_end(sentence: Sentence, on: date | None) -> Iterator[Finding]:
    until = _UNTIL.search(sentence.shape)
    if until and _AWAY.search(sentence.plain) and on:
        last = _at(sentence, until.start("last"), until.end("last"), on)
        if last:
            yield _away(sentence.covering(*until.span()), on, last)
        return
    returning = _RETURN.search(sentence.plain)
    for match in _SINGLE.finditer(sentence.shape):
        span = sentence.covering(*match.span())
        day = _at(sentence, *match.span(), on)
        if day is None:
            yield _which_year(sentence, span)
        elif returning:
            yield from _return(sentence, span, day)
        elif _AWAY.search(sentence.plain):
            yield _single(sentence, span, day)


def _return(sentence: Sentence, span: Span, day: date) -> Iterator[Finding]:
    """A return needs its departure, which may be the sentence before: "on call until noon on Saturday"."""
    left = sentence.before and _UNTIL.search(sentence.before.shape)
    if sentence.before and left:
        first = _at(sentence.before, left.start("last"), left.end("last"), None)
        if first:
            yield _away(span, first, day - _DAY_BEFORE)
            return
    yield Problem(
        span.start,
        span.end,
        sentence.words(span),
        "This says when you are back, but not from when you are away.",
        f"I am away from … to {day - _DAY_BEFORE:%-d %B %Y}.",
    )


def _single(sentence: Sentence, span: Span, day: date) -> AwayFound | ClosedDateFound:
    if "closed" in sentence.plain:
        return ClosedDateFound(span, day.isoformat())
    return _away(span, day, day)


def _at(sentence: Sentence, first: int, last: int, on: date | None) -> date | None:
    said: SaidDate | None = read_date(sentence.tokens[first:last])
    if said is None or (said.year is None and on is None):
        return None
    return said.on_or_after(on or date.min)


def _away(span: Span, first: date, last: date) -> AwayFound:
    return AwayFound(span, {"first_day": first.isoformat(), "last_day": last.isoformat()})


def _which_year(sentence: Sentence, span: Span) -> Problem:
    said = sentence.words(span)
    return Problem(span.start, span.end, said, "These dates could not be placed in a year.", f"{said} 2027")


def _coverage(sentence: Sentence) -> Iterator[CoverageFound]:
    named = _COVERS.search(sentence.text)
    if named:
        clause = next(c for c in sentence.clauses if c.span.end >= sentence.start + named.end())
        contact = next((t for t in clause.tokens if t.kind == Kind.ADDRESS), None)
        yield CoverageFound(
            Span(sentence.start + named.start(), clause.span.end),
            sentence.text,
            name=named["name"],
            contact=clause.words(contact.span) if contact else None,
            matter="urgent" if named["urgent"] else None,
        )
    elif _STANDING.search(sentence.plain):
        yield CoverageFound(sentence.span, sentence.text)
