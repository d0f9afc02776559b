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


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Each is itself only, so that what was worked out for one can be looked up cheaply."""

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
        self._ends: dict[Label, int] = {}  # where phrases end for good: one place a label
        self._followed: dict[tuple[States, str | Choice], States] = {}  # phrases share how they begin
        self.words: set[str] = set()  # of all phrases, marks among them
        self._places: dict[States, _Place[Label]] = {}  # remembered, since few of them recur

    def add(self, phrase: Phrase, label: Label) -> None:
        """Raises ValueError where every word of the phrase may be missing."""
        ends = self._follow(_START, phrase, self._end_of(label)) if phrase else _START
        if 0 in ends:
            raise ValueError("a phrase needs at least one word that may not be missing")
        for end in ends:
            labels = self._labels.setdefault(end, [])
            if label not in labels:
                labels.append(label)
        self._places.clear()

    def _end_of(self, label: Label) -> int:
        if label not in self._ends:
            self._ends[label] = self._new_state()
        return self._ends[label]

    def _follow(self, states: States, phrase: Phrase, end: int) -> States:
        """The options of a choice end in one state, as what follows is the same for all of them."""
        for element in phrase[:-1]:
            states = self._followed_once(states, element)
        return self._pass(states, phrase[-1], end) if phrase else states

    def _followed_once(self, states: States, element: "str | Choice") -> States:
        known = (states, element)
        if known not in self._followed:
            self._followed[known] = self._pass(states, element, self._new_state())
        return self._followed[known]

    def _pass(self, states: States, element: "str | Choice", end: int) -> States:
        if isinstance(element, Choice):
            return frozenset().union(*(self._follow(states, option, end) for option in element.options))
        self.words.add(element)
        for state in states:
            self._moves[state].setdefault(element, []).append(end)
        return frozenset({end})

    def _new_state(self) -> int:
        self._moves.append({})
        return len(self._moves) - 1

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Label]]:
        """Each (first, after last, label), the longest only for each first word and label."""
        known = [word if word in self.words else ANY for word in words]
        beginnings = self._moves[0]
        for first, word in enumerate(known):
            if word in beginnings:
                yield from ((first, end, label) for label, end in self._longest(known, first).items())

    def any_in(self, words: Sequence[str]) -> bool:
        """Whether there is any match."""
        known = [word if word in self.words else ANY for word in words]
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


class Classes(dict[str, Choice]):
    """Named choices, each read once, when it is first asked for. Raises KeyError for an unknown one."""

    def __init__(self, said: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._said = said

    def __missing__(self, name: str) -> Choice:
        self[name] = Choice(tuple(read_phrase(option, self) for option in self._said[name]))
        return self[name]


def read_phrase(text: str, classes: Classes) -> Phrase:
    """Raises ValueError for stray brackets, KeyError for an unknown class."""
    symbols = _SYMBOL.findall(text)[::-1]
    phrase = _read_sequence(symbols, classes)
    if symbols:
        raise ValueError(f"stray {symbols[-1]!r}")
    return phrase


def _read_sequence(symbols: list[str], classes: Classes) -> Phrase:
    elements: list[str | Choice] = []
    while symbols and symbols[-1] not in {"|", ")"}:
        symbol = symbols.pop()
        if symbol == "(":
            elements.append(_read_choice(symbols, classes))
        elif symbol in {"~", "~~"}:
            elements.extend([GAP] * len(symbol))
        elif symbol.startswith("<"):
            elements.append(classes[symbol[1:-1]])
        else:
            elements.append(symbol)
    return tuple(elements)


def _read_choice(symbols: list[str], classes: Classes) -> Choice:
    options = [_read_sequence(symbols, classes)]
    while symbols and symbols.pop() == "|":
        options.append(_read_sequence(symbols, classes))
    return Choice(tuple(options))
