"""A screening of what someone wrote. It can miss: help stands in every reply, whatever it says."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, tee

from notifications.domain.hearing import Finding, findings, may_be_heard, spelled
from notifications.domain.lexicon import OWN, Lexicon, lexicon_with
from notifications.domain.own_phrases import NOTHING_OWN, OwnPhrases
from notifications.domain.tiers import CONCERN_TIER, CRISIS_TIER, HIGHEST_TIER, Category, Level, level_of
from notifications.domain.weighing import BEGIN, END, Sentence, weights
from policies.domain.spoken_words import Stretch, sentences, stretches

LONGEST_TEXT = 256_000  # characters; what lies beyond was not heard, which is a concern
MOST_EVIDENCE = 20
FEWEST_SPARED_WORDS = 6  # of a sentence; a shorter one says what it says
WEIGHED = "weighed"  # the rule in whose name words stand that weigh much together
_LONGEST_QUOTE = 200  # characters
_WEIGHT_FOR_CONCERN = 2
_WEIGHT_FOR_CRISIS = 3
_MORE_IF_LOWERED = 0.2  # log odds: few messages lowered as denied, past or quoted that weigh so much are safe
_FEWEST_RAISED_WORDS = 8  # of such a message; a shorter one says no more than what was lowered


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: the place in the text as it was sent, the words there, and the rule that heard them."""

    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Screening:
    level: Level
    tier: int
    categories: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    lexicon_version: str


def screen(text: str, *, language: str | None = None, own: OwnPhrases = NOTHING_OWN) -> Screening:
    """Every language is listened for, whatever `language` says. Never raises: a failure is a concern.

    Where what a practice added is what fails, all that is shipped is heard without it.
    """
    try:
        return _screen(text, own)
    except Exception:  # noqa: BLE001  a fault of ours may not pass for "nothing heard"
        if own == NOTHING_OWN:
            return Screening(Level.CONCERN, CONCERN_TIER, (), (Evidence(0, 0, "", "screening.failed"),), "")
        return at_least_concern(screen(text, language=language), "screening.own_failed")


def at_least_concern(screening: Screening, rule: str) -> Screening:
    """The same, but for a human to look at, for a reason that is not in the words."""
    if screening.level is not Level.NONE:
        return screening
    evidence = (*screening.evidence, Evidence(0, 0, "", rule))
    return Screening(Level.CONCERN, CONCERN_TIER, screening.categories, evidence, screening.lexicon_version)


def at_most_concern(screening: Screening) -> Screening:
    """The same, but no more than a concern: words that may well not be the writer's own."""
    if screening.level is not Level.CRISIS:
        return screening
    return Screening(
        Level.CONCERN, CONCERN_TIER, screening.categories, screening.evidence, screening.lexicon_version
    )


@dataclass(frozen=True)
class _ByPhrases:
    """What phrases alone say, and what was found."""

    screening: Screening
    heard: tuple[Finding, ...] = ()

    @property
    def is_lowered(self) -> bool:
        """Denied, past, quoted or told of: words must weigh more to say that it is danger all the same."""
        return any(finding.lowered for finding in self.heard)

    @cached_property
    def _alarms(self) -> list[int]:
        return sorted(finding.start for finding in self.heard if not finding.lowered)

    def has_alarmed_between(self, start: int, end: int) -> bool:
        return bisect_left(self._alarms, start) < bisect_left(self._alarms, end)


def _screen(text: str, own: OwnPhrases) -> Screening:
    known = lexicon_with(own)
    begun = text[:LONGEST_TEXT]
    told, told_again, told_once_more = tee(stretches(begun), 3)  # none needs all of a long text
    listened_to, weighed = tee(spelled(begun, known, told))
    said = _by_phrases(begun, told_again, listened_to, known)
    screening = _weighed(begun, told_once_more, weighed, said, known)
    return at_least_concern(screening, "screening.text_cut") if len(text) > LONGEST_TEXT else screening


def _by_phrases(text: str, told: Iterable[Stretch], parts: Iterable[Sentence], known: Lexicon) -> _ByPhrases:
    if not may_be_heard(parts, known):
        return _ByPhrases(Screening(Level.NONE, 0, (), (), known.version))
    heard = list(findings(text, known, told))
    of_signs = _tier_of_signs(heard)
    heard = [finding for finding in heard if finding.tier or of_signs]
    tier = max((of_signs, *(finding.tier for finding in heard)))
    screening = Screening(
        level=level_of(tier),
        tier=tier,
        categories=_categories(heard),
        evidence=tuple(_evidence(text, heard)),
        lexicon_version=known.version,
    )
    return _ByPhrases(screening, tuple(heard))


def _weighed(
    text: str, told: Iterable[Stretch], parts: Iterable[Sentence], said: _ByPhrases, known: Lexicon
) -> Screening:
    """More where words weigh more together than any phrase, or left to a human where phrases were misled."""
    if said.screening.level is Level.CRISIS:
        return at_most_concern(said.screening) if _is_spared(told, said, known) else said.screening
    shipped = weights()
    found = shipped.weigh(parts)
    if found is None or found.danger < shipped.concern_at:
        return said.screening
    is_crisis = found.danger >= shipped.crisis_at
    if said.is_lowered:
        goes_on = len(text.split()) >= _FEWEST_RAISED_WORDS
        is_crisis = goes_on and found.danger >= shipped.crisis_at + _MORE_IF_LOWERED
    tier = CRISIS_TIER if is_crisis else CONCERN_TIER
    if tier <= said.screening.tier:
        return said.screening
    about = (Category.ABUSE_DANGER,) if found.is_abuse else ()
    return Screening(
        level=level_of(tier),
        tier=tier,
        categories=tuple(dict.fromkeys((*said.screening.categories, *about))),
        evidence=(*said.screening.evidence, *_places(text, found.heaviest, known))[:MOST_EVIDENCE],
        lexicon_version=known.version,
    )


def _is_spared(told: Iterable[Stretch], said: _ByPhrases, known: Lexicon) -> bool:
    """Whether the sentences that phrases alarmed at weigh so little that the phrases were misled.

    What stands in other sentences hides nothing; what goes on at this moment is never lowered, nor what a
    practice itself listens for.
    """
    if said.screening.tier >= HIGHEST_TIER or any(found.rule.language == OWN for found in said.heard):
        return False
    alarmed = list(_alarmed(told, said, known))
    if min(map(len, alarmed), default=0) < FEWEST_SPARED_WORDS:
        return False
    return max(map(weights().of_sentence, alarmed)) < weights().spared_at


def _alarmed(told: Iterable[Stretch], said: _ByPhrases, known: Lexicon) -> Iterator[Sentence]:
    for stretch in told:
        if said.has_alarmed_between(stretch.start, stretch.end):
            for words, bounds in zip(stretch.sentences, stretch.bounds, strict=True):
                if said.has_alarmed_between(*bounds):
                    yield list(chain.from_iterable(map(known.speller.spell, words)))


def alarmed_sentences(text: str) -> list[Sentence]:
    """Those in which phrases alone hear a crisis, as spelled words; what words weigh is learned from them."""
    known = lexicon_with(NOTHING_OWN)
    said = _by_phrases(text, stretches(text), spelled(text, known), known)
    return list(_alarmed(stretches(text), said, known)) if said.screening.level is Level.CRISIS else []


def _places(text: str, heaviest: Collection[str], known: Lexicon) -> Iterator[Evidence]:
    """Where these words stand first."""
    left = set(heaviest) - {BEGIN, END}
    for word in chain.from_iterable(sentences(text)):
        if not left:
            return
        if found := left.intersection(known.speller.spell(word.text)):
            left -= found
            yield Evidence(word.start, word.end, text[word.start : word.end][:_LONGEST_QUOTE], WEIGHED)


def _tier_of_signs(heard: Iterable[Finding]) -> int:
    """Different signs add up, one of tier 1 weighing double: giving up and a farewell, say, are a crisis."""
    weights: dict[str, int] = defaultdict(int)  # by language, for the same word may be a sign in several
    for sign in {finding.rule for finding in heard if finding.rule.sign and not finding.lowered}:
        weights[sign.language] += sign.tier + 1
    weight = max(weights.values(), default=0)
    if weight >= _WEIGHT_FOR_CRISIS:
        return CRISIS_TIER
    return CONCERN_TIER if weight >= _WEIGHT_FOR_CONCERN else 0


def _categories(heard: Iterable[Finding]) -> tuple[Category, ...]:
    strongest_first = sorted(heard, key=lambda finding: -finding.tier)
    return tuple(dict.fromkeys(category for finding in strongest_first for category in finding.categories))


def _evidence(text: str, heard: Iterable[Finding]) -> Iterator[Evidence]:
    strongest = sorted(heard, key=lambda finding: -finding.tier)[:MOST_EVIDENCE]
    for finding in sorted(strongest, key=lambda finding: finding.start):
        words = text[finding.start : finding.end][:_LONGEST_QUOTE]
        yield Evidence(finding.start, finding.end, words, finding.rule.id)
