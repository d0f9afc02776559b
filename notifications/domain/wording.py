"""Which words answer what was heard; where it was several things, those that are safe for all of them."""

from collections.abc import Collection

from notifications.domain.tiers import URGENT_TIER, Category
from policies.language.crisis_words import CrisisWords, Danger, crisis_words

_BODY = frozenset({Category.OVERDOSE, Category.MEDICAL})
_OF_ONESELF = frozenset({Category.SUICIDE, Category.SELF_HARM})


def words_for(categories: Collection[str], tier: int, language: str) -> CrisisWords:
    """`categories` and `tier` as a screening has them."""
    return crisis_words(danger_in(categories), language, urgent=tier >= URGENT_TIER)


def danger_in(categories: Collection[str]) -> Danger:
    heard = set(categories)
    if Category.ABUSE_DANGER in heard:
        return Danger.QUIETLY
    if Category.THIRD_PARTY in heard:
        return Danger.TO_SOMEBODY_CLOSE
    if heard & _BODY:
        return Danger.TO_THE_BODY
    if Category.HARM_OTHERS in heard and not heard & _OF_ONESELF:
        return Danger.TO_OTHERS
    return Danger.HARD_TO_BEAR
