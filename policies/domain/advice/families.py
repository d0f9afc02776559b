"""Families of wording, and topics, from the lists in words/, one a language, read once and checked."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from policies.domain.advice.kinds import DANGERS, Code, Span
from policies.domain.phrase_book import BookWriter, PhraseBook
from policies.domain.phrases import ANY, END, Choice, Classes, Phrase, read_phrase
from policies.domain.spoken_words import Word, fold, sentences

LISTS = Path(__file__).parent / "words"
FEWEST_LETTERS = 3  # of a word without its ending


class WordListError(ValueError):
    """A list cannot be used; the message names the file and the place."""


class Topic(StrEnum):
    ABSENCE = "absence"
    TECHNOLOGY = "technology"
    FEES = "fees"


@dataclass(frozen=True, slots=True)
class Family:
    """Ways of saying one thing that may hurt. `kinder` is in the language of its list."""

    id: str
    language: str
    code: Code
    kinder: str


class Fine(NamedTuple):
    """What overlaps it is not meant in the way of the family."""

    family: str


Label = Family | Fine | Topic


@dataclass(frozen=True, slots=True)
class WordList:
    """The phrases of one language; `endings` are taken off the words of phrases and texts alike."""

    families: tuple[Family, ...]
    book: PhraseBook[Label]
    endings: tuple[str, ...]

    def stem(self, word: str) -> str:
        return _stem(word, self.endings)


def _stem(word: str, endings: Sequence[str]) -> str:
    fits = (each for each in endings if word.endswith(each))
    ending = next((each for each in fits if len(word) - len(each) >= FEWEST_LETTERS), "")
    stem = word.removesuffix(ending)
    return stem[:-1] if stem[-2:-1] == stem[-1:] else stem  # stop, stopped


class _Match(NamedTuple):
    label: Label
    span: Span

    def overlaps(self, other: "_Match") -> bool:
        return self.span.start < other.span.end and other.span.start < self.span.end


def find_families(text: str) -> Iterator[tuple[Family, Span]]:
    """In the order of the text, in any language, whatever is on file.

    Of those that overlap the dangerous one is told, else the first, else the longest.
    """
    for sentence in sentences(text):
        yield from sorted(_told(sentence), key=itemgetter(1))


def _told(sentence: Sequence[Word]) -> list[tuple[Family, Span]]:
    matches = sorted(_matches(sentence), key=_precedence)
    taken = [match for match in matches if isinstance(match.label, Fine)]
    told: list[tuple[Family, Span]] = []
    for match in matches:
        family = match.label
        if isinstance(family, Family) and not any(_forbids(each, match) for each in taken):
            taken.append(match)
            told.append((family, match.span))
    return told


def _precedence(match: _Match) -> tuple[bool, int, int]:
    is_danger = isinstance(match.label, Family) and match.label.code in DANGERS
    return not is_danger, match.span.start, -match.span.end


def _forbids(other: _Match, match: _Match) -> bool:
    """Whether `match` is told already by another family, or is meant well."""
    if isinstance(other.label, Fine) and isinstance(match.label, Family):
        return other.label.family == match.label.id and other.overlaps(match)
    return other.overlaps(match)


def find_topics(text: str) -> set[Topic]:
    labels = (match.label for sentence in sentences(text) for match in _matches(sentence))
    return {label for label in labels if isinstance(label, Topic)}


def _matches(sentence: Sequence[Word]) -> Iterator[_Match]:
    for words in word_lists():
        stems = [*(words.stem(word.text) for word in sentence), END]
        for first, end, label in words.book.matches(stems):
            last = min(end, len(sentence)) - 1  # the end of the sentence is no word of it
            yield _Match(label, Span(sentence[first].start, sentence[last].end))


@cache
def word_lists() -> tuple[WordList, ...]:
    """Raises WordListError."""
    return tuple(load(read(path), path.name) for path in sorted(LISTS.glob("*.toml")))


def read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WordListError(f"{path.name}: {error}") from error


def load(table: Mapping[str, Any], name: str) -> WordList:
    text = ""
    try:
        families, endings = tuple(_families(table)), _longest_first(table["endings"])
        classes = Classes(table["classes"])
        phrases: BookWriter[Label] = BookWriter()
        for label, text in _rows(table, families):
            phrases.add(_stemmed(read_phrase(text, classes), endings), label)
    except (KeyError, TypeError, ValueError) as error:
        raise WordListError(f"{name}, near {text!r}: {error}") from error
    return WordList(families, phrases.book(), endings)


def _longest_first(endings: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(endings, key=len, reverse=True))


def _families(table: Mapping[str, Any]) -> Iterator[Family]:
    for row in table["family"]:
        yield Family(row["id"], table["language"], Code(row["code"]), row["kinder"])


def _rows(table: Mapping[str, Any], families: Sequence[Family]) -> Iterator[tuple[Label, str]]:
    for family, row in zip(families, table["family"], strict=True):
        yield from ((family, phrase) for phrase in row["phrases"])
        yield from ((Fine(family.id), phrase) for phrase in row.get("fine", ()))
    for row in table["topic"]:
        yield from ((Topic(row["id"]), phrase) for phrase in row["phrases"])


def _stemmed(phrase: Phrase, endings: Sequence[str]) -> Phrase:
    return tuple([_stemmed_element(element, endings) for element in phrase])


def _stemmed_element(element: str | Choice, endings: Sequence[str]) -> str | Choice:
    if isinstance(element, Choice):
        return Choice(tuple(_stemmed(option, endings) for option in element.options))
    return element if element in {ANY, END} else _stem(fold(element), endings)
