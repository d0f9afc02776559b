"""Phrases that are looked for at once are each found as if they were looked for alone."""

import pickle
from collections.abc import Sequence

import pytest

from policies.domain.phrase_book import BookWriter, PhraseBook
from policies.domain.phrases import END, Classes, read_phrase

CLASSES = Classes({"want": ["want to", "would like to", ""]})


def book_of(*phrases: str) -> PhraseBook[str]:
    writer: BookWriter[str] = BookWriter()
    for phrase in phrases:
        writer.add(read_phrase(phrase, CLASSES), phrase)
    return writer.book()


def found(book: PhraseBook[str], text: str) -> Sequence[tuple[int, int, str]]:
    words = [*text.split(), END]
    matches = list(book.matches(words))
    assert book.any_in(words) == bool(matches)
    return matches


def test_the_longest_of_each_phrase_is_found_wherever_it_begins() -> None:
    book = book_of("i (really|) <want> (go|go home)", "go ~ home", "home $")
    assert found(book, "i really would like to go home") == [
        (0, 7, "i (really|) <want> (go|go home)"),
        (5, 7, "go ~ home"),
        (6, 8, "home $"),
    ]
    assert found(book, "i go") == [(0, 2, "i (really|) <want> (go|go home)")]


def test_a_gap_is_of_any_words_but_of_three_at_most() -> None:
    book = book_of("go ~ home")
    assert found(book, "go a b c home")
    assert not found(book, "go a b c d home")
    assert not found(book, "gone home")


@pytest.mark.parametrize("phrase", ["", "(a|)", "<want>", "~", "~ home"])
def test_a_phrase_begins_with_a_word_that_may_not_be_missing(phrase: str) -> None:
    with pytest.raises(ValueError, match="a phrase"):
        book_of(phrase)


def test_a_book_that_was_kept_finds_the_same() -> None:
    book = book_of("go ~ home", "home $")
    assert found(book, "go back home")
    again = pickle.loads(pickle.dumps(book))  # noqa: S301  our own
    assert found(again, "go back home") == found(book, "go back home")
