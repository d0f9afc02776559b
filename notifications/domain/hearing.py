"""What a lexicon's phrases mean where they stand: denied, past, about someone else, or said and meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from notifications.domain.lexicon import Category, Cue, Label, Lexicon, Rule
from policies.domain.phrases import END
from policies.domain.spoken_words import Word, sentences

NEGATION_REACH = 6  # words between a denial and what it denies
SUBJECT_REACH = 6
MOST_FINDINGS = 20  # of one sentence
URGENT_TIER = 4
_CONCERN = 1

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

    @property
    def categories(self) -> tuple[Category, ...]:
        return (self.rule.category, Category.THIRD_PARTY) if self.about_other else (self.rule.category,)


@dataclass(frozen=True, slots=True)
class _Span:
    first: int  # words of the sentence
    end: int
    label: Label

    def overlaps(self, other: "_Span") -> bool:
        return self.first < other.end and other.first < self.end


def findings(text: str, lexicon: Lexicon) -> Iterator[Finding]:
    """In the order of the text. A denial that is taken back later counts as never made."""
    denied: list[Finding] = []
    for sentence in sentences(text):
        heard = _Heard(sentence, lexicon)
        for finding in heard.findings():
            if finding.denied:
                denied.append(finding)
            yield finding
        if heard.cues(Cue.RETRACTION):
            yield from (_taken_back(finding) for finding in denied)
            denied.clear()


def _taken_back(finding: Finding) -> Finding:
    return replace(finding, tier=finding.rule.tier, lowered=False, denied=False)


class _Heard:
    """One sentence with everything that the lexicon recognised in it."""

    def __init__(self, sentence: Sequence[Word], lexicon: Lexicon) -> None:
        spelled = [(part, word) for word in sentence for part in lexicon.speller.spell(word.text)]
        self.words = [word for _, word in spelled]
        parts = [part for part, _ in spelled]
        matches = lexicon.book.matches([*parts, END])
        spans = [_Span(first, min(end, len(parts)), label) for first, end, label in matches]
        harmless = [span for span in spans if span.label is Cue.HARMLESS]
        meant = [span for span in spans if not any(span.overlaps(mask) for mask in harmless)]
        self._rules = [(span, span.label) for span in meant if isinstance(span.label, Rule)]
        self._cues: dict[Cue, list[_Span]] = {}
        for span in meant:
            if isinstance(span.label, Cue):
                self._cues.setdefault(span.label, []).append(span)
        self._clauses = self._number_clauses()

    def cues(self, kind: Cue) -> list[_Span]:
        return self._cues.get(kind, [])

    def findings(self) -> Iterator[Finding]:
        """The strongest of the sentence, so that a text of nothing but phrases costs no more than others."""
        strongest = sorted(self._rules, key=lambda found: (-found[1].tier, found[0].first))[:MOST_FINDINGS]
        return (self._finding(span, rule) for span, rule in strongest)

    def _finding(self, span: _Span, rule: Rule) -> Finding:
        denied = self._is_denied(span)
        lowered = denied or self._is_past(span) or self._is_talk(span)
        tier = min(rule.tier, _CONCERN) if lowered else self._urgency(rule)
        about_other = rule.category in _OF_ONESELF and self._is_about_other(span)
        return Finding(
            rule=rule,
            start=self.words[span.first].start,
            end=self.words[span.end - 1].end,
            tier=tier,
            about_other=about_other,
            lowered=lowered,
            denied=denied,
        )

    def _urgency(self, rule: Rule) -> int:
        is_thought = 1 < rule.tier < URGENT_TIER and rule.category is Category.SUICIDE
        return URGENT_TIER if is_thought and self.cues(Cue.NOW) else rule.tier

    def _is_denied(self, span: _Span) -> bool:
        seeming = self.cues(Cue.NOT_NEGATION)
        denials = [
            cue for cue in self.cues(Cue.NEGATION) if not any(cue.overlaps(other) for other in seeming)
        ]
        return any(self._stands_before(cue, span) for cue in (*denials, *self.cues(Cue.HYPOTHETICAL)))

    def _stands_before(self, cue: _Span, span: _Span) -> bool:
        return cue.first < span.first < cue.end + NEGATION_REACH and self._same_clause(cue, span)

    def _is_past(self, span: _Span) -> bool:
        return not self.cues(Cue.PRESENT) and self._any_in_clause(Cue.PAST, span)

    def _is_talk(self, span: _Span) -> bool:
        return self._any_in_clause(Cue.TOPIC, span) or self._any_in_clause(Cue.JEST, span)

    def _any_in_clause(self, kind: Cue, span: _Span) -> bool:
        return any(self._same_clause(cue, span) for cue in self.cues(kind))

    def _is_about_other(self, span: _Span) -> bool:
        """Whether the nearest person named before the phrase, or at its start, is someone else."""
        people = [cue for cue in (*self.cues(Cue.OTHER), *self.cues(Cue.SELF)) if cue.first <= span.first]
        nearest = max(people, key=lambda cue: cue.first, default=None)
        if nearest is None or span.first - nearest.end > SUBJECT_REACH:
            return False
        return nearest.label is Cue.OTHER

    def _same_clause(self, one: _Span, other: _Span) -> bool:
        return self._clauses[one.end - 1] == self._clauses[other.first] or one.overlaps(other)

    def _number_clauses(self) -> list[int]:
        """A clause begins at "but" and its like, and at a comma that does not go on with a list."""
        opening = {span.first for span in self.cues(Cue.OPENS)}
        continuing = {span.first for span in self.cues(Cue.CONTINUES)}
        numbers: list[int] = []
        for place, word in enumerate(self.words):
            begins = place in opening or (word.after_mark and place not in continuing)
            numbers.append((numbers[-1] if numbers else 0) + begins)
        return numbers
