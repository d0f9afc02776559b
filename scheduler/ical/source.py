"""The bytes of a calendar as text: one content line a line, ended by a line feed (RFC 5545 section 3.1)."""

import re

from scheduler.ical.errors import NotACalendarError, Trouble
from scheduler.ical.limits import LARGEST_FILE

_FOLD = re.compile(rb"(?:\r*\n|\r)[ \t]")
_WIDE_FOLD = re.compile(r"(?:\r*\n|\r)[ \t]")
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_WIDE_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"B\x00": "utf-16-le", b"\x00B": "utf-16-be"}


def text_of(raw: bytes) -> str:
    """Raises NotACalendarError for what is plainly something else."""
    if len(raw) > LARGEST_FILE:
        why = f"the calendar is larger than {LARGEST_FILE} bytes; export a shorter span of it"
        raise NotACalendarError(why, Trouble.TOO_LARGE)
    if raw.startswith(_PACKED):
        raise NotACalendarError("this is a packed file; unpack it and take the calendar in it")
    if encoding := _WIDE_MARKS.get(raw[:2]):
        text = _WIDE_FOLD.sub("", raw.decode(encoding, "replace").replace("\x00", ""))
    else:
        # A fold may lie inside a character: folds go before bytes become letters.
        text = _narrow(_FOLD.sub(b"", raw.replace(b"\x00", b"")))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")  # files put one after another
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text


def _narrow(raw: bytes) -> str:
    """Bytes that are not UTF-8 are read as cp1252, which nearly every byte fits."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
