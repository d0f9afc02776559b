"""What one practice adds to the shipped lexicon: plain words, never a pattern language of their own."""

import re
from dataclasses import dataclass

from notifications.domain.errors import LexiconError
from notifications.domain.tiers import HIGHEST_TIER, Category

LONGEST_PHRASE = 200  # characters
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    text: str
    category: Category
    tier: int  # 1 to 5


@dataclass(frozen=True, slots=True)
class OwnPhrases:
    """Phrases add to what is heard; an exception lowers what it overlaps to a concern, below tier 3 only."""

    phrases: tuple[OwnPhrase, ...] = ()
    exceptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for text in (*(phrase.text for phrase in self.phrases), *self.exceptions):
            _check(text)
        for phrase in self.phrases:
            if not 1 <= phrase.tier <= HIGHEST_TIER:
                raise LexiconError(f"{phrase.text!r}: choose a tier from 1 to {HIGHEST_TIER}")


def _check(text: str) -> None:
    if not _WORD.search(text):
        raise LexiconError(f"{text!r}: write at least one word")
    if len(text) > LONGEST_PHRASE:
        raise LexiconError(f"{text[:40]!r}…: write at most {LONGEST_PHRASE} characters")
