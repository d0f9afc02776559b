"""Which times belong to which days of what was said, and which days are off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policies.language.grammar.english.days import in_order
from policies.language.grammar.english.items import TIMES, Item, Said
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.reply_words import REPLY
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.english.timeless import which_times
from policies.language.grammar.findings import DaysOffFound, Finding, HoursFound, PauseFound, Problem
from policies.language.grammar.places import Span

_PAUSE = phrases(r"lunch", r"clos(?:e|ed|es|ing) (?:for|from|between)", r"break")


@dataclass
class DaysAndTimes:
    """Times belong to the days before them; where times come first, to the days after them."""

    segment: Sentence
    part: str
    days: tuple[str, ...] = ()
    days_at: Span | None = None
    timed: bool = False  # the days have hours already
    exception: bool = False
    waiting: list[Item] = field(default_factory=list)
    pauses: list[Item] = field(default_factory=list)

    def read(self, said: Sequence[Item]) -> Iterator[Finding]:
        for index, item in enumerate(said):
            before = said[index - 1].said if index else None
            yield from self._take(item, before, [each.said for each in said[index + 1 : index + 3]])
        yield from self._pauses()
        if self.days_at and self.days and not self.timed and self._is_part_of_day(self.days_at):
            yield which_times(self.segment, self.days_at)
        if not any(each.said is Said.DATE for each in said):
            yield from self._without_days()

    def _take(self, item: Item, before: Said | None, following: Sequence[Said]) -> Iterator[Finding]:
        if item.said in TIMES:
            yield from self._times(item, before)
        elif item.said is Said.EXCEPT:
            self.exception = True
        elif item.said is Said.OFF:
            yield from self._off(item)
        elif item.said is Said.DAYS:
            until_follows = following[:1] == [Said.UNTIL]
            if self.waiting and until_follows:  # "9 to 5, with late nights on Tuesdays until 8"
                yield from self._without_days()
                self.waiting = []
            yield from self._days(item, before, timed=bool(TIMES & set(following[:1])))

    def _times(self, item: Item, before: Said | None) -> Iterator[Finding]:
        if before is Said.OFF and item.said is Said.RANGE:
            self.pauses.append(item)
            yield from () if self.waiting else self._pauses()
        elif self.days and not (item.before_its_day and self.timed):
            yield self._hours(item, self.days, self.days_at or item.span)
            self.timed = True
        else:
            self.waiting.append(item)

    def _days(self, item: Item, before: Said | None, *, timed: bool) -> Iterator[Finding]:
        if before is Said.OFF and not self.waiting:
            if not timed:
                yield self._days_off(item.span, item.days)
                return
        elif self.exception and before is Said.EXCEPT and not self.waiting:
            if self.days and not self.timed:
                self.days = in_order(set(self.days) - set(item.days))
                return
            if not timed:
                if self.days or not REPLY.search(self.segment.plain):  # else they only do not count
                    yield self._days_off(item.span, item.days)
                return
        if (
            before is Said.DAYS
            and timed
            and self.days
            and self.days_at
            and not self.timed
            and not self.waiting
        ):
            yield which_times(self.segment, self.days_at)
        yield from (self._hours(each, item.days, item.span) for each in self.waiting)
        yield from self._pauses(item.days)
        self.days = () if self.waiting else item.days
        self.days_at, self.timed, self.waiting = item.span, False, []

    def _is_part_of_day(self, at: Span) -> bool:
        """Whether they are such as "Saturday mornings"."""
        named = any(each.kind == Kind.PART_OF_DAY and at.covers(each.span) for each in self.segment.tokens)
        return named and not REPLY.search(self.segment.plain)

    def _pauses(self, days: tuple[str, ...] | None = None) -> Iterator[PauseFound]:
        for each in self.pauses:
            yield PauseFound(each.span, self.part, days or self.days, each.start or "", each.end or "")
        self.pauses = []

    def _off(self, item: Item) -> Iterator[Finding]:
        """As in "Wednesday: closed"."""
        if self.days and not self.timed:
            yield self._days_off(item.span.joined(self.days_at or item.span), self.days)
            self.days = ()

    def _days_off(self, span: Span, days: tuple[str, ...]) -> DaysOffFound:
        return DaysOffFound(span, self.part, days, self.segment.text)

    def _hours(self, item: Item, days: tuple[str, ...], days_at: Span) -> HoursFound:
        span = item.span.joined(days_at)
        return HoursFound(span, self.part, days, item.start, item.end, exception=self.exception)

    def _without_days(self) -> Iterator[Finding]:
        for item in self.waiting:
            if item.said is Said.RANGE and _PAUSE.search(self.segment.plain) and item.start and item.end:
                yield PauseFound(item.span, self.part, (), item.start, item.end)
            elif item.said is Said.RANGE:
                yield _which_days(self.segment, item.span)


def _which_days(segment: Sentence, span: Span) -> Problem:
    return Problem(
        span.start,
        span.end,
        segment.words(span),
        "The times are clear, but not the days they are meant for.",
        f"Monday to Friday, {segment.words(span)}",
    )
