"""What the words of a message weigh together: for danger that is only meant, which no phrase says.

Each word, and each two that stand side by side, adds to or takes from the log odds of danger. The weights are
learned from our own lists (`tests/notifications/domain/learn_weights.py`); the file can be read line by line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from math import fsum, sqrt
from pathlib import Path
from typing import TypeAlias

from notifications.domain.kept import kept

WEIGHTS = Path(__file__).resolve().parent / "lexicons" / "weights.tsv"
BEGIN, END = "<", ">"
WINDOW = 60  # words, which is what a message has; a letter is weighed a few sentences at a time
MOST_WINDOWS = 40  # what a letter says beyond them is left to phrases
FEWEST_WORDS = 5  # shorter messages say what they say: phrases hear them
HEAVIEST = 3
BIAS = "@bias"
THRESHOLDS = ("crisis_at", "concern_at", "spared_at")

Feature: TypeAlias = "str | tuple[str, str]"
Sentence: TypeAlias = Sequence[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """`heaviest`: the words that weighed most, as they were read. `is_abuse`: by somebody near, if danger."""

    danger: float
    is_abuse: bool = False
    heaviest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """From `crisis_at` on words alone are a crisis, from `concern_at` on a concern.

    Below `spared_at` what a phrase takes for a crisis is one for a human to look at.
    """

    danger: dict[Feature, float]
    abuse: dict[Feature, float]  # what speaks for it, given that it is danger
    crisis_at: float
    concern_at: float
    spared_at: float

    def weigh(self, sentences: Iterable[Sentence]) -> Weighed | None:
        """The heaviest window of these spelled words; none where hardly anything is said."""
        found = map(self._of_window, islice(windows(sentences), MOST_WINDOWS))
        return max(found, key=lambda each: each.danger, default=None)

    def of_sentence(self, sentence: Sentence) -> float:
        return _log_odds(features([sentence]), self.danger)

    def _of_window(self, window: Sequence[Sentence]) -> Weighed:
        said = features(window)
        danger = _log_odds(said, self.danger)
        if danger < self.concern_at:
            return Weighed(danger)
        known = self.danger.keys() & said
        heaviest = sorted(known, key=lambda each: (-self.danger[each], str(each)))[:HEAVIEST]
        words = (word for each in heaviest for word in ([each] if isinstance(each, str) else each))
        return Weighed(danger, _log_odds(said, self.abuse) > 0, tuple(words))


def _log_odds(said: set[Feature], weights: dict[Feature, float]) -> float:
    """Added up exactly, so that it is the same in whichever order a set has its words."""
    return weights[BIAS] + fsum(map(weights.__getitem__, weights.keys() & said)) / sqrt(len(said))


def windows(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Whole sentences together, up to `WINDOW` words; a few left at the end go with those before them."""
    before: list[Sentence] = []
    window: list[Sentence] = []
    words = 0
    for sentence in sentences:
        if window and words + len(sentence) > WINDOW:
            if before:
                yield before
            before, window, words = window, [], 0
        window.append(sentence)
        words += len(sentence)
    if words >= FEWEST_WORDS:
        yield from filter(None, (before, window))
    elif before:
        yield before + window


def features(sentences: Iterable[Sentence]) -> set[Feature]:
    """Words, and pairs of neighbours; a sentence's beginning and end are neighbours, too."""
    said: set[Feature] = set()
    for sentence in sentences:
        said.update(sentence)
        said.update(pairwise((BEGIN, *sentence, END)))
    return said


@cache
def weights() -> Weights:
    """As they are shipped."""
    return kept("weights", [WEIGHTS], _read)


def _read() -> Weights:
    """A line is a word or two, their weight for danger, and for abuse."""
    danger: dict[Feature, float] = {}
    abuse: dict[Feature, float] = {}
    for line in WEIGHTS.read_text().splitlines():
        words, for_danger, for_abuse = line.split("\t")
        first, _, second = words.partition(" ")
        feature = (first, second) if second else first
        danger[feature] = float(for_danger)
        if for_abuse:
            abuse[feature] = float(for_abuse)
    return Weights(danger, abuse, *(danger.pop(f"@{name}") for name in THRESHOLDS))
