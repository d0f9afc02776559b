"""A text as folded words with their places: one spelling for the many ways of writing a word."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_SENTENCE = 200  # words; a longer one is cut, so that work per word stays bounded
LONGEST_WORD = 64  # characters

FIRST_UNSPACED = "\u0e00"
LOOKALIKE_SCRIPTS = "\u0250-\u02af\u0370-\u052f"  # phonetic, Greek and Cyrillic letters

_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf"
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # Thai, Lao, kana, Han, Hangul
_SYMBOL = _EMOJI + _UNSPACED  # each stands for itself
_SEPARATOR = r"\s.,;:?…—–\-\"“”«»()\[\]{}<>/\\|~^=&%#`_¿¡。、！？"  # noqa: RUF001  as people type them
_PIECE = re.compile(
    rf"([{_EMOJI}])\1{{0,{LONGEST_WORD}}}|[{_UNSPACED}]|[^{_SEPARATOR}{_SYMBOL}]{{1,{LONGEST_WORD}}}"
)
_SENTENCE_END = re.compile(r"[.?!…\n;¿¡。！？]")  # noqa: RUF001  likewise
_NO_MARK = frozenset({"", " "})  # between most words
_CLAUSE_MARK = re.compile(r"[,()—–]|\s-+\s")  # noqa: RUF001  likewise

_DROPPED_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0670\u093c\u20d0-\u20ff\ufe00-\ufe0f]")
_INVISIBLE = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\u034f\u115f\u1160\u3164]"
)
_RUN_OF_EMOJI = re.compile(rf"[{_EMOJI}]")  # says what one of them says
_THRICE = re.compile(r"(.)\1\1+")
_NOT_IN_WORDS = str.maketrans("", "", "'’‘ʼ`´")  # noqa: RUF001  likewise
_TYPED = str.maketrans("‘’ʼ´“”„«»–—…¿¡\u00a0", '\'\'\'\'"""""--\n\n\n ')  # noqa: RUF001  likewise
_LEET = str.maketrans("013457@$!+", "oieastasit")
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁɡκνορτυχαει", "aeopcyxijshdgkvoptuxaei")


_NEEDS_CARE = re.compile(  # letters spelled out, words and gaps that are cut
    rf"\.(?<=[^\s.]\.)[^\s.]|[{_SEPARATOR}]{{{LONGEST_WORD}}}|[^{_SEPARATOR}]{{{LONGEST_WORD}}}"
)
_SHOUTED = re.compile(rf"!+(?=[{_SEPARATOR}]|$)")
_ASCII_SPACED = bytes(
    ord("\n" if letter in ".?;\n" else " " if re.match(rf"[{_SEPARATOR}]", letter) else letter.lower())
    for letter in map(chr, range(128))
) + bytes(range(128, 256))


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
        start, end = piece.span()
        word = fold(piece[0])
        between = text[ended:start]
        is_marked = between not in _NO_MARK
        if sentence and (
            text[ended - 1] == "!"
            or len(sentence) >= LONGEST_SENTENCE
            or (is_marked and _ends_sentence(between[:LONGEST_WORD], sentence, word))
        ):
            yield joined_letters(sentence)
            sentence = []
        ended = end
        if word:
            after_mark = is_marked and _CLAUSE_MARK.search(between[:LONGEST_WORD]) is not None
            sentence.append(Word(word, start, end, after_mark))
    if sentence:
        yield joined_letters(sentence)


def plainly_typed(text: str) -> str:
    """Without accents and with plain marks, where only plain letters are left then: it has the same words."""
    if text.isascii():
        return text
    plain = without_marks(text.translate(_TYPED))
    return plain if plain.isascii() else text


def spoken(text: str) -> list[list[str]]:
    """The words of `sentences` without their places, in a fraction of the time where the text is plain."""
    if text.isascii() and not _NEEDS_CARE.search(text):
        shouted = _SHOUTED.sub("\n", text) if "!" in text else text
        lines = shouted.encode().translate(_ASCII_SPACED).decode().split("\n")
        said = [
            words for line in lines if (words := [word for piece in line.split() if (word := fold(piece))])
        ]
        if not any(map(_is_too_hard, said)):
            return said
    return [[word.text for word in sentence] for sentence in sentences(text)]


def _is_too_hard(words: list[str]) -> bool:
    """Whether letters may have to be joined, or the sentence be cut."""
    return len(words) >= _FEWEST_LETTERS and (
        len(words) > LONGEST_SENTENCE or [len(word) for word in words].count(1) >= _FEWEST_LETTERS
    )


def _ends_sentence(between: str, sentence: list[Word], word: str) -> bool:
    spelled_out = between == "." and len(sentence[-1].text) == len(word) == 1
    return not spelled_out and _SENTENCE_END.search(between) is not None


@lru_cache(maxsize=8192)
def fold(piece: str) -> str:
    """NFKC, lower case, no accents, no invisible characters; look-alikes, leet and stretching undone."""
    word = piece.lower() if piece.isascii() else _plain_letters(piece)
    if word.isascii() and word.isalpha():
        return _THRICE.sub(r"\1", word) if _THRICE.search(word) else word
    word = word.translate(_NOT_IN_WORDS).strip("!*+@$")
    if any(map(str.isalpha, word)) and not word.isalpha():
        word = word if word[0].isdigit() and word.lstrip("0123456789").isalpha() else word.translate(_LEET)
    return word[:1] if _RUN_OF_EMOJI.match(word) else _THRICE.sub(r"\1", word)


def without_marks(text: str) -> str:
    """Lower case, compatible forms made one, no accents, no invisible characters."""
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", _DROPPED_MARKS.sub("", marked)))


def _plain_letters(piece: str) -> str:
    word = without_marks(piece)
    is_mixed = any("a" <= letter <= "z" for letter in word)
    return word.translate(_LOOKALIKES) if is_mixed else word


_FEWEST_LETTERS = 3


def joined_letters(sentence: list[Word]) -> list[Word]:
    """`s u i c i d e` as one word: a run of three or more single letters."""
    if [len(word.text) for word in sentence].count(1) < _FEWEST_LETTERS:
        return sentence
    result: list[Word] = []
    run: list[Word] = []
    for word in [*sentence, Word("", 0, 0)]:
        if len(word.text) == 1 and word.text.isalpha() and word.text < FIRST_UNSPACED:
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
