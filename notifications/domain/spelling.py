"""The word that was meant: known misspellings, stretched or glued words, one slip in a word that matters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

NUMBER = "#"
_SHORTEST_NEAR = 5  # letters; shorter words are too near to each other
_SHORTEST_GLUED = 6
_LONGEST_PART = 16


@dataclass(frozen=True, slots=True, eq=False)
class Speller:
    vocabulary: frozenset[str]
    known: Mapping[str, tuple[str, ...]]  # misspelling → words
    near: Mapping[str, str]  # a word that matters with one letter less → that word
    fillers: frozenset[str]
    parts: frozenset[str] = field(init=False)  # what glued words are made of

    def __post_init__(self) -> None:
        known = self.vocabulary | self.fillers
        object.__setattr__(self, "parts", frozenset(word for word in known if len(word) > 1 or word == "i"))

    def spell(self, word: str) -> tuple[str, ...]:
        """The words meant; none for a filler such as `really`."""
        if word in self.vocabulary:
            return (word,)
        if word in self.fillers:
            return ()
        return _spelled(self, word)


def near_words(words: frozenset[str]) -> dict[str, str]:
    """Each word by itself and by its forms with one letter missing."""
    return {form: word for word in sorted(words) for form in (word, *_shorter(word))}


@lru_cache(maxsize=8192)
def _spelled(speller: Speller, word: str) -> tuple[str, ...]:
    if word.isdecimal():
        return (NUMBER,)
    if word in speller.known:
        return speller.known[word]
    if (single := _unstretched(word)) in speller.vocabulary:
        return (single,)
    if near := _near(speller, word):
        return (near,)
    return _unglued(speller, word) or (word,)


def _unstretched(word: str) -> str:
    return "".join(letter for place, letter in enumerate(word) if place == 0 or letter != word[place - 1])


def _near(speller: Speller, word: str) -> str | None:
    """One letter more, less, other or swapped: then both share a form with one letter missing."""
    if len(word) < _SHORTEST_NEAR:
        return None
    forms = (form for form in (word, *_shorter(word)) if form in speller.near)
    return next((speller.near[form] for form in forms if abs(len(speller.near[form]) - len(word)) <= 1), None)


def _shorter(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _unglued(speller: Speller, word: str) -> tuple[str, ...]:
    """`iwanttodie` as its words, if it is made of nothing else."""
    if len(word) < _SHORTEST_GLUED:
        return ()
    last_start: list[int | None] = [0] + [None] * len(word)
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - _LONGEST_PART), end)
        fits = (
            start for start in starts if last_start[start] is not None and word[start:end] in speller.parts
        )
        last_start[end] = next(fits, None)
    return tuple(part for part in _parts(word, last_start) if part not in speller.fillers)


def _parts(word: str, last_start: list[int | None]) -> list[str]:
    parts: list[str] = []
    end = len(word)
    while end:
        start = last_start[end]
        if start is None:
            return []
        parts.insert(0, word[start:end])
        end = start
    return parts
