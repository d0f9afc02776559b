"""A text as folded words with their places: one spelling for the many ways of writing a word."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_SENTENCE = 200  # words; a longer one is cut, so that work per word stays bounded
LONGEST_WORD = 64  # characters

_SYMBOL = "\U0001f000-\U0001faff\u2600-\u27bf"  # emoji stand for themselves
_SEPARATOR = r"\s.,;:?…—–\-\"“”«»()\[\]{}<>/\\|~^=&%#`_¿¡。、！？"  # noqa: RUF001  as people type them
_PIECE = re.compile(rf"[{_SYMBOL}]|[^{_SEPARATOR}{_SYMBOL}]{{1,{LONGEST_WORD}}}")
_SENTENCE_END = re.compile(r"[.?!…\n;¿¡。！？]")  # noqa: RUF001  likewise
_CLAUSE_MARK = re.compile(r"[,()—–]|\s-+\s")  # noqa: RUF001  likewise

_DROPPED_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0670\u093c\u20d0-\u20ff\ufe00-\ufe0f]")
_THRICE = re.compile(r"(.)\1\1+")
_NOT_IN_WORDS = str.maketrans("", "", "'’‘ʼ`´")  # noqa: RUF001  likewise
_LEET = str.maketrans("013457@$!+", "oieastasit")
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁɡκνορτυχαει", "aeopcyxijshdgkvoptuxaei")


class Word(NamedTuple):
    text: str  # folded
    start: int  # place in the original
    end: int
    after_mark: bool = False  # a comma or the like stands before it


def sentences(text: str) -> Iterator[list[Word]]:
    """Sentences of folded words, none longer than `LONGEST_SENTENCE`."""
    sentence: list[Word] = []
    ended = 0
    for piece in _PIECE.finditer(text):
        word = fold(piece[0])
        between = text[ended : piece.start()][:LONGEST_WORD]
        shouted = ended > 0 and text[ended - 1] == "!"
        if sentence and (
            len(sentence) >= LONGEST_SENTENCE or shouted or _ends_sentence(between, sentence, word)
        ):
            yield joined_letters(sentence)
            sentence = []
        ended = piece.end()
        if word:
            sentence.append(Word(word, piece.start(), ended, bool(_CLAUSE_MARK.search(between))))
    if sentence:
        yield joined_letters(sentence)


def _ends_sentence(between: str, sentence: list[Word], word: str) -> bool:
    spelled_out = between == "." and len(sentence[-1].text) == len(word) == 1
    return not spelled_out and _SENTENCE_END.search(between) is not None


@lru_cache(maxsize=8192)
def fold(piece: str) -> str:
    """NFKC, lower case, no accents, no invisible characters; look-alikes, leet and stretching undone."""
    word = piece.lower() if piece.isascii() else _plain_letters(piece)
    word = word.translate(_NOT_IN_WORDS).strip("!*+@$")
    if any(map(str.isalpha, word)) and not word.isalpha():
        word = word if word[0].isdigit() and word.lstrip("0123456789").isalpha() else word.translate(_LEET)
    return _THRICE.sub(r"\1", word)


def _plain_letters(piece: str) -> str:
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", piece).casefold())
    word = unicodedata.normalize("NFC", _DROPPED_MARKS.sub("", marked))
    word = "".join(letter for letter in word if unicodedata.category(letter) != "Cf")
    is_mixed = any("a" <= letter <= "z" for letter in word)
    return word.translate(_LOOKALIKES) if is_mixed else word


_FEWEST_LETTERS = 3


def joined_letters(sentence: list[Word]) -> list[Word]:
    """`s u i c i d e` as one word: a run of three or more single letters."""
    result: list[Word] = []
    run: list[Word] = []
    for word in [*sentence, Word("", 0, 0)]:
        if len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        result.extend(_join(run))
        run = []
        if word.text:
            result.append(word)
    return result


def _join(run: list[Word]) -> list[Word]:
    if len(run) < _FEWEST_LETTERS:
        return run
    letters = "".join(word.text for word in run[:LONGEST_WORD])
    return [Word(letters, run[0].start, run[-1].end, run[0].after_mark)]
