"""The word that was meant: known misspellings, stretched or glued words, one slip in a word that matters."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

NUMBER = "#"
MANY = "##"  # a number of pills, say, that is no dose
YEAR = "year"
_FEWEST_MANY = 8
_SHORTEST_NEAR = 5  # letters; shorter words are too near to each other
_SHORTEST_GLUED = 6
_LONGEST_PART = 16
_MASK = "*"
_FIRST_SIGN, _LAST_SIGN = "\u3400", "\ud7af"  # Chinese and Korean
_DOUBLED = re.compile(r"(.)\1+", re.DOTALL)
MOST_REMEMBERED = 16_384  # words


@dataclass(frozen=True, slots=True, eq=False)
class Speller:
    vocabulary: frozenset[str]
    known: Mapping[str, tuple[str, ...]]  # misspelling → words
    near: Mapping[str, str]  # a word that matters with one letter less → that word
    masked: frozenset[str]  # words of which people hide letters: "k*ll"
    fillers: frozenset[str]
    glued: frozenset[str]  # the short list of words that are looked for in one without spaces: "iwanttodie"
    spell: Callable[[str], tuple[str, ...]] = field(init=False)  # the words meant; none for a filler

    def __post_init__(self) -> None:
        object.__setattr__(self, "spell", _Spelled(self).__getitem__)

    def __reduce__(self) -> tuple[Any, ...]:
        """What it remembers is not kept."""
        return Speller, tuple(getattr(self, each.name) for each in fields(self) if each.init)


def near_words(words: frozenset[str]) -> dict[str, str]:
    """Each word by itself and by its forms with one letter missing."""
    return {form: word for word in sorted(words) for form in (word, *_shorter(word))}


class _Spelled(dict[str, tuple[str, ...]]):
    """What words were found to mean, in memory only: the same few are said again and again."""

    def __init__(self, speller: Speller) -> None:
        super().__init__()
        self._speller = speller
        self._known = {*speller.fillers, *speller.known}
        self._near_ends = _Ends(speller.near)
        self._glued_ends = _Ends(speller.glued)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if _FIRST_SIGN <= word <= _LAST_SIGN and len(word) == 1 and word not in self._known:
            return (word,)  # there are more of them than are remembered
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[word] = meant = self._meant(word)
        return meant

    def _meant(self, word: str) -> tuple[str, ...]:
        """As the words of phrases are read, or what is known in one language would be missed in another."""
        if word in self._speller.fillers:
            return ()
        if word in self._speller.known:
            return self._speller.known[word]
        return (word,) if word in self._speller.vocabulary else self._guessed(word)

    def _guessed(self, word: str) -> tuple[str, ...]:
        if word.isdecimal():
            return (_number(word),)
        if _MASK in word and (unmasked := _unmasked(self._speller, word)):
            return (unmasked,)
        if (single := _unstretched(word)) in self._speller.vocabulary:
            return (single,)
        if self._near_ends.has_either(word) and (near := _near(self._speller, word)):
            return (near,)
        return (self._glued_ends.has_both(word) and _unglued(self._speller, word)) or (word,)


class _Ends:
    """With which two letters words begin and end: most words are seen at once to be none of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._first = {word[:2] for word in words}
        self._last = {word[-2:] for word in words}

    def has_either(self, word: str) -> bool:
        """One slip leaves one of the two as it was."""
        return word[:2] in self._first or word[-2:] in self._last

    def has_both(self, word: str) -> bool:
        """Also of words that are one letter."""
        begins = word[:2] in self._first or word[:1] in self._first
        return begins and (word[-2:] in self._last or word[-1:] in self._last)


def _number(digits: str) -> str:
    if len(digits) == len(YEAR) and digits[:2] in {"19", "20"}:
        return YEAR
    return MANY if len(digits) > 1 or int(digits) >= _FEWEST_MANY else NUMBER


def _unmasked(speller: Speller, word: str) -> str | None:
    fitting = (meant for meant in sorted(speller.masked) if len(meant) == len(word) and _fits(word, meant))
    return next(fitting, None)


def _fits(masked: str, word: str) -> bool:
    return all(hidden in {_MASK, letter} for hidden, letter in zip(masked, word, strict=True))


def _unstretched(word: str) -> str:
    return _DOUBLED.sub(r"\1", word) if _DOUBLED.search(word) else word


def _near(speller: Speller, word: str) -> str | None:
    """One letter more, less, other or swapped: then both share a form with one letter missing."""
    if len(word) < _SHORTEST_NEAR:
        return None
    forms = (form for form in (word, *_shorter(word)) if form in speller.near)
    return next((speller.near[form] for form in forms if abs(len(speller.near[form]) - len(word)) <= 1), None)


def _shorter(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _unglued(speller: Speller, word: str) -> tuple[str, ...]:
    """`iwanttodie` as its words, if it is made of nothing else: as few of them as can be."""
    if len(word) < _SHORTEST_GLUED:
        return ()
    fewest: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(
        word
    )  # words up to here, start of the last
    for start in range(len(word)):
        so_far = fewest[start]
        if so_far is None:
            continue
        count = so_far[0] + 1
        for end in range(start + 1, min(start + _LONGEST_PART, len(word)) + 1):
            best = fewest[end]
            if (best is None or count < best[0]) and word[start:end] in speller.glued:
                fewest[end] = (count, start)
    return tuple(part for part in _parts(word, fewest) if part not in speller.fillers)


def _parts(word: str, fewest: list[tuple[int, int] | None]) -> list[str]:
    parts: list[str] = []
    end = len(word)
    while end:
        last = fewest[end]
        if last is None:
            return []
        parts.insert(0, word[last[1] : end])
        end = last[1]
    return parts
