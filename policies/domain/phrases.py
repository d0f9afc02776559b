"""Many phrases looked for at once, in one pass over the words.

A phrase is words, `(this|that thing|)` for a choice (an empty one: may be missing), `<name>` for a
named choice, `~` for up to three words of any kind, `#` for a number and `$` for the end of the sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
MOST_REMEMBERED = 50_000  # steps


class PhraseBook(Generic[Label]):
    """An automaton over words. Work per word is bounded by the phrases, not by the text."""

    def __init__(self) -> None:
        self._moves: list[dict[str, list[int]]] = [{}]
        self._labels: dict[int, list[Label]] = {}
        self._words: set[str] = set()
        self._steps: dict[tuple[States, str], States] = {}  # remembered, since few of them recur

    def add(self, phrase: Phrase, label: Label) -> None:
        """Raises ValueError where every word of the phrase may be missing."""
        ends = self._follow({0}, phrase)
        if 0 in ends:
            raise ValueError("a phrase needs at least one word that may not be missing")
        for end in ends:
            self._labels.setdefault(end, []).append(label)

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
        for first, word in enumerate(known):
            if word in self._moves[0]:
                longest = {
                    label: end for end, states in self._run(known, first) for label in self._said(states)
                }
                yield from ((first, end, label) for label, end in longest.items())

    def _run(self, words: Sequence[str], first: int) -> Iterator[tuple[int, States]]:
        states = _START
        for position in range(first, len(words)):
            states = self._step(states, words[position])
            if not states:
                return
            yield position + 1, states

    def _said(self, states: States) -> Iterator[Label]:
        return (label for state in states if state in self._labels for label in self._labels[state])

    def _step(self, states: States, word: str) -> States:
        step = (states, word)
        if step not in self._steps:
            if len(self._steps) >= MOST_REMEMBERED:
                self._steps.clear()
            self._steps[step] = self._find_step(states, word)
        return self._steps[step]

    def _find_step(self, states: States, word: str) -> States:
        moves = self._moves
        return frozenset(
            target
            for state in states
            for key in ((word, ANY) if state else (word,))
            for target in moves[state].get(key, ())
        )


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
        elif symbol == "~":
            elements.append(GAP)
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
