"""What a lexicon's phrases mean where they stand: denied, past, about someone else, or said and meant."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from notifications.domain.lexicon import Context, Cue, Label, Lexicon, Rule
from notifications.domain.tiers import CONCERN_TIER, CRISIS_TIER, FLOOR_TIER, URGENT_TIER, Category
from policies.domain.phrase_book import PhraseBook
from policies.domain.phrases import END
from policies.domain.spoken_words import Stretch, plainly_typed, stretches

NEGATION_REACH = 6  # words between a denial and what it denies
SUBJECT_REACH = 6
MOST_FINDINGS = 20  # of one sentence
ENOUGH = 40  # findings of a crisis, after which what else a text says changes nothing
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»\n]{1,400}[\"“”«»]")

_Label = TypeVar("_Label", Rule, Context)

_OF_ONESELF = frozenset({Category.SUICIDE, Category.SELF_HARM, Category.OVERDOSE, Category.MEDICAL})


@dataclass(frozen=True, slots=True)
class Finding:
    rule: Rule
    start: int  # places in the original text
    end: int
    tier: int
    about_other: bool = False
    lowered: bool = False
    denied: bool = False
    past: bool = False

    @property
    def categories(self) -> tuple[Category, ...]:
        return (self.rule.category, Category.THIRD_PARTY) if self.about_other else (self.rule.category,)


class _Span(NamedTuple):
    first: int  # words of the sentence
    end: int
    label: Label

    def overlaps(self, other: "_Span") -> bool:
        return self.first < other.end and other.first < self.end

    def surrounds(self, other: "_Span") -> bool:
        return self.first < other.first and other.end < self.end


def spelled(text: str, lexicon: Lexicon, told: Iterable[Stretch] | None = None) -> Iterator[list[str]]:
    """The words of each sentence as phrases have them. `told`: what was told apart of the text already."""
    spell = lexicon.speller.spell
    plain = plainly_typed(text)
    for stretch in stretches(plain) if told is None or plain is not text else told:
        for sentence in stretch.sentences:
            yield list(chain.from_iterable(map(spell, sentence)))


def may_be_heard(sentences: Iterable[Sequence[str]], lexicon: Lexicon) -> bool:
    """Whether anything is said in these spelled words, whatever it means there."""
    return any(book.any_in((*parts, END)) for parts in sentences for book in lexicon.phrases)


def findings(text: str, lexicon: Lexicon, told: Iterable[Stretch] | None = None) -> Iterator[Finding]:
    """In the order of the text.

    A denial that is taken back later counts as never made, and what is past but has come back as present.
    """
    quotations = [found.span() for found in _QUOTED.finditer(text)]
    lowered = _Lowered()
    heard_before: set[tuple[str, ...]] = set()
    crises = 0
    for stretch, number, words in _sentences(stretches(text) if told is None else told):
        parts = tuple(chain.from_iterable(map(lexicon.speller.spell, words)))
        if parts in heard_before:
            continue
        heard_before.add(parts)
        heard = _Heard(parts, stretch, number, lexicon, quotations)
        for finding in heard.findings():
            lowered.keep(finding)
            crises += finding.tier >= CRISIS_TIER
            yield finding
        yield from lowered.raised_by(heard)
        if crises >= ENOUGH:
            return


def _sentences(told: Iterable[Stretch]) -> Iterator[tuple[Stretch, int, list[str]]]:
    return ((stretch, *found) for stretch in told for found in enumerate(stretch.sentences))


class _Lowered:
    """What was denied or is past, until something says otherwise."""

    def __init__(self) -> None:
        self._denied: list[Finding] = []
        self._past: list[Finding] = []

    def keep(self, finding: Finding) -> None:
        if finding.denied:
            self._denied.append(finding)
        elif finding.past and not finding.about_other:
            self._past.append(finding)

    def raised_by(self, heard: "_Heard") -> Iterator[Finding]:
        if self._denied and heard.takes_back():
            yield from map(_taken_back, self._denied)
            self._denied.clear()
        if self._past and heard.returns():
            yield from map(_taken_back, self._past)
            self._past.clear()


def _taken_back(finding: Finding) -> Finding:
    return replace(finding, tier=finding.rule.tier, lowered=False, denied=False, past=False)


class _Heard:
    """One sentence with everything that the lexicon recognised in it."""

    def __init__(
        self,
        parts: tuple[str, ...],
        stretch: Stretch,
        number: int,
        lexicon: Lexicon,
        quotations: Sequence[tuple[int, int]],
    ) -> None:
        self.parts = parts
        self._stretch = stretch
        self._number = number
        self._quotations = quotations
        self._lexicon = lexicon
        self._clauses: dict[str, list[int]] = {}
        self._true_cues: dict[tuple[Cue, str], list[_Span]] = {}

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """For each part where the word stands that it was read from."""
        spell = self._lexicon.speller.spell
        said = zip(self._stretch.sentences[self._number], self._stretch.places(self._number), strict=True)
        return [place for word, place in said for _ in spell(word)]

    def _place(self, span: _Span) -> tuple[int, int]:
        return self._places[span.first][0], self._places[span.end - 1][1]

    @cached_property
    def _after_marks(self) -> list[bool]:
        """For each part whether it follows a mark: before it, or before words that are left out there."""
        spell = self._lexicon.speller.spell
        marks: list[bool] = []
        is_marked = False
        for word in self._stretch.placed(self._number):
            is_marked = is_marked or word.after_mark
            for _ in spell(word.text):
                marks.append(is_marked)
                is_marked = False
        return marks

    @cached_property
    def _cues(self) -> dict[tuple[Cue, str], list[_Span]]:
        cues: dict[tuple[Cue, str], list[_Span]] = defaultdict(list)
        for book in self._lexicon.cues:
            for span, context in self._spans(book):
                cues[context.cue, context.language].append(span)
        return cues

    def takes_back(self) -> bool:
        return any(cue is Cue.RETRACTION for cue, _ in self._cues)

    def returns(self) -> bool:
        return any(cue is Cue.RETURNS for cue, _ in self._cues)

    def _spans(self, book: PhraseBook[_Label]) -> Iterator[tuple[_Span, _Label]]:
        length = len(self.parts)
        for first, end, label in book.matches((*self.parts, END)):
            yield _Span(first, min(end, length), label), label

    def findings(self) -> Iterator[Finding]:
        """The strongest of the sentence, so that a text of nothing but phrases costs no more than others."""
        said = [found for book in self._lexicon.phrases for found in self._spans(book)]
        meant = [(span, rule) for span, rule in said if not self._is_harmless(span, rule.language)]
        strongest = sorted(meant, key=lambda found: (-found[1].tier, found[0].first))[:MOST_FINDINGS]
        yield from (self._finding(span, rule) for span, rule in strongest)

    def _is_harmless(self, span: _Span, language: str) -> bool:
        """What lies deep within a longer phrase hides nothing: "stood over her with the butter knife"."""
        masks = self._cues.get((Cue.HARMLESS, language), ())
        return any(span.overlaps(mask) and not span.surrounds(mask) for mask in masks)

    def _cued(self, kind: Cue, rule: Rule) -> list[_Span]:
        return self._cues.get((kind, rule.language), [])

    def _truly_cued(self, kind: Cue, seeming: Cue, rule: Rule) -> list[_Span]:
        """Without what only looks like it."""
        known = (kind, rule.language)
        if known not in self._true_cues:
            false = self._cued(seeming, rule)
            true = [cue for cue in self._cued(kind, rule) if not any(cue.overlaps(each) for each in false)]
            self._true_cues[known] = true
        return self._true_cues[known]

    def _finding(self, span: _Span, rule: Rule) -> Finding:
        start, end = self._place(span)
        if not self._cues:
            return Finding(rule, start, end, rule.tier)
        denied = self._is_denied(span, rule)
        past = self._is_past(span, rule)
        lowered = denied or past or self._is_talk(span, rule)
        tier = min(rule.tier, CONCERN_TIER) if lowered else self._urgency(rule)
        if CRISIS_TIER <= tier < FLOOR_TIER and self._is_excepted(span):
            tier, lowered = CONCERN_TIER, True
        about_other = rule.category in _OF_ONESELF and self._is_about_other(span, rule)
        return Finding(
            rule=rule,
            start=start,
            end=end,
            tier=tier,
            about_other=about_other,
            lowered=lowered,
            denied=denied,
            past=past,
        )

    def _urgency(self, rule: Rule) -> int:
        is_thought = 1 < rule.tier < URGENT_TIER and rule.category is Category.SUICIDE
        return URGENT_TIER if is_thought and self._cued(Cue.NOW, rule) else rule.tier

    def _is_excepted(self, span: _Span) -> bool:
        exceptions = (found for (cue, _), found in self._cues.items() if cue is Cue.EXCEPTION)
        return any(span.overlaps(each) for found in exceptions for each in found)

    def _is_denied(self, span: _Span, rule: Rule) -> bool:
        denials = self._truly_cued(Cue.NEGATION, Cue.NOT_NEGATION, rule)
        denying = (*denials, *self._cued(Cue.HYPOTHETICAL, rule))
        return any(self._stands_before(cue, span, rule.language) for cue in denying)

    def _stands_before(self, cue: _Span, span: _Span, language: str) -> bool:
        """Or goes on where the phrase ends: "urges to cut have gone"."""
        is_before = cue.first < span.first < cue.end + NEGATION_REACH
        goes_on = cue.first == span.first and cue.end > span.end
        return (is_before or goes_on) and self._same_clause(cue, span, language)

    def _is_past(self, span: _Span, rule: Rule) -> bool:
        present = self._truly_cued(Cue.PRESENT, Cue.NOT_PRESENT, rule)
        is_now = present or self._cued(Cue.RETURNS, rule)
        return not is_now and self._any_in_clause(Cue.PAST, span, rule)

    def _is_talk(self, span: _Span, rule: Rule) -> bool:
        if self._any_in_clause(Cue.TOPIC, span, rule) or self._any_in_clause(Cue.JEST, span, rule):
            return True
        return bool(self._cued(Cue.TOPIC, rule)) and self._is_quoted(span)

    def _is_quoted(self, span: _Span) -> bool:
        start, end = self._place(span)
        return any(first <= start and end <= last for first, last in self._quotations)

    def _any_in_clause(self, kind: Cue, span: _Span, rule: Rule) -> bool:
        return any(self._same_clause(cue, span, rule.language) for cue in self._cued(kind, rule))

    def _is_about_other(self, span: _Span, rule: Rule) -> bool:
        """Whether the nearest person named before the phrase, or at its start, is someone else."""
        named = (*self._cued(Cue.OTHER, rule), *self._cued(Cue.SELF, rule))
        people = [cue for cue in named if cue.first <= span.first]
        nearest = max(people, key=lambda cue: cue.first, default=None)
        if nearest is None or span.first - nearest.end > SUBJECT_REACH:
            return False
        return isinstance(nearest.label, Context) and nearest.label.cue is Cue.OTHER

    def _same_clause(self, one: _Span, other: _Span, language: str) -> bool:
        clauses = self._clauses.get(language) or self._number_clauses(language)
        return clauses[one.end - 1] == clauses[other.first] or one.overlaps(other)

    def _number_clauses(self, language: str) -> list[int]:
        """A clause begins at "but" and its like, and at a comma that does not go on with a list."""
        opening = {span.first for span in self._cues.get((Cue.OPENS, language), ())}
        continuing = {span.first for span in self._cues.get((Cue.CONTINUES, language), ())}
        numbers: list[int] = []
        for place, after_mark in enumerate(self._after_marks):
            begins = place in opening or (after_mark and place not in continuing)
            numbers.append((numbers[-1] if numbers else 0) + begins)
        self._clauses[language] = numbers
        return numbers
