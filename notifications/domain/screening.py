"""A screening of what someone wrote. It can miss: help stands in every reply, whatever it says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from notifications.domain.hearing import Finding, findings, may_be_heard
from notifications.domain.lexicon import lexicon_with
from notifications.domain.own_phrases import NOTHING_OWN, OwnPhrases
from notifications.domain.tiers import CONCERN_TIER, CRISIS_TIER, Category, Level, level_of

LONGEST_TEXT = 256_000  # characters; what lies beyond was not heard, which is a concern
MOST_EVIDENCE = 20
_LONGEST_QUOTE = 200  # characters
_WEIGHT_FOR_CONCERN = 2
_WEIGHT_FOR_CRISIS = 3


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


def _screen(text: str, own: OwnPhrases) -> Screening:
    known = lexicon_with(own)
    begun = text[:LONGEST_TEXT]
    if begun is text and not may_be_heard(text, known):
        return Screening(Level.NONE, 0, (), (), known.version)
    heard = list(findings(begun, known))
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
    return at_least_concern(screening, "screening.text_cut") if len(text) > LONGEST_TEXT else screening


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
