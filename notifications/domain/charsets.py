"""Bytes of unknown honesty into text."""

import codecs

# Codecs that a mail may name but that are no character set; some take quadratic time.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def decode_bytes(raw: bytes, charset: str | None) -> str:
    """By the named charset if it is one and fits, else UTF-8, else cp1252; never raises."""
    for name in (charset, "utf-8", "cp1252"):
        text = _strictly(raw, name) if name else None
        if text is not None:
            return text
    return raw.decode("utf-8", "replace")


def _strictly(raw: bytes, charset: str) -> str | None:
    try:
        if codecs.lookup(charset).name.replace("-", "_") in _NOT_CHARSETS:
            return None
        return raw.decode(charset)
    except (LookupError, ValueError):  # unknown name, NUL in the name, bytes that do not fit
        return None
