"""Text into sentences: full stops, lines, lists with their headings, and what stands under a heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.language.grammar.english.text import Sentence, trimmed
from policies.language.grammar.english.vocabulary import MONTHS

_ABBREVIATIONS = (
    *(
        "dr",
        "mr",
        "mrs",
        "ms",
        "mx",
        "prof",
        "jr",
        "sr",
        "st",
        "rev",
        "no",
        "ext",
        "approx",
        "e.g",
        "i.e",
        "bus",
    ),
    *("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun"),
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
)
_NOT_ABBREVIATED = "".join(rf"(?<!\b{re.escape(word)})" for word in _ABBREVIATIONS)
_STOP = rf"(?i:{_NOT_ABBREVIATED}(?<![\s.(][a-z]))[.!?]+[\"'\u201d\u2019)]*(?=\s|$)"
_OF_A_TIME = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|East|Pacif|Centr|Mount)\w*\b|[ECMP][SD]?T\b"
_STOP_AFTER_CLOCK = rf"(?i:(?<=[ap]\.m))\.(?=\s+(?!{_OF_A_TIME})[A-Z])"
_NOT_A_DATE = "".join(rf"(?<!{short}\.\s)" for short, _ in MONTHS)
_ENUMERATION = (
    rf"(?i:{_NOT_A_DATE})(?:(?<=[.:;!?)]\s)|^)\d{{1,2}}[.)]\s+(?=[A-Z\"'])"
    r"|(?:(?<=\s)|^)[A-Z][.)]\s+(?=[A-Z\"'])"
)
_LINE_END = r"(?<![,\r])[\r\n]+(?!\s*[a-z])"  # else the line was only wrapped
_BREAK = re.compile(
    rf"(?P<stop>{_STOP}|{_STOP_AFTER_CLOCK})|(?P<gap>\r?\n\s*\n)|(?P<line>{_LINE_END})"
    rf"|(?P<bullet>•|{_ENUMERATION}|\s/\s(?=[A-Z])|\s[|·]\s)",
    re.MULTILINE,
)
_LIST_ITEM_WORDS = 4
_BEGINS_WITH_A_DAY = re.compile(r"(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[^\n]*\d")
_HEADING_WORDS = 8
_MARKS = " \t-*•·→>#|\u2013\u2014"
_WRAPPED = range(50, 101)  # characters to a line
_FIRST_WORD = re.compile(r"[^\W_][^\s]*")
LONGEST_SENTENCE = 2_000  # characters; what has no full stop for longer is cut, so that reading stays linear


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    before: str  # what came before it: stop, gap, line, bullet, or nothing
    after: str  # and after it

    def text(self, text: str) -> str:
        return text[self.start : self.end]


def sentences(text: str) -> Iterator[Sentence]:
    """In order, each with the sentence before it and the heading it stands under."""
    before, heading, asked = None, None, False
    for piece in _with_lists(text):
        heading = None if piece.before == "gap" and before is not heading else heading
        is_heading = _is_heading(text, piece)
        for start, end in _short_enough(text, piece.start, piece.end):
            before = Sentence(text[start:end], start, before, heading, is_heading)
            yield before
        if asked:  # a question is the heading of its answer alone
            heading, asked = None, False
        if is_heading:
            heading, asked = before, text[piece.end : piece.end + 1] == "?"


def _is_heading(text: str, piece: _Piece) -> bool:
    """A short line, a line that ends with a colon, or a question."""
    said = piece.text(text)
    if text[piece.end : piece.end + 1] == "?" or said.endswith(":"):
        return True
    if piece.after == "bullet" and piece.before != "bullet" and len(said.split()) <= _HEADING_WORDS:
        return True
    begins_its_line = not text[text.rfind("\n", 0, piece.start) + 1 : piece.start].strip(_MARKS)
    ends_its_line = piece.after in ("line", "gap") and begins_its_line
    return ends_its_line and len(said.split()) <= _HEADING_WORDS and not any(map(str.isdigit, said))


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = max(text.rfind(" ", start, start + LONGEST_SENTENCE), start + LONGEST_SENTENCE // 2)
        yield from trimmed(text, start, cut)
        start = cut
    yield from trimmed(text, start, end)


def _with_lists(text: str) -> Iterator[_Piece]:
    """Keeps `Text or email: • Scheduling • Billing` together: short items belong to their heading."""
    current: _Piece | None = None
    listing = False
    for piece in _pieces(text):
        if current and listing and _is_item(text, piece):
            current = _Piece(current.start, piece.end, current.before, piece.after)
            continue
        if current:
            yield current
        current, listing = piece, piece.text(text).endswith(":")
    if current:
        yield current


def _is_item(text: str, piece: _Piece) -> bool:
    said = piece.text(text)
    if _BEGINS_WITH_A_DAY.match(said):
        return False
    return piece.before not in ("stop", "gap") and ":" not in said and len(said.split()) <= _LIST_ITEM_WORDS


def _pieces(text: str) -> Iterator[_Piece]:
    begin, before, width = 0, "", _width(text)
    in_table = sum("|" in line for line in text.splitlines()) > 1
    for match in _BREAK.finditer(text):
        after = str(match.lastgroup)
        if after == "line" and _is_wrapped(text, match, width):
            continue
        if in_table and match.group().strip() == "|":
            continue
        empty = not text[begin : match.start()].strip()
        for start, end in trimmed(text, begin, match.start()):
            yield _Piece(start, end, before, after)
        if not (empty and after == "line" and before):  # a full stop at a line's end is a full stop
            before = after
        begin = match.end()
    for start, end in trimmed(text, begin, len(text)):
        yield _Piece(start, end, before, "")


def _width(text: str) -> int:
    """How wide the lines are where a program broke them, as mail programs do; 0 where none did."""
    longest = max(map(len, text.splitlines()), default=0)
    return longest if longest in _WRAPPED else 0


def _is_wrapped(text: str, line_end: re.Match[str], width: int) -> bool:
    """Whether the line was broken only because its next word did not fit."""
    line = text[text.rfind("\n", 0, line_end.start()) + 1 : line_end.start()]
    word = _FIRST_WORD.match(text, line_end.end())
    return bool(width and word) and len(line) + 1 + len(word.group() if word else "") > width
