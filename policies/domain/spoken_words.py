"""A text as folded words with their places: one spelling for the many ways of writing a word."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice, pairwise
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


_HAN = "\u3400", "\u9fff"  # each is its own word, folded as it is
_HANGUL = "\uac00", "\ud7af"
_FEWEST_LETTERS = 3
_MOST_TOGETHER = 50  # sentences, beyond which nobody may ask
_MARK = re.compile(rf"[.?…\n;¿¡。！？]|!+(?=[{_SEPARATOR}{_SYMBOL}]|\Z)")  # noqa: RUF001  likewise
_PLAIN_PIECE = re.compile(rf"[{_SYMBOL}]|[^{_SEPARATOR}{_SYMBOL}]{{1,{LONGEST_WORD}}}")
_LONGEST_CUT = re.compile(rf"(?:[{_SEPARATOR}]*+(?>{_PIECE.pattern})){{{LONGEST_SENTENCE}}}")
_SAME_EMOJI = re.compile(rf"([{_EMOJI}])\1{{1,{LONGEST_WORD}}}")
_LONG_GAP = re.compile(rf"[{_SEPARATOR}]{{{LONGEST_WORD + 1},}}")
_LONG_WORD = re.compile(rf"[^{_SEPARATOR}{_SYMBOL}]{{{LONGEST_WORD},}}")
_TOUCHED_STOP = re.compile(rf"(?<=[^{_SEPARATOR}])\.(?=[^{_SEPARATOR}])")  # which may spell letters
_SPELLED_OUT = re.compile(rf"\.(?<=[{_SEPARATOR}][A-Za-z0-9]\.)(?=[A-Za-z0-9](?:[{_SEPARATOR}]|\Z))")
_NEVER_PLAIN = re.compile(f"[{_UNSPACED}\u2600-\u27bf\U0001f300-\U0001faff]")
_LETTERS = re.compile(rf"[^ ]{{{_FEWEST_LETTERS},}}")


class Word(NamedTuple):
    text: str  # folded
    start: int  # place in the original
    end: int
    after_mark: bool = False  # a comma or the like stands before it


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[list[Word]]:
    """Sentences of folded words, none longer than `LONGEST_SENTENCE`."""
    sentence: list[Word] = []
    ended = start
    for piece in _PIECE.finditer(text, start, len(text) if end is None else end):
        start, end = piece.span()
        word = fold(piece[0])
        between = text[ended:start] if start > ended else ""
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
            sentence.append(Word(word, start, end, is_marked and _is_clause_mark(between)))
    if sentence:
        yield joined_letters(sentence)


class Stretch:
    """Some sentences of a text: their words, and their places for who asks."""

    def __init__(self, text: str) -> None:
        self.sentences: list[list[str]] = []
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._each_is_a_word = True  # none of its pieces is left out

    @property
    def start(self) -> int:
        return self._starts[0]

    @property
    def end(self) -> int:
        return self._ends[-1]

    def add(self, start: int, end: int, words: list[str], *, each_is_a_word: bool) -> None:
        if len(words) > LONGEST_SENTENCE:
            cuts = range(0, len(words), LONGEST_SENTENCE)
            self.sentences += [_with_joined_letters(words[cut : cut + LONGEST_SENTENCE]) for cut in cuts]
        else:
            self.sentences.append(_with_joined_letters(words) if len(words) >= _FEWEST_LETTERS else words)
        self._starts.append(start)
        self._ends.append(end)
        self._each_is_a_word = each_is_a_word

    def placed(self, number: int) -> list[Word]:
        """One of its sentences with the places of its words, and the marks before them."""
        return next(sentences(self._text, *self.bounds[number]))

    def places(self, number: int) -> list[tuple[int, int]]:
        """Where the words of one of its sentences start and end."""
        words = len(self.sentences[number])
        pieces = list(_PIECE.finditer(self._text, *self.bounds[number]))
        if len(pieces) > words:
            pieces = [piece for piece in pieces if fold(piece[0])]
        if len(pieces) == words:  # no letters are joined
            return [piece.span() for piece in pieces]
        return [(word.start, word.end) for word in self.placed(number)]

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Where each of its sentences starts and ends, by which it can be read without the others."""
        if len(self._starts) == len(self.sentences):
            return list(zip(self._starts, self._ends, strict=True))
        cuts = [self.start]  # one sentence, which was too long
        while len(cuts) < len(self.sentences):
            cuts.append(self._cut_after(cuts[-1]))
        return list(pairwise([*cuts, self.end]))

    def _cut_after(self, start: int) -> int:
        if self._each_is_a_word and (cut := _LONGEST_CUT.match(self._text, start, self.end)):
            return cut.end()
        pieces = _PIECE.finditer(self._text, start, self.end)
        words = (piece.end() for piece in pieces if fold(piece[0]))
        return next(islice(words, LONGEST_SENTENCE - 1, None))


def stretches(text: str) -> Iterator[Stretch]:
    """The words of `sentences` without their places, in a fraction of the time."""
    stretch = Stretch(text)
    for start, end, words, each_is_a_word in _told_apart(text):
        is_too_long = len(words) > LONGEST_SENTENCE
        if stretch.sentences and (is_too_long or len(stretch.sentences) >= _MOST_TOGETHER):
            yield stretch
            stretch = Stretch(text)
        stretch.add(start, end, words, each_is_a_word=each_is_a_word)
        if is_too_long:
            yield stretch
            stretch = Stretch(text)
    if stretch.sentences:
        yield stretch


def _told_apart(text: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """Each sentence, however long: its bounds, its words, and whether each of its pieces is one."""
    even = _evened(text)
    is_plain = text.isascii()
    find_pieces = _PLAIN_PIECE.findall if is_plain else _pieces
    folded = partial(map, fold) if is_plain else _folded
    words: list[str] = []
    start = ended = read = left_out = 0
    is_touching = False
    for mark_start, mark_end in (*(mark.span() for mark in _MARK.finditer(even)), (len(even), len(even))):
        pieces = find_pieces(even, read, mark_start)
        said = list(filter(None, folded(pieces)))
        if words and pieces and not (is_touching and len(words[-1]) == len(fold(pieces[0])) == 1):
            yield start, ended, words, not left_out
            words = []
        if said:
            if not words:
                start, left_out = read, 0
            words += said
            left_out += len(pieces) - len(said)
            ended = mark_end
        is_touching = bool(pieces) and _TOUCHED_STOP.match(even, mark_start) is not None
        read = mark_end
    if words:
        yield start, ended, words, not left_out


def spoken(text: str) -> list[list[str]]:
    """The words of `sentences` alone."""
    return [sentence for stretch in stretches(text) for sentence in stretch.sentences]


def _evened(text: str) -> str:
    """As long, with the same words, though no gap nor word is too long, and few full stops spell."""
    if len(text) > LONGEST_WORD and _LONG_GAP.search(text):
        text = _LONG_GAP.sub(lambda gap: gap[0][:LONGEST_WORD].ljust(len(gap[0])), text)
    if "!" in text and _LONG_WORD.search(text):
        text = _LONG_WORD.sub(_ended_where_cut, text)
    return _SPELLED_OUT.sub(" ", text) if "." in text else text


def _ended_where_cut(word: re.Match[str]) -> str:
    return "".join(
        "\n" if letter == "!" and place % LONGEST_WORD == 0 else letter
        for place, letter in enumerate(word[0], start=1)
    )


def _pieces(text: str, start: int, end: int) -> list[str]:
    """As `_PIECE` finds them, but of a run of equal emoji one."""
    return _PLAIN_PIECE.findall(_SAME_EMOJI.sub(r"\1", text[start:end]))


def _folded(pieces: Iterable[str]) -> list[str]:
    return [
        piece if _HAN[0] <= piece <= _HAN[1] or _HANGUL[0] <= piece <= _HANGUL[1] else fold(piece)
        for piece in pieces
    ]


def plainly_typed(text: str) -> str:
    """Without accents and with plain marks, where only plain letters are left then: it has the same words."""
    if text.isascii() or _NEVER_PLAIN.search(text):
        return text
    plain = without_marks(text.translate(_TYPED))
    return plain if plain.isascii() else text


def _is_clause_mark(between: str) -> bool:
    return between not in _NO_MARK and _CLAUSE_MARK.search(between[:LONGEST_WORD]) is not None


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


def joined_letters(sentence: list[Word]) -> list[Word]:
    """`s u i c i d e` as one word: a run of three or more single letters."""
    for first, end in _runs_of_letters([word.text for word in sentence]):
        run = sentence[first:end]
        letters = "".join(word.text for word in run[:LONGEST_WORD])
        sentence[first:end] = [Word(letters, run[0].start, run[-1].end, run[0].after_mark)]
    return sentence


def _with_joined_letters(words: list[str]) -> list[str]:
    for first, end in _runs_of_letters(words):
        words[first:end] = ["".join(words[first:end][:LONGEST_WORD])]
    return words


def _runs_of_letters(words: Sequence[str]) -> Sequence[tuple[int, int]]:
    """From the last to the first."""
    if len(words) < _FEWEST_LETTERS:
        return ()
    marks = [word if len(word) == 1 and word < FIRST_UNSPACED and word.isalpha() else " " for word in words]
    if len(marks) - marks.count(" ") < _FEWEST_LETTERS:
        return ()
    return [run.span() for run in _LETTERS.finditer("".join(marks))][::-1]
