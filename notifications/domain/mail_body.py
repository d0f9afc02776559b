"""The words of a mail: the text a person reads, what stands quoted below it, and what is hidden beside it."""

from binascii import Error as BinasciiError
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from enum import StrEnum

from notifications.domain.charsets import decode_bytes
from notifications.domain.header_text import decode_field
from notifications.domain.html_text import html_to_text
from notifications.domain.quoting import split_quoted

LONGEST_TEXT = 256 * 1024  # characters kept and screened
DEEPEST_PART = 50
MOST_PARTS = 1000

_CALENDAR = "text/calendar"  # an answer to an invitation: nobody has typed it, but for what is beside it
_SEALED = frozenset(
    {
        "application/pgp-encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/ms-tnef",
        "application/vnd.ms-tnef",
    },
)


class BodyProblem(StrEnum):
    TEXT_CUT = "text_cut"  # longer than we keep: the rest was not screened
    PARTS_CUT = "parts_cut"  # more parts than we read, or deeper than any honest mail
    BROKEN_ENCODING = "broken_encoding"  # read both decoded and as sent
    SEALED = "sealed"  # encrypted, or wrapped in a form that we do not open
    WORDLESS = "wordless"  # nothing but files that we do not open: what was said is in them


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    quoted: str
    aside: str
    attachments: tuple[str, ...]
    problems: tuple[BodyProblem, ...]


@dataclass(slots=True)
class _Reading:
    plain: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)  # words in files
    unopened: bool = False  # files of other kinds
    names: list[str] = field(default_factory=list)
    problems: dict[BodyProblem, None] = field(default_factory=dict)
    room: int = 4 * LONGEST_TEXT  # characters still taken over all parts


def read_body(message: Message) -> Body:
    reading = _Reading()
    for part in _leaves(message, reading):
        _read_part(part, reading)
    plain, plain_quoted = split_quoted(_tidy("\n".join(reading.plain)))
    twin, twin_quoted = split_quoted(_tidy("\n".join(html_to_text(markup) for markup in reading.markup)))
    text, quoted = (plain, plain_quoted) if plain or plain_quoted else (twin, twin_quoted)
    aside = "\n".join(filter(None, (_lines_beside(twin, text), _tidy("\n".join(reading.attached)))))
    if reading.unopened and not (text or quoted or aside):
        reading.problems.setdefault(BodyProblem.WORDLESS)
    if max(len(text), len(quoted), len(aside)) > LONGEST_TEXT:
        reading.problems.setdefault(BodyProblem.TEXT_CUT)
    return Body(
        text=text[:LONGEST_TEXT],
        quoted=quoted[:LONGEST_TEXT],
        aside=aside[:LONGEST_TEXT],
        attachments=tuple(reading.names),
        problems=tuple(reading.problems),
    )


def _leaves(message: Message, reading: _Reading) -> Iterator[Message]:
    """Parts that hold no parts, in order, without recursion and within the caps."""
    waiting = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST_PART:
            reading.problems.setdefault(BodyProblem.PARTS_CUT)
        if seen > MOST_PARTS:
            return
        if isinstance(payload := part.get_payload(), list):
            waiting.extend((child, depth + 1) for child in reversed(payload) if isinstance(child, Message))
        else:
            yield part


def _read_part(part: Message, reading: _Reading) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    if name:
        reading.names.append(name)
    if kind in _SEALED:
        reading.problems.setdefault(BodyProblem.SEALED)
    elif kind.startswith(("text/", "multipart/")):
        text = _take(_text(part, reading), reading)
        is_markup = kind == "text/html"
        if name or kind == _CALENDAR:
            reading.attached.append(html_to_text(text) if is_markup else text)
        else:
            (reading.markup if is_markup else reading.plain).append(text)
    else:
        reading.unopened = True


def _text(part: Message, reading: _Reading) -> str:
    try:
        raw = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError, AttributeError, BinasciiError):
        raw = None
    as_sent = str(part.get_payload())
    if not isinstance(raw, bytes):
        return as_sent
    text = decode_bytes(raw, _charset(part))
    if any("Base64" in type(defect).__name__ for defect in part.defects):
        reading.problems.setdefault(BodyProblem.BROKEN_ENCODING)
        return f"{text}\n{as_sent}"
    return text


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError, TypeError, AttributeError):
        return None


def _file_name(part: Message) -> str:
    try:
        return decode_field(part.get_filename() or "")[:255]
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _take(text: str, reading: _Reading) -> str:
    taken = text[: reading.room]
    reading.room -= len(taken)
    if len(taken) < len(text):
        reading.problems.setdefault(BodyProblem.TEXT_CUT)
    return taken


def _lines_beside(twin: str, text: str) -> str:
    """Lines of the HTML twin that the shown text does not have."""
    shown = {"".join(line.split()) for line in text.split("\n")}
    return "\n".join(line for line in twin.split("\n") if "".join(line.split()) not in shown)


_TIDY = {ord("\r"): None, **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")}


def _tidy(text: str) -> str:
    """Without controls and lone surrogates, which a database refuses; line ends as LF."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TIDY)
    return plain.encode("utf-8", "replace").decode("utf-8")
