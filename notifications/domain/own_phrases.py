"""What one practice adds to the shipped lexicon: plain words, never a pattern language of their own."""

import re
from dataclasses import dataclass
from enum import StrEnum

from notifications.domain.errors import LexiconError
from notifications.domain.tiers import HIGHEST_TIER, Category
from policies.domain.spoken_words import sentences

LONGEST_PHRASE = 200  # characters
_WORD = re.compile(r"\w")


class PhraseProblem(StrEnum):
    NO_WORD = "no_word"
    TOO_LONG = "too_long"
    SEVERAL_SENTENCES = "several_sentences"  # what is heard, is heard within one
    TWICE = "twice"
    TOO_MANY = "too_many"


class PhraseError(LexiconError):
    def __init__(self, problem: PhraseProblem, said: str) -> None:
        super().__init__(said)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    text: str
    category: Category
    tier: int  # 1 to 5
    number: int = 0  # by which evidence names it: `own.7`; 0: its place among the phrases


@dataclass(frozen=True, slots=True)
class OwnPhrases:
    """Phrases add to what is heard, exceptions take from it; the shipped floor stays.

    What an exception overlaps becomes a concern, never less, and nothing does of tier 3 or above.
    """

    phrases: tuple[OwnPhrase, ...] = ()
    exceptions: tuple[str, ...] = ()
    revision: int = 0  # by which the lexicon's version names them; 0: a hash of them

    def __post_init__(self) -> None:
        for text in (*(phrase.text for phrase in self.phrases), *self.exceptions):
            check_words(text)
        for phrase in self.phrases:
            if not 1 <= phrase.tier <= HIGHEST_TIER:
                raise LexiconError(f"{phrase.text!r}: choose a tier from 1 to {HIGHEST_TIER}")


NOTHING_OWN = OwnPhrases()


def check_words(text: str) -> None:
    """Raises PhraseError."""
    if not _WORD.search(text):
        raise PhraseError(PhraseProblem.NO_WORD, f"{text!r}: write at least one word")
    if len(text) > LONGEST_PHRASE:
        raise PhraseError(
            PhraseProblem.TOO_LONG, f"{text[:40]!r}…: write at most {LONGEST_PHRASE} characters"
        )
    if len(list(sentences(text))) > 1:
        raise PhraseError(PhraseProblem.SEVERAL_SENTENCES, f"{text!r}: write one sentence")
