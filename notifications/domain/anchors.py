"""One pass over a text for the words without which no phrase can be heard, however they are disguised.

Each phrase has up to three anchors: sets of words of which any way to say it has one each. A text in which no
phrase finds all of its anchors holds none, and nothing else has to be asked of it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from string import ascii_lowercase, digits

from ahocorasick_rs import AhoCorasick, Implementation

from policies.domain.phrases import Choice, Phrase
from policies.domain.spoken_words import FIRST_UNSPACED, LOOKALIKE_SCRIPTS, without_marks

MOST_ANCHORS = 3
_COST_OF_COMMON = 100
_LONG_ANCHOR = 4  # letters, from which it may be the beginning of a longer word

_STRETCHED = frozenset(letter * 3 for letter in ascii_lowercase + digits)
_SPACED_OUT = re.compile(r" [a-z] {1,3}[a-z] {1,3}[a-z] ")
_APART = str.maketrans(dict.fromkeys("'’‘ʼ`´"))  # noqa: RUF001  (as people type them)
_DISGUISED = re.compile(
    r"[a-z][013457@$*+]|[a-z]![a-z]|[@$*5][a-z]"  # digits and signs for letters
    r"|(\w)\1\1"  # stretched
    r"|\b[a-z]\W{1,3}[a-z]\W{1,3}[a-z]\b"  # spaced out
    rf"|[a-z][{LOOKALIKE_SCRIPTS}]|[{LOOKALIKE_SCRIPTS}][a-z]"  # two scripts in one word
)
_LONG_WORDS = re.compile(r"[^\W\d_]{8,}")  # may be several without spaces between
_BROKEN = re.compile(r"[-._/](?<=\w.)(?=\w)")
_MARKS = '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~\t\n\r\v\f\x1c\x1d\x1e\x1f“”„«»¿¡…—–、。'  # noqa: RUF001  likewise
_SPACED = str.maketrans(dict.fromkeys(_MARKS, " "))

ENDING = "~"  # before a stand-in that ends a word

Anchor = frozenset[str]


def anchors_of(phrase: Phrase, common: Collection[str], marks: Collection[str]) -> list[tuple[Anchor, ...]]:
    """For each way to say the phrase that was told apart, its anchors, the rarest first.

    `marks` stand for no word of their own. Raises ValueError where a way has no anchor.
    """
    ways = list(_ways(phrase, common, marks))
    if not all(ways):
        raise ValueError("a phrase needs at least one word that may not be missing")
    return [tuple(sorted(way, key=lambda anchor: _cost(anchor, common))[:MOST_ANCHORS]) for way in ways]


def _ways(phrase: Phrase, common: Collection[str], marks: Collection[str]) -> Iterator[list[Anchor]]:
    """Options of several words are told apart, in the one choice where there are most of them."""
    choice = max((element for element in phrase if isinstance(element, Choice)), key=_spread, default=None)
    rest = [element for element in phrase if element is not choice]
    shared = [anchor for element in rest if (anchor := _of_element(element, common, marks))]
    if choice is None or not _spread(choice):
        yield [*shared, *(_found(choice, common, marks) if choice else ())]
        return
    single = tuple(option for option in choice.options if len(option) == 1 and isinstance(option[0], str))
    if single:
        yield [*shared, *_found(Choice(single), common, marks)]
    for option in choice.options:
        if option not in single:
            yield from ([*shared, *way] for way in _ways(option, common, marks))


def _spread(choice: Choice) -> int:
    """How many of the options are more than a word; none where the choice may be missing."""
    is_whole = all(choice.options)
    return is_whole and sum(len(option) > 1 or isinstance(option[0], Choice) for option in choice.options)


def _found(choice: Choice, common: Collection[str], marks: Collection[str]) -> list[Anchor]:
    anchor = _of_element(choice, common, marks)
    return [anchor] if anchor else []


def _of_element(element: str | Choice, common: Collection[str], marks: Collection[str]) -> Anchor | None:
    if isinstance(element, str):
        return None if element in marks else frozenset({element})
    options = [_of_option(option, common, marks) for option in element.options]
    present = [anchor for anchor in options if anchor]
    return frozenset().union(*present) if len(present) == len(options) else None


def _of_option(option: Phrase, common: Collection[str], marks: Collection[str]) -> Anchor | None:
    found = [anchor for element in option if (anchor := _of_element(element, common, marks))]
    return min(found, key=lambda anchor: _cost(anchor, common), default=None)


def _cost(words: Iterable[str], common: Collection[str]) -> int:
    return sum(_COST_OF_COMMON if word in common else 1 for word in words)


Masks = tuple[int, int, int]  # for each place of an anchor, the phrases in which a word fills it, one a bit
_ANY_PLACE: Masks = (-1, -1, -1)  # of every phrase


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Whether a text can hold a phrase at all. Says yes too often rather than once too rarely."""

    phrases: tuple[tuple[Anchor, ...], ...]  # each way to say one
    stand_ins: Mapping[str, tuple[str, ...]]  # misspellings, and parts that tell a misspelled word → words
    _patterns: AhoCorasick
    _masks: tuple[Masks, ...]

    @classmethod
    def of(cls, phrases: Iterable[tuple[Anchor, ...]], stand_ins: Mapping[str, tuple[str, ...]]) -> "Anchors":
        phrases = tuple(dict.fromkeys(phrases))
        by_word = _masks(phrases)
        masks = {_pattern(word): filled for word, filled in by_word.items()}
        for text, words in stand_ins.items():
            meant = [by_word[word] for word in words if word in by_word]
            pattern = _pattern(text)
            if meant:
                masks[pattern] = _united([*meant, masks[pattern]] if pattern in masks else meant)
        masks |= dict.fromkeys(_STRETCHED, _ANY_PLACE)
        automaton = AhoCorasick(masks, implementation=Implementation.ContiguousNFA)
        return cls(phrases, stand_ins, automaton, tuple(masks.values()))

    def with_phrases(self, phrases: Iterable[tuple[Anchor, ...]]) -> "Anchors":
        return Anchors.of((*self.phrases, *phrases), self.stand_ins)

    def may_be_in(self, text: str, is_glued: Callable[[str], bool]) -> bool:
        """`is_glued` tells whether a long word is several that phrases are made of."""
        plain = _plain(text)
        if _DISGUISED.search(plain) or any(map(is_glued, _LONG_WORDS.findall(plain))):
            return True
        if self._finds_a_phrase(plain):
            return True
        return bool(_BROKEN.search(plain)) and self._finds_a_phrase(_BROKEN.sub("", plain))

    def _finds_a_phrase(self, plain: str) -> bool:
        spaced = f" {plain.translate(_SPACED)} "
        found = self._patterns.find_matches_as_indexes(spaced, overlapping=True)
        hits = {
            pattern
            for pattern, start, end in found
            if end - start > _LONG_ANCHOR or spaced[end] == " " or spaced[start] != " "  # words are whole
        }
        return _some_phrase_has_all([self._masks[hit] for hit in hits]) or bool(_SPACED_OUT.search(spaced))


def _some_phrase_has_all(masks: Collection[Masks]) -> bool:
    """Most texts have no word that is the rarest of a phrase, and are done after the first place."""
    had = -1
    for place in range(MOST_ANCHORS):
        had &= reduce(or_, [filled[place] for filled in masks if filled[place]], 0)
        if not had:
            return False
    return True


def _masks(phrases: Iterable[tuple[Anchor, ...]]) -> dict[str, Masks]:
    """A phrase of fewer anchors has its last one in the places that are left."""
    filled: dict[str, list[int]] = defaultdict(lambda: [0] * MOST_ANCHORS)
    for number, anchors in enumerate(phrases):
        for place in range(MOST_ANCHORS):
            for word in anchors[min(place, len(anchors) - 1)]:
                filled[word][place] |= 1 << number
    return {word: (first, second, third) for word, (first, second, third) in filled.items()}


def _united(masks: Iterable[Masks]) -> Masks:
    first, second, third = (reduce(or_, places) for places in zip(*masks, strict=True))
    return first, second, third


def _plain(text: str) -> str:
    paired = text.encode("utf-8", "replace").decode()  # halves of a broken pair stand for nothing
    return without_marks(paired).translate(_APART)


def _pattern(word: str) -> str:
    """Words begin after a space, but for the ends of misspelled ones, emoji and scripts without spaces."""
    if word.startswith(ENDING):
        return word[len(ENDING) :]
    return f" {word}" if word[0].isalnum() and word[0] < FIRST_UNSPACED else word
