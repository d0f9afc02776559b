"""Time away with dates: ranges, single days, a return, and clock times at the ends."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from policies.language.grammar.english.absence_dates import AbsenceDates
from policies.language.grammar.english.absence_ends import End, Role, ends
from policies.language.grammar.english.absence_moments import ONE_DAY, Bound, absence
from policies.language.grammar.english.away_words import (
    AFTER,
    AWAY,
    DEADLINE,
    I_AM,
    LAST_DAY_IN,
    LENGTH,
    NOW,
    RETURN,
    STILL_THERE,
)
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.english.vocabulary import NUMBERS
from policies.language.grammar.findings import AwayFound, ClosedDateFound, Finding, OutOfScope, Problem
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_WEEK = 7  # days
_SIX_DAYS = timedelta(days=6)
_RETURN_OF_THE_SAME = "the return from the time away said before"
_WHICH_YEAR = "These dates could not be placed in a year."
_NO_ORDER = "This ends before it starts."
_OVER = "This was over before the statement was written."
_NO_END = "This says when you leave and for how long, but not the last day that you are away."
_NO_START = "This says when you are back, but not from when you are away."


def read(sentence: Sentence, written: Written, taken: Sequence[Span] = ()) -> Iterator[Finding]:
    """`taken`: places of dates that were understood as something else."""
    said = [each for each in ends(sentence, written) if not any(each.span.touches(span) for span in taken)]
    if said and _speaks_of_absence(sentence, said):
        yield from _Absences(sentence, written).read(said)


def _speaks_of_absence(sentence: Sentence, said: Sequence[End]) -> bool:
    """By its own words, those of the line above, or those of the sentence before a bare range."""
    if AWAY.search(sentence.plain) or RETURN.search(sentence.plain):
        return True
    above = sentence.heading or sentence.before
    ranged = any(each.role is Role.TO for each in said)
    return ranged and bool((above and AWAY.search(above.plain)) or I_AM.search(sentence.plain))


def _days_of(length: dict[str, str | None]) -> int:
    number = length["number"] or ""
    return (int(number) if number.isdigit() else NUMBERS.get(number, 1)) * (
        _WEEK if length["unit"] == "week" else 1
    )


class _Absences:
    def __init__(self, sentence: Sentence, written: Written) -> None:
        self.sentence, self.written = sentence, written
        self.dates = AbsenceDates(sentence, written)
        self.still_there = bool(STILL_THERE.search(sentence.plain))
        self.doubts: list[Problem] = []

    def read(self, said: Sequence[End]) -> Iterator[Finding]:
        left = list(said)
        while left:
            start = left.pop(0)
            if start.role is Role.RETURN and len(left) == 1 and AFTER.search(left[0].before):
                yield self._range(left.pop(), start)
            elif start.role is Role.RETURN:
                yield self._return(start)
            elif start.role is Role.UNTIL and not self.still_there:
                yield self._until(start)
            elif start.role is Role.WEEK:
                yield self._week(start)
            elif left and left[0].role in (Role.TO, Role.RETURN):
                yield from self._range_and_return(start, left)
            elif not self.still_there and not DEADLINE.search(start.before):
                yield self._single(start)
        yield from self.doubts

    def _range_and_return(self, start: End, left: list[End]) -> Iterator[Finding]:
        """A return behind a range only says the same once more."""
        end = left.pop(0)
        yield self._range(start, end)
        if end.role is Role.TO and left and left[0].role is Role.RETURN:
            yield OutOfScope(left.pop(0).span, _RETURN_OF_THE_SAME)

    def _range(self, start: End, end: End) -> AwayFound | Problem:
        span = start.span.joined(end.span)
        days = self.dates.range(start, end)
        if days is None:
            return self._which_year(span)
        first, last = days
        if LAST_DAY_IN.search(start.before):
            first += ONE_DAY
        return self._away(span, (first, start), (last, end))

    def _return(self, end: End) -> Finding:
        """Its departure may be in the sentence before: "on call until noon on Saturday"."""
        before = self.sentence.before
        left = ends(before, self.written) if before else []
        if before and left:
            still_there = left[-1].role is Role.UNTIL and STILL_THERE.search(before.plain)
            away = AWAY.search(before.plain)
            if still_there or (away and left[-1].role is Role.START):
                whole = self._range(left[-1], end)
                if isinstance(whole, AwayFound) and not still_there:
                    return replace(whole, span=end.span, goes_on=True)
                return whole
            if away:
                return OutOfScope(end.span, _RETURN_OF_THE_SAME)
        return self._return_of_today(end)

    def _return_of_today(self, end: End) -> Finding:
        on, day = self.written.on, self.dates.placed(end)
        if on and day and day > on and self._is_away_now():
            return self._away(end.span, (on, None), (day, end))
        last = f"{day - ONE_DAY:%-d %B %Y}" if day else "…"
        return self._problem(end.span, _NO_START, f"I am away from … to {last}.")

    def _is_away_now(self) -> bool:
        both = (self.sentence, self.sentence.before)
        return any(each and AWAY.search(each.plain) and NOW.search(each.plain) for each in both)

    def _until(self, end: End) -> Finding:
        on, day = self.written.on, self.dates.placed(end)
        if on is None or day is None:
            return self._which_year(end.span, "from … to ")
        if day < on:
            return self._problem(end.span, _OVER)
        return self._away(end.span, (on, None), (day, end))

    def _week(self, start: End) -> Finding:
        day = self.dates.placed(start)
        if day is None:
            return self._which_year(start.span)
        first = day if "week of" not in start.before else day - timedelta(days=day.weekday())
        return self._away(start.span, (first, None), (first + _SIX_DAYS, None))

    def _single(self, start: End) -> Finding:
        day = self.dates.placed(start)
        if day is None:
            return self._which_year(start.span)
        length = LENGTH.search(start.before)
        if length:
            return self._for_a_length(start, day, _days_of(length.groupdict()))
        if "closed" in self.sentence.plain and start.clock is None:
            self._check_weekday((day, start))
            return ClosedDateFound(start.span, day.isoformat())
        return self._away(start.span, (day, start), (day, None))

    def _for_a_length(self, start: End, day: date, days: int) -> Problem:
        """Whether the first day counts, or the days between are working days, only the writer knows."""
        last = day + timedelta(days=max(days - 1, 0))
        return self._problem(start.span, _NO_END, f"I am away from {day:%-d %B %Y} to {last:%-d %B %Y}.")

    def _away(self, span: Span, first: Bound, last: Bound) -> AwayFound | Problem:
        said = absence(first, last, self.written.timezone)
        if said is None:
            return self._problem(span, _NO_ORDER, f"{last[0]:%-d %B %Y} to {first[0]:%-d %B %Y}")
        self._check_weekday(first)
        self._check_weekday(last)
        return AwayFound(span, said)

    def _check_weekday(self, bound: Bound) -> None:
        day, end = bound
        if end and not end.mention.said.is_on_its_weekday(day):
            why = f"{day:%-d %B %Y} is a {day:%A}; please check the day or the year."
            self.doubts.append(self._problem(end.span, why))

    def _which_year(self, span: Span, before: str = "") -> Problem:
        suggestion = f"{before}{self.sentence.words(span)} {self.written.example_year}"
        return self._problem(span, _WHICH_YEAR, suggestion)

    def _problem(self, span: Span, why: str, suggestion: str | None = None) -> Problem:
        return Problem(span.start, span.end, self.sentence.words(span), why, suggestion)
