"""Raw bytes to a parsed message, within bounds that the standard parser does not have."""

import re
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser

LONGEST_HEAD = 1024 * 1024  # bytes of header looked at where the whole cannot be parsed
_MOST_LINE_CHECKS = 50_000_000  # the parser compares every line with every open boundary
_LONGEST_CONTENT_FIELD = 8 * 1024
_MOST_PARAMETERS = 20_000  # of all Content-* fields; the parser is quadratic in each field's

_CONTENT_FIELD = re.compile(
    rb"^content-[a-z-]{1,40}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE
)


def parse(raw: bytes) -> tuple[Message, bool]:
    """The message, and whether its structure was read; if not, it has its header and the rest as one text.

    compat32, because the modern policy raises for many malformed headers (reliability notes, section 0.4).
    """
    if not _is_costly(raw):
        try:
            return BytesParser(policy=policy.compat32).parsebytes(raw), True
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            pass  # fall through to the header alone: nothing a sender writes may stop the message
    return _header_and_rest(raw), False


def _is_costly(raw: bytes) -> bool:
    if raw.count(b"\n") * raw.lower().count(b"boundary") > _MOST_LINE_CHECKS:
        return True
    parameters = 0
    for field in _CONTENT_FIELD.finditer(raw):
        parameters += field[0].count(b";")
        if field.end() - field.start() > _LONGEST_CONTENT_FIELD or parameters > _MOST_PARAMETERS:
            return True
    return False


def _header_and_rest(raw: bytes) -> Message:
    """A flat text/plain message; a parser that stops at the header ignores the content fields."""
    blank = re.search(rb"\r?\n\r?\n", raw)
    head = raw[: blank.end() if blank else LONGEST_HEAD]
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head[:LONGEST_HEAD])
    for name in ("content-type", "content-transfer-encoding"):
        del message[name]
    message.set_payload(raw[len(head) :].decode("ascii", "surrogateescape"))
    return message
