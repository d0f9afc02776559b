"""Text into sentences, and sentences into tokens that know their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from policies.language.grammar.vocabulary import LEXICON, MONTHS, Kind

_TOKEN = re.compile("|".join(f"(?P<t{i}>{pattern})" for i, (_, _, pattern) in enumerate(LEXICON)))
_QUOTES, _DOUBLE_QUOTES, _DASHES = (
    "\u2018\u2019\u02bc",
    "\u201c\u201d",
    "\u2010\u2011\u2012\u2013\u2014\u2212",
)
_SPACES = "\u00a0\u2007\u202f\t\r\n"
_PLAIN = {
    ord(letter): plain
    for letters, plain in ((_QUOTES, "'"), (_DOUBLE_QUOTES, '"'), (_DASHES, "-"), (_SPACES, " "))
    for letter in letters
}
_ABBREVIATIONS = (
    *(
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
    ),
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
)
_STOP = r"(?i:{}(?<!\b[a-z]))[.!?][\"')]?(?=\s|$)".format(
    "".join(rf"(?<!\b{word})" for word in _ABBREVIATIONS)
)
_STOP_AFTER_CLOCK = r"(?i:(?<=[ap]\.m))\.(?=\s+(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*\b)[A-Z])"
_NOT_A_DATE = "".join(rf"(?<!{short}\s)(?<!{short}\.\s)" for short, _ in MONTHS)
_ENUMERATION = rf"(?i:{_NOT_A_DATE})(?:(?<=\s)|^)(?:\d{{1,2}}|[A-Z])[.)]\s+(?=[A-Z\"'])"
_LINE_END = r"(?<![,\r])[\r\n]+(?!\s*[a-z])"  # else the line was only wrapped
_BREAK = re.compile(
    rf"(?P<stop>{_STOP}|{_STOP_AFTER_CLOCK}|\n\s*\n)|{_LINE_END}|•|{_ENUMERATION}|\s/\s(?=[A-Z])",
    re.MULTILINE,
)
_LIST_ITEM_WORDS = 4
LONGEST_SENTENCE = 1_000  # characters; what has no full stop for longer is cut, so that reading stays linear
_CLAUSE = re.compile(
    r"[;•]|:(?=\s|$)|\s-\s(?!\d|mon|tue|wed|thu|fri|sat|sun)|,?\s(?:but|however)\b|,\s(?=not\b)"
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the statement: characters `start` up to, not including, `end`."""

    start: int
    end: int

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: str
    span: Span


@dataclass(frozen=True)
class Sentence:
    """A piece of the statement; `plain` is the same text, as long, in lower case and with plain quotes."""

    text: str
    start: int
    before: "Sentence | None" = field(default=None, repr=False)

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(_token(match, self.start) for match in _TOKEN.finditer(self.plain))

    @cached_property
    def shape(self) -> str:
        return "".join(token.kind for token in self.tokens)

    @cached_property
    def clauses(self) -> tuple["Sentence", ...]:
        return tuple(self.part(start, end) for start, end, _ in _pieces(self.plain, _CLAUSE))

    def part(self, start: int, end: int) -> "Sentence":
        return Sentence(self.text[start:end], self.start + start)

    def covering(self, first: int, last: int) -> Span:
        """The place of the tokens from `first` up to, not including, `last`."""
        return Span(self.tokens[first].span.start, self.tokens[last - 1].span.end)

    def place(self, match: re.Match[str]) -> Span:
        """The place of a match in `plain`."""
        return Span(self.start + match.start(), self.start + match.end())

    def words(self, span: Span) -> str:
        return self.text[span.start - self.start : span.end - self.start]

    def said(self, kind: Kind) -> tuple[str, ...]:
        return tuple(token.value for token in self.tokens if token.kind == kind)


def plain(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, grow when lowered, and places would shift
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_PLAIN)


def sentences(text: str) -> Iterator[Sentence]:
    before = None
    for start, end in (part for whole in _with_lists(text) for part in _short_enough(*whole)):
        before = Sentence(text[start:end], start, before)
        yield before


def _short_enough(start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin in range(start, end, LONGEST_SENTENCE):
        yield begin, min(begin + LONGEST_SENTENCE, end)


def _with_lists(text: str) -> Iterator[tuple[int, int]]:
    """Keeps `Text or email: • Scheduling • Billing` together: short items belong to their heading."""
    begin, finish, listing = 0, 0, False
    for start, end, after_stop in _pieces(text, _BREAK):
        piece = text[start:end]
        if listing and not after_stop and ":" not in piece and len(piece.split()) <= _LIST_ITEM_WORDS:
            finish = end
            continue
        if finish:
            yield begin, finish
        begin, finish, listing = start, end, piece.endswith(":")
    if finish:
        yield begin, finish


def _pieces(text: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int, bool]]:
    """Where each piece between marks starts and ends, and whether a full stop came before it."""
    begin, after_stop = 0, False
    for match in mark.finditer(text):
        yield from _trimmed(text, begin, match.start(), after_stop=after_stop)
        begin, after_stop = match.end(), bool(match.groupdict().get("stop"))
    yield from _trimmed(text, begin, len(text), after_stop=after_stop)


def _trimmed(text: str, start: int, end: int, *, after_stop: bool) -> Iterator[tuple[int, int, bool]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t\r\n-*•"))
    end = start + len(text[start:end].rstrip())
    if any(letter.isalnum() for letter in text[start:end]):
        yield start, end, after_stop


def _token(match: re.Match[str], offset: int) -> Token:
    kind, value, _ = LEXICON[int((match.lastgroup or "t0")[1:])]
    return Token(kind, value or match.group(), Span(offset + match.start(), offset + match.end()))
