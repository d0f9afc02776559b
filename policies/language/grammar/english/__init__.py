"""Statements in English."""

from collections.abc import Iterator

from policies.language.grammar.english import (
    absences,
    channels,
    closures,
    commitment,
    coverage,
    emergency,
    holidays,
    hours,
    overrides,
    remarks,
    review,
    scope,
    timeless,
    undated,
)
from policies.language.grammar.english.leftovers import leftovers
from policies.language.grammar.english.own_words import own_words
from policies.language.grammar.english.sentences import sentences
from policies.language.grammar.english.text import Sentence
from policies.language.grammar.findings import Finding, HoursFound, OutOfScope
from policies.language.grammar.written import Written


def read(text: str, written: Written) -> Iterator[Finding]:
    """Everything that is found, sentence by sentence."""
    kept = list(own_words(text))
    yield from kept
    for words in kept:
        text = text[: words.span.start] + " " * (words.span.end - words.span.start) + text[words.span.end :]
    for sentence in sentences(text):
        yield from _sentence(sentence, written)


def _sentence(sentence: Sentence, written: Written) -> list[Finding]:
    weekly = list(hours.read(sentence, written))
    dated = list(overrides.read(sentence, written))
    taken = [each.span for each in (*filter(_has_dates, weekly), *dated)]
    found: list[Finding] = [
        *weekly,
        *dated,
        *commitment.read(sentence),
        *channels.read(sentence),
        *absences.read(sentence, written, taken),
        *coverage.read(sentence, written),
        *emergency.read(sentence, written),
        *closures.read(sentence),
        *holidays.read(sentence),
        *review.read(sentence, written),
    ]
    found += undated.read(sentence, written) if not found else []
    found += timeless.read(sentence) if not found else []
    found += remarks.read(sentence, found)
    aside = list(scope.read(sentence))
    if sentence.is_heading and not found:
        aside = [OutOfScope(sentence.span, "what stands below it")]
    left = leftovers(sentence, found, aside)
    places = [each.span for each in found]
    return [*found, *(each for each in aside if not any(map(each.span.touches, places))), *left]


def _has_dates(finding: Finding) -> bool:
    """Whether the dates of the sentence are those between which its hours hold."""
    return isinstance(finding, HoursFound) and bool(finding.first or finding.last or finding.anchor)
