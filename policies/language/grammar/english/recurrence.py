"""Hours that do not come back every week, or not for ever: every second Friday, or until June."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policies.language.grammar.english.dates import Mention, mentions
from policies.language.grammar.english.patterns import pattern, phrases
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.english.vocabulary import NUMBERS, WEEK
from policies.language.grammar.findings import DaysOffFound, Finding, HoursFound, Problem
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_EVERY = phrases(
    r"every (?:other|2nd|second)(?: week)?",
    r"every (?P<number>\d{1,2}|two|three|four|five|six)(?:-| )weeks?",
    r"every (?P<ordinal>third|3rd|fourth|4th)(?: week)?",
    r"alternat(?:e|ing)(?: weeks)?",
    r"fortnightly|bi-?weekly|(?:each|every|once a) fortnight",
)
_MONTHLY = phrases(
    r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:(?:and|or|&) \w+ )?(?:\w+ )?"
    "(?:of|in) (?:the|each|every) month",
    "(?:once a|every|each) month",
    "monthly",
)
_OF_A_MONTH = pattern(
    r"(?<!every )(?<!each )\b(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
)
_ORDINALS = {"third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_OTHER = 2
_ANCHORING = pattern(r"\b(?:counted from|week of|next one|next is|next on|first one|first is)\b[^,;]{0,20}$")
_FIRST = pattern(r"\b(?:starting|beginning|commencing|effective|as of|from)\b(?: on)?(?: the)? ?$")
_LAST = pattern(
    r"\b(?:until|till|through|to|up to|ending|ends)\b(?: and including)?(?: on)?(?: the)? ?$|- ?$"
)
_WHY_WEEKS = "These hours do not come back every week, and it is not said in which weeks; they were left out."
_WHY_ORDER = "These hours would end before they begin; they were left out."
_WHY_MONTHS = "Hours that come back by the month cannot be held; they were left out."


def limited(part: Sentence, found: Sequence[Finding], written: Written) -> Iterator[Finding]:
    """The same findings, hours with the weeks and dates that are said of them."""
    if monthly := _monthly(part, found):
        yield _left_out(part, part.place(monthly), _WHY_MONTHS, "give the date and hours of each one")
        return
    hours = [each for each in found if isinstance(each, HoursFound)]
    if not hours:
        yield from found
        return
    limits = _limits(part, written)
    if limits.are_in_no_order:
        said = hours[0].span.joined(hours[-1].span)
        span = said.joined(limits.span) if limits.span else said
        yield _left_out(part, span, _WHY_ORDER, f"{part.words(said)} {limits.in_order}")
        yield from (each for each in found if not isinstance(each, HoursFound))
    else:
        yield from _on_their_dates(part, found, limits, written)


def _on_their_dates(
    part: Sentence, found: Sequence[Finding], limits: "_Limits", written: Written
) -> Iterator[Finding]:
    rare = _EVERY.search(part.plain)
    hours = [each for each in found if isinstance(each, HoursFound)]
    some = _nearest(hours, part.place(rare)) if rare else ()
    if rare and not (limits.anchor or limits.first):
        span = part.place(rare).joined(some[0].span)
        yield _left_out(part, span, _WHY_WEEKS, _with_a_start(part, some[0], written.on))
    for each in found:
        if not isinstance(each, HoursFound):
            yield each
        elif each not in some:
            yield limits.put_on(each)
        elif rare and (limits.anchor or limits.first):
            yield limits.put_on(replace(each, every=_weeks(rare), anchor=limits.anchor or limits.first))


def _monthly(part: Sentence, found: Sequence[Finding]) -> re.Match[str] | None:
    """Words by which hours or days off come back by the month: "the first Monday off" is not every Monday."""
    kinds = {type(each) for each in found}
    if not kinds & {HoursFound, DaysOffFound}:
        return None
    said = _MONTHLY.search(part.plain)
    return said or (_OF_A_MONTH.search(part.plain) if DaysOffFound in kinds else None)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The first date, the last date, a date that tells in which weeks, and where they are said."""

    first: str | None = None
    last: str | None = None
    anchor: str | None = None
    span: Span | None = None

    @property
    def are_in_no_order(self) -> bool:
        return bool(self.first and self.last and self.last < self.first)

    @property
    def in_order(self) -> str:
        first, last = (date.fromisoformat(each) for each in sorted(filter(None, (self.first, self.last))))
        return f"from {first:%-d %B %Y} to {last:%-d %B %Y}"

    def put_on(self, hours: HoursFound) -> HoursFound:
        span = hours.span.joined(self.span) if self.span else hours.span
        return replace(hours, first=self.first, last=self.last, span=span)


def _nearest(hours: Sequence[HoursFound], cue: Span) -> tuple[HoursFound, ...]:
    """The hours that are said to be rare: those of the days next to the words that say so."""
    nearest = min(hours, key=lambda each: (each.span.distance(cue), each.span.start < cue.start))
    return tuple(each for each in hours if each.days == nearest.days)


def _weeks(rare: re.Match[str]) -> int:
    said = rare.groupdict()
    if said.get("ordinal"):
        return _ORDINALS[said["ordinal"]]
    number = said.get("number") or ""
    return int(number) if number.isdigit() else NUMBERS.get(number, _OTHER)


def _limits(part: Sentence, written: Written) -> _Limits:
    limits, said = _Limits(), mentions(part, written)
    for index, mention in enumerate(said):
        before = part.plain_before(mention.span)
        role = _role(before, follows=index > 0)
        if index + 1 < len(said) and role is None and _LAST.search(part.plain_before(said[index + 1].span)):
            role = "first"  # "June 1 - August 31"
        end = said[index + 1] if role == "first" and index + 1 < len(said) else None
        day = _placed(mention, written, end, limits.first if role == "last" else None)
        if role and day:
            span = limits.span.joined(mention.span) if limits.span else mention.span
            limits = replace(limits, span=span, **{role: day.isoformat()})
    return limits


def _role(before: str, *, follows: bool) -> str | None:
    if _ANCHORING.search(before):
        return "anchor"
    if _FIRST.search(before):
        return "first"
    return "last" if _LAST.search(before) and (follows or not before.endswith("- ")) else None


def _placed(mention: Mention, written: Written, end: Mention | None, start: str | None) -> date | None:
    """With its year: the one said, else that of the first such date, or the one before its end, from `on`.

    `start`: of what it ends.
    """
    if not (mention.said.year or written.on or start):
        return None
    earliest = max(written.on or date.min, date.fromisoformat(start) if start else date.min)
    last = end.said.on_or_after(earliest) if end and not mention.said.year else None
    return mention.said.before(last) if last else mention.said.on_or_after(earliest)


def _left_out(part: Sentence, span: Span, why: str, suggestion: str) -> Problem:
    return Problem(span.start, span.end, part.words(span), why, suggestion)


def _with_a_start(part: Sentence, hours: HoursFound, on: date | None) -> str:
    said = part.text
    if on is None:
        return f"{said}, starting on … (the date of one of them)"
    ahead = min((WEEK.index(day) - on.weekday()) % len(WEEK) for day in hours.days)
    return f"{said}, starting on {on + timedelta(days=ahead):%-d %B %Y}"
