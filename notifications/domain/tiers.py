"""How grave words are, and what they are about: tiers of language, never of a person's risk."""

from enum import StrEnum

HIGHEST_TIER = 5  # in progress; 4 intent, plan, goodbye; 3 active thought, injury, abuse; 2 passive wish
CONCERN_TIER = 1
CRISIS_TIER = 2
FLOOR_TIER = 3  # from here a practice's exceptions change nothing
URGENT_TIER = 4


class Level(StrEnum):
    NONE = "none"  # tier 0
    CONCERN = "concern"  # tier 1: a human should look
    CRISIS = "crisis"  # tiers 2 to 5


class Category(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    HARM_OTHERS = "harm_others"
    ABUSE_DANGER = "abuse_danger"
    MEDICAL = "medical"
    THIRD_PARTY = "third_party"
    DISTRESS = "distress"


def level_of(tier: int) -> Level:
    if tier >= CRISIS_TIER:
        return Level.CRISIS
    return Level.CONCERN if tier else Level.NONE
