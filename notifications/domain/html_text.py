"""HTML to text for screening and reading. One pass, so hostile markup costs no more than honest markup."""

import html
import re
from collections.abc import Iterable, Iterator

LONGEST_HTML = 1024 * 1024  # characters

_PIECE = re.compile(r"<[^<>]*+>?|[^<]++")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_SPOKEN = re.compile(r"""\b(?:alt|title|aria-label)\s{0,9}=\s{0,9}(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    (
        "article",
        "blockquote",
        "body",
        "br",
        "div",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
        *_HEADINGS,
    ),
)


def html_to_text(markup: str) -> str:
    """All words, also hidden ones and alternative texts; what stands in a blockquote is marked with `> `."""
    pieces = _PIECE.findall(markup[:LONGEST_HTML])
    lines = html.unescape("".join(_words(_outside_comments_and_styles(pieces)))).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line.strip("> "))


def _outside_comments_and_styles(pieces: Iterable[str]) -> Iterator[str]:
    """What is opened and never closed is read as text after all: a person may have hidden words there."""
    end: str | None = None
    skipped: list[str] = []
    for piece in pieces:
        if end is None:
            end = _opens(piece)
        if end is None:
            yield piece
            continue
        skipped.append(piece)
        _, closed, rest = piece.lower().partition(end)
        if closed:
            yield piece[len(piece) - len(rest) :] if end == "-->" else ""
            end, skipped = None, []
    yield from (piece for piece in skipped if not piece.startswith("<!--"))


def _opens(piece: str) -> str | None:
    if piece.startswith("<!--"):
        return "-->"
    tag = _TAG.match(piece)
    return f"</{tag[2].lower()}" if tag and not tag[1] and tag[2].lower() in {"style", "script"} else None


def _words(pieces: Iterable[str]) -> Iterator[str]:
    quoted = 0
    for piece in pieces:
        tag = _TAG.match(piece)
        if tag is None:
            yield " " if piece.startswith(("<!", "<?", "</")) else piece
            continue
        if tag[2].lower() == "blockquote":
            quoted = max(0, quoted - 1) if tag[1] else quoted + 1
        yield _break_and_speech(tag[2].lower(), piece, quoted=quoted > 0)


def _break_and_speech(tag: str, piece: str, *, quoted: bool) -> str:
    spoken = " ".join(first or second for first, second in _SPOKEN.findall(piece))
    if tag not in _BLOCKS:
        return f" {spoken} " if spoken else ""
    return "\n" + "> " * quoted + spoken
