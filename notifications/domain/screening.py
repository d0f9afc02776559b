"""A first screening of what someone wrote. It can miss: help stands in every reply, whatever it says."""

from dataclasses import dataclass
from enum import StrEnum


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
