"""A first screening of what someone wrote. It can miss: help stands in every reply, whatever it says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from notifications.domain.hearing import Finding, findings
from notifications.domain.lexicon import Category, lexicon

LONGEST_TEXT = 1_000_000  # characters; what lies beyond was not heard, which is a concern
MOST_EVIDENCE = 20
_LONGEST_QUOTE = 200  # characters
_CRISIS_TIER = 2
_WEIGHT_FOR_CONCERN = 2
_WEIGHT_FOR_CRISIS = 3


class Level(StrEnum):
    NONE = "none"  # tier 0
    CONCERN = "concern"  # tier 1: a human should look
    CRISIS = "crisis"  # tiers 2 to 5


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


def screen(text: str, *, language: str | None = None) -> Screening:
    """Every language is listened for, whatever `language` says. Never raises: a failure is a concern."""
    try:
        return _screen(text)
    except Exception:  # noqa: BLE001  a fault of ours may not pass for "nothing heard"
        return Screening(Level.CONCERN, 1, (), (Evidence(0, 0, "", "screening.failed"),), "")


def at_least_concern(screening: Screening, rule: str) -> Screening:
    """The same, but for a human to look at, for a reason that is not in the words."""
    if screening.level is not Level.NONE:
        return screening
    evidence = (*screening.evidence, Evidence(0, 0, "", rule))
    return Screening(Level.CONCERN, 1, screening.categories, evidence, screening.lexicon_version)


def at_most_concern(screening: Screening) -> Screening:
    """The same, but no more than a concern: words that may well not be the writer's own."""
    if screening.level is not Level.CRISIS:
        return screening
    return Screening(Level.CONCERN, 1, screening.categories, screening.evidence, screening.lexicon_version)


def _screen(text: str) -> Screening:
    known = lexicon()
    heard = list(findings(text[:LONGEST_TEXT], known))
    of_signs = _tier_of_signs(heard)
    heard = [finding for finding in heard if finding.tier or of_signs]
    tier = max((of_signs, *(finding.tier for finding in heard)))
    screening = Screening(
        level=_level(tier),
        tier=tier,
        categories=_categories(heard),
        evidence=tuple(_evidence(text, heard)),
        lexicon_version=known.version,
    )
    return at_least_concern(screening, "screening.text_cut") if len(text) > LONGEST_TEXT else screening


def _level(tier: int) -> Level:
    if tier >= _CRISIS_TIER:
        return Level.CRISIS
    return Level.CONCERN if tier else Level.NONE


def _tier_of_signs(heard: Iterable[Finding]) -> int:
    """Different signs add up, one of tier 1 weighing double: giving up and a farewell, say, are a crisis."""
    signs = {finding.rule for finding in heard if finding.rule.sign and not finding.lowered}
    weight = sum(sign.tier + 1 for sign in signs)
    if weight >= _WEIGHT_FOR_CRISIS:
        return _CRISIS_TIER
    return 1 if weight >= _WEIGHT_FOR_CONCERN else 0


def _categories(heard: Iterable[Finding]) -> tuple[Category, ...]:
    strongest_first = sorted(heard, key=lambda finding: -finding.tier)
    return tuple(dict.fromkeys(category for finding in strongest_first for category in finding.categories))


def _evidence(text: str, heard: Iterable[Finding]) -> Iterator[Evidence]:
    strongest = sorted(heard, key=lambda finding: -finding.tier)[:MOST_EVIDENCE]
    for finding in sorted(strongest, key=lambda finding: finding.start):
        words = text[finding.start : finding.end][:_LONGEST_QUOTE]
        yield Evidence(finding.start, finding.end, words, finding.rule.id)
