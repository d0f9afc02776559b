"""One date's hours in place of the weekly ones: "On 24 December I am here from 9 to 12"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from policies.language.grammar.english.away_words import RETURN
from policies.language.grammar.english.dates import mentions
from policies.language.grammar.english.items import TIMES, Item, Said, items
from policies.language.grammar.english.patterns import phrases
from policies.language.grammar.english.scope import has_other_peoples_times
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, OverrideFound, Problem
from policies.language.grammar.places import Span
from policies.language.grammar.written import Written

_AWAY = phrases(
    r"away",
    r"out of (?:the )?office",
    r"unavailable",
    r"(?:not|n't) (?:be )?(?:available|in|working)",
    r"vacation",
    r"clos(?:ed|ing)\b[^;.]{0,40}?\bfrom",
    r"(?:stay|remain|keep)s? closed",
    r"leave",
    r"(?<!no )break",
)
_NO_HOURS = phrases(r"no hours")
_SEGMENT = re.compile(r"[;•]|,? (?:but|however|while|whereas)\b")
_WHY = "This date could not be placed in a year."


def read(sentence: Sentence, written: Written) -> Iterator[Finding]:
    if _AWAY.search(sentence.plain) or RETURN.search(sentence.plain):
        return
    for segment in sentence.split(_SEGMENT):
        said = list(items(segment))
        kinds = {each.said for each in said}
        if Said.DATE not in kinds or Said.DAYS in kinds or has_other_peoples_times(segment):
            continue
        if kinds & TIMES or _NO_HOURS.search(segment.plain):
            yield from _overrides(segment, said, written)


@dataclass
class _Group:
    """Dates and their times, in either order."""

    dates: list[Span] = field(default_factory=list)
    times: list[Item] = field(default_factory=list)
    dates_first: bool = True

    def add(self, item: Item) -> None:
        if not self.dates and not self.times:
            self.dates_first = item.said is Said.DATE
        if item.said is Said.DATE:
            self.dates.append(item.span)
        else:
            self.times.append(item)

    def is_over(self, item: Item) -> bool:
        """Whether what comes next begins another group."""
        return bool(self.dates and self.times) and (item.said is Said.DATE) == self.dates_first


def _overrides(segment: Sentence, said: Sequence[Item], written: Written) -> Iterator[Finding]:
    group = _Group()
    for item in said:
        if item.said not in TIMES and item.said is not Said.DATE:
            continue
        if group.is_over(item):
            yield from _dated(segment, group, written)
            group = _Group()
        group.add(item)
    yield from _dated(segment, group, written)


def _dated(segment: Sentence, group: _Group, written: Written) -> Iterator[Finding]:
    if not group.times and not _NO_HOURS.search(segment.plain):
        return
    windows = tuple((each.start, each.end) for each in group.times)
    for mention in mentions(segment, written):
        if not any(mention.span.touches(span) for span in group.dates):
            continue
        span = mention.span
        for each in group.times:
            span = span.joined(each.span)
        day = mention.said.on_or_after(written.on or date.min) if mention.said.year or written.on else None
        if day is None:
            yield Problem(
                span.start,
                span.end,
                segment.words(span),
                _WHY,
                f"{segment.words(mention.span)} {written.example_year}",
            )
        else:
            yield OverrideFound(span, day.isoformat(), windows)
