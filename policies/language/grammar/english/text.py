"""A sentence as the grammar sees it: words in lower case, tokens that know their places, a shape, clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter

from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.lexicon import LEXICON, LITTLE_WORDS
from policies.language.grammar.english.patterns import Alternative
from policies.language.grammar.places import Span

_REST = re.compile(r"\w+(?:'\w+)?|[^\s\w]")
_PLAIN = {
    ord(letter): plain
    for letters, plain in (
        ("\u2018\u2019\u02bc", "'"),
        ("\u201c\u201d", '"'),
        ("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        ("\u00a0\u2007\u202f\t\r\n", " "),
    )
    for letter in letters
}
_CLAUSE = re.compile(
    r"[;•]|:(?=\s|$)|\s-\s(?!\d|mon|tue|wed|thu|fri|sat|sun|noon)|,?\s(?:but|however|although|whereas)\b|,\s(?=not\b)"
    r"|,\s(?=(?:texts?|texting|e-?mails?|calls?|phone|voicemails?) (?:is|are)\b)"
)

# how soon a reply comes, in the clinician's own words: "I reply “when I can”"
_OWN_WORDS = re.compile(r'(\b(?:repl(?:y|ies)|answers?)\b[^"]{0,150}")([^"]+)(?=")')
_LABEL_WORDS = 6
_NEAR = 200  # characters on either side of a word that say what is meant by it


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: str
    span: Span


@dataclass(frozen=True)
class Sentence:
    """A piece of the statement; `plain` is the same text, as long, in lower case and with plain quotes.

    `heading` is the line or question that it stands under, if any; `is_heading`: others stand under it.
    `whole` is the sentence that a part was cut from.
    """

    text: str
    start: int
    before: "Sentence | None" = field(default=None, repr=False)
    heading: "Sentence | None" = field(default=None, repr=False)
    is_heading: bool = False
    whole: "Sentence | None" = field(default=None, repr=False)

    @cached_property
    def plain(self) -> str:
        if self.whole:
            begin = self.start - self.whole.start
            return self.whole.plain[begin : begin + len(self.text)]
        return _OWN_WORDS.sub(_blanked, plain(self.text))

    @property
    def label(self) -> "Sentence | None":
        """The heading where it is no more than a name for what stands under it."""
        return self.heading if self.heading and len(self.heading.text.split()) <= _LABEL_WORDS else None

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        if self.whole:
            here = self.span
            return tuple(token for token in self.whole.tokens if here.covers(token.span))
        return tuple(_tokens(self.plain, self.start))

    @cached_property
    def shape(self) -> str:
        return "".join(token.kind for token in self.tokens)

    @cached_property
    def clauses(self) -> tuple["Sentence", ...]:
        return self.split(_CLAUSE)

    def split(self, mark: re.Pattern[str]) -> tuple["Sentence", ...]:
        return tuple(self.part(start, end) for start, end in _between(self.plain, mark))

    def part(self, start: int, end: int) -> "Sentence":
        whole = self.whole or self
        return Sentence(self.text[start:end], self.start + start, self.before, self.heading, whole=whole)

    def covering(self, first: int, last: int) -> Span:
        """The place of the tokens from `first` up to, not including, `last`."""
        return Span(self.tokens[first].span.start, self.tokens[last - 1].span.end)

    def place(self, match: re.Match[str]) -> Span:
        """The place of a match in `plain`."""
        return Span(self.start + match.start(), self.start + match.end())

    def words(self, span: Span) -> str:
        return self.text[span.start - self.start : span.end - self.start]

    def plain_before(self, span: Span) -> str:
        at = span.start - self.start
        return self.plain[max(0, at - _NEAR) : at]

    def plain_after(self, span: Span) -> str:
        at = span.end - self.start
        return self.plain[at : at + _NEAR]

    def said(self, kind: Kind) -> tuple[str, ...]:
        return tuple(token.value for token in self.tokens if token.kind == kind)


def plain(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, grow when lowered, and places would shift
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_PLAIN)


def _blanked(own_words: re.Match[str]) -> str:
    return own_words[1] + " " * len(own_words[2])


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The same piece without marks of lists and spaces around it; nothing where no letter is left."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t\r\n-*•·→✓\u2013\u2014>#|"))
    end = start + len(text[start:end].rstrip(" \t\r\n|·*_#"))
    if any(letter.isalnum() for letter in text[start:end]):
        yield start, end


def _between(text: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in mark.finditer(text):
        yield from trimmed(text, begin, match.start())
        begin = match.end()
    yield from trimmed(text, begin, len(text))


def _tokens(text: str, offset: int) -> Iterator[Token]:
    """The words of the lexicon, each where it starts first, and whatever stands between them."""
    at = 0
    for match, kind, value in _known(text):
        if match.start() >= at:
            yield from _rest(text, at, match.start(), offset)
            at = match.end()
            yield Token(kind, value or match.group(), Span(offset + match.start(), offset + at))
    yield from _rest(text, at, len(text), offset)


def _known(text: str) -> list[tuple[re.Match[str], Kind, str]]:
    has_digit = any(map(str.isdigit, text))
    found = [
        (match.start(), order, match, kind, value)
        for order, alternative, kind, value in _lexicon()
        if alternative.piece in text and (has_digit or not alternative.needs_digit)
        for match in alternative.compiled.finditer(text)
    ]
    found.sort(key=itemgetter(0, 1))
    return [each[2:] for each in found]


@cache
def _lexicon() -> tuple[tuple[int, Alternative, Kind, str], ...]:
    return tuple(
        (order, alternative, kind, value)
        for order, (kind, words, value) in enumerate(LEXICON)
        for alternative in words.alternatives
    )


def _rest(text: str, start: int, end: int, offset: int) -> Iterator[Token]:
    for match in _REST.finditer(text, start, end):
        said = match.group()
        kind = LITTLE_WORDS.get(said) or (Kind.WORD if said[0].isalnum() or said[0] == "_" else Kind.MARK)
        yield Token(kind, said, Span(offset + match.start(), offset + match.end()))
