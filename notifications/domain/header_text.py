"""Header fields as text. Linear, and nothing that a sender writes can make it raise."""

import base64
import binascii
import re
from collections.abc import Iterator
from email.quoprimime import header_decode
from itertools import groupby

from notifications.domain.charsets import decode_bytes

LONGEST_FIELD = 64 * 1024  # characters looked at, before anything is decoded

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")  # RFC 2047 section 6.2: not part of the text
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def unescape_field(raw: str) -> str:
    """The field as sent, with the bytes that the parser kept as surrogates read as UTF-8, else as cp1252."""
    field = raw[:LONGEST_FIELD]
    if field.isascii():
        return field
    return decode_bytes(field.encode("utf-8", "surrogateescape"), None)


def decode_field(raw: str) -> str:
    """The text that a person would read: encoded words (RFC 2047) decoded, one line, no controls."""
    return clean_line(_decode_words(unescape_field(raw)))


def clean_line(text: str) -> str:
    """One line that is safe to show, to store and to put into a header: no CR, LF, NUL, bidi override."""
    return " ".join(_UNSAFE.sub(" ", text).split())


def _decode_words(field: str) -> str:
    joined = _BETWEEN_WORDS.sub("", field)
    return "".join(_pieces(joined)) if "=?" in joined else joined


def _pieces(field: str) -> Iterator[str]:
    """Neighbouring words of one charset are decoded together, since senders split characters between them."""
    for is_word, run in groupby(_scan(field), key=lambda piece: piece[0]):
        if not is_word:
            yield from (text for _, text, _ in run)
            continue
        for charset, words in groupby(run, key=lambda piece: piece[1]):
            yield decode_bytes(b"".join(payload for _, _, payload in words), charset)


def _scan(field: str) -> Iterator[tuple[bool, str, bytes]]:
    position = 0
    for word in _WORD.finditer(field):
        if word.start() > position:
            yield False, field[position : word.start()], b""
        yield True, word[1].lower().partition("*")[0], _payload(word[2], word[3])
        position = word.end()
    if position < len(field):
        yield False, field[position:], b""


def _payload(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return header_decode(text).encode("latin-1", "replace")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")
