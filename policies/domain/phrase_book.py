"""Many phrases looked for at once, in one pass over the words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from policies.domain.phrases import ANY, Choice, Phrase

Label = TypeVar("Label")
States = frozenset[int]
Moves = Mapping[str, Mapping[int, Sequence[int]]]  # by word: where it leads from each state
_FIRST = 0
_START: States = frozenset({_FIRST})
_NOWHERE: States = frozenset()
MOST_REMEMBERED = 50_000  # sets of places


class BookWriter(Generic[Label]):
    """Makes an automaton of phrases."""

    def __init__(self) -> None:
        self._size = 1
        self._moves: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._labels: dict[int, list[Label]] = {}
        self._ends: dict[Label, int] = {}  # where phrases end for good: one place a label
        self._followed: dict[tuple[States, str | Choice], States] = {}  # phrases share how they begin
        self.words: set[str] = set()  # of all phrases, marks among them

    def book(self) -> "PhraseBook[Label]":
        moves = {
            word: {state: tuple(dict.fromkeys(ends)) for state, ends in leads.items()}
            for word, leads in self._moves.items()
        }
        return PhraseBook(moves, self._labels)

    def add(self, phrase: Phrase, label: Label) -> None:
        """Raises ValueError where every word of the phrase may be missing, or where it begins with a gap."""
        ends = self._follow(_START, phrase, self._end_of(label)) if phrase else _START
        if _FIRST in ends:
            raise ValueError("a phrase needs at least one word that may not be missing")
        if _FIRST in self._moves[ANY]:
            raise ValueError("a phrase begins with a word, not with a gap")
        for end in ends:
            labels = self._labels.setdefault(end, [])
            if label not in labels:
                labels.append(label)

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
        leads = self._moves[element]
        for state in states:
            leads[state].append(end)
        return frozenset({end})

    def _new_state(self) -> int:
        self._size += 1
        return self._size - 1


class _Place(Generic[Label]):
    """Where one may be in the phrases after some words, and the steps from there that were looked up."""

    __slots__ = ("labels", "states", "steps", "within_gaps")

    def __init__(self, states: States, within_gaps: States, labels: tuple[Label, ...]) -> None:
        self.states = states
        self.within_gaps = within_gaps  # where any word leads
        self.labels = labels
        self.steps: dict[str, _Place[Label]] = {}


class PhraseBook(Generic[Label]):
    """An automaton over words. Work per word is bounded by the phrases, not by the text."""

    def __init__(self, moves: Moves, labels: Mapping[int, Sequence[Label]]) -> None:
        self._moves = moves
        self._labels = labels
        self._gaps = moves.get(ANY, {})
        self._beginnings = frozenset(word for word, leads in moves.items() if _FIRST in leads)
        self._places: dict[States, _Place[Label]] = {}  # remembered, since few of them recur
        self._start = self._place(_START)

    def __reduce__(self) -> tuple[Any, ...]:
        """What it remembers is not kept."""
        return PhraseBook, (self._moves, self._labels)

    def matches(self, words: Sequence[str]) -> Iterator[tuple[int, int, Label]]:
        """Each (first, after last, label), the longest only for each first word and label."""
        if self._beginnings.isdisjoint(words):
            return
        known = self._known(words)
        for first, word in enumerate(known):
            if word in self._beginnings and (longest := self._longest(known, first)):
                yield from ((first, end, label) for label, end in longest.items())

    def any_in(self, words: Sequence[str]) -> bool:
        """Whether there is any match."""
        if self._beginnings.isdisjoint(words):
            return False
        known = self._known(words)
        for first, beginning in enumerate(known):
            if beginning not in self._beginnings:
                continue
            place = self._start
            for position in range(first, len(known)):
                word = known[position]
                place = place.steps.get(word) or self._step(place, word)
                if place.labels:
                    return True
                if not place.states:
                    break
        return False

    def _known(self, words: Sequence[str]) -> list[str]:
        """All others are one to the phrases."""
        return [word if word in self._moves else ANY for word in words]

    def _longest(self, words: Sequence[str], first: int) -> dict[Label, int]:
        longest: dict[Label, int] = {}
        place = self._start
        for position in range(first, len(words)):
            word = words[position]
            place = place.steps.get(word) or self._step(place, word)
            for label in place.labels:
                longest[label] = position + 1
            if not place.states:
                break
        return longest

    def _step(self, place: _Place[Label], word: str) -> _Place[Label]:
        leads = self._moves.get(word, {})
        found = place.within_gaps.union(*(leads[state] for state in place.states & leads.keys()))
        if len(self._places) >= MOST_REMEMBERED:
            self._places.clear()
            self._start.steps.clear()
        place.steps[word] = self._place(found)
        return place.steps[word]

    def _place(self, states: States) -> _Place[Label]:
        if states not in self._places:
            labels = (label for state in sorted(states) for label in self._labels.get(state, ()))
            within_gaps = _NOWHERE.union(*(self._gaps[state] for state in states & self._gaps.keys()))
            self._places[states] = _Place(states, within_gaps, tuple(dict.fromkeys(labels)))
        return self._places[states]
