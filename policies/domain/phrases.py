"""Many phrases looked for at once, in one pass over the words.

A phrase is words, `(this|that thing|)` for a choice (an empty one: may be missing), `<name>` for a
named choice, `~` for up to three words of any kind, `~~` for up to six, `#` for a number and `$` for
the end of the sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

ANY = "*"
END = "$"
_SYMBOL = re.compile(r"[()|]|<[\w-]+>|[^\s()|<>]+|\S")


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple["Phrase", ...]


Phrase = tuple["str | Choice", ...]
Label = TypeVar("Label")

GAP = Choice(((), (ANY,), (ANY, ANY), (ANY, ANY, ANY)))


States = frozenset[int]
_START: States = frozenset({0})
MOST_REMEMBERED = 50_000  # sets of places


class _Place(Generic[Label]):
    """Where one may be in the phrases after some words, and the steps from there that were looked up."""

    __slots__ = ("labels", "states", "steps")

    def __init__(self, states: States, labels: tuple[Label, ...]) -> None:
        self.states = states
        self.labels = labels
        self.steps: dict[str, _Place[Label]] = {}


class PhraseBook(Generic[Label]):
    """An automaton over words. Work per word is bounded by the phrases, not by the text."""

    def __init__(self) -> None:
        self._moves: list[dict[str, list[int]]] = [{}]
        self._labels: dict[int, list[Label]] = {}
        self._words: set[str] = set()
        self._places: dict[States, _Place[Label]] = {}  # remembered, since few of them recur

    def add(self, phrase: Phrase, label: Label) -> None:
        """Raises ValueError where every word of the phrase may be missing."""
        ends = self._follow({0}, phrase)
        if 0 in ends:
            raise ValueError("a phrase needs at least one word that may not be missing")
        for end in ends:
            self._labels.setdefault(end, []).append(label)
        self._places.clear()

    def _follow(self, states: set[int], phrase: Phrase) -> set[int]:
        for element in phrase:
            if isinstance(element, Choice):
                states = set().union(*(self._follow(states, option) for option in element.options))
            else:
                states = {self._step_to_new(states, element)}
        return states

    def _step_to_new(self, states: set[int], word: str) -> int:
        self._moves.append({})
        self._words.add(word)
        target = len(self._moves) - 1
        for state in states:
            self._moves[state].setdefault(word, []).append(target)
        return target

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Label]]:
        """Each (first, after last, label), the longest only for each first word and label."""
        known = [word if word in self._words else ANY for word in words]
        beginnings = self._moves[0]
        for first, word in enumerate(known):
            if word in beginnings:
                yield from ((first, end, label) for label, end in self._longest(known, first).items())

    def any_in(self, words: Sequence[str]) -> bool:
        """Whether there is any match."""
        known = [word if word in self._words else ANY for word in words]
        beginnings, start = self._moves[0], self._place(_START)
        for first, beginning in enumerate(known):
            if beginning not in beginnings:
                continue
            place = start
            for word in islice(known, first, None):
                place = place.steps.get(word) or self._step(place, word)
                if place.labels:
                    return True
                if not place.states:
                    break
        return False

    def _longest(self, words: Sequence[str], first: int) -> dict[Label, int]:
        longest: dict[Label, int] = {}
        place = self._place(_START)
        for position in range(first, len(words)):
            word = words[position]
            place = place.steps.get(word) or self._step(place, word)
            for label in place.labels:
                longest[label] = position + 1
            if not place.states:
                break
        return longest

    def _step(self, place: _Place[Label], word: str) -> _Place[Label]:
        moves = self._moves
        found = frozenset(
            target
            for state in place.states
            for key in ((word, ANY) if state else (word,))
            for target in moves[state].get(key, ())
        )
        if len(self._places) >= MOST_REMEMBERED:
            self._places.clear()
        place.steps[word] = self._place(found)
        return place.steps[word]

    def _place(self, states: States) -> _Place[Label]:
        if states not in self._places:
            labels = (label for state in sorted(states) for label in self._labels.get(state, ()))
            self._places[states] = _Place(states, tuple(dict.fromkeys(labels)))
        return self._places[states]


def read_phrase(text: str, classes: Mapping[str, Sequence[str]]) -> Phrase:
    """Raises ValueError for stray brackets, KeyError for an unknown class."""
    symbols = _SYMBOL.findall(text)[::-1]
    phrase = _read_sequence(symbols, classes)
    if symbols:
        raise ValueError(f"stray {symbols[-1]!r}")
    return phrase


def _read_sequence(symbols: list[str], classes: Mapping[str, Sequence[str]]) -> Phrase:
    elements: list[str | Choice] = []
    while symbols and symbols[-1] not in {"|", ")"}:
        symbol = symbols.pop()
        if symbol == "(":
            elements.append(_read_choice(symbols, classes))
        elif symbol in {"~", "~~"}:
            elements.extend([GAP] * len(symbol))
        elif symbol.startswith("<"):
            elements.append(Choice(tuple(read_phrase(option, classes) for option in classes[symbol[1:-1]])))
        else:
            elements.append(symbol)
    return tuple(elements)


def _read_choice(symbols: list[str], classes: Mapping[str, Sequence[str]]) -> Choice:
    options = [_read_sequence(symbols, classes)]
    while symbols and symbols.pop() == "|":
        options.append(_read_sequence(symbols, classes))
    return Choice(tuple(options))


def words_of(phrase: Phrase) -> Iterator[str]:
    for element in phrase:
        if isinstance(element, Choice):
            for option in element.options:
                yield from words_of(option)
        else:
            yield element
