"""How often a calendar asks to be read: RFC 7986 section 5.7, and Microsoft's word for it before that."""

import re
from datetime import timedelta

HEAD = 64 * 1024  # bytes; it stands among the first lines
_ASKED = re.compile(
    rb"^(?P<name>REFRESH-INTERVAL|X-PUBLISHED-TTL)(;[^:\r\n]*)?:"
    rb"P(?:(?P<weeks>\d{1,4})W|(?:(?P<days>\d{1,4})D)?"
    rb"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?)[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)


def asked_refresh(raw: bytes) -> timedelta | None:
    """None where nothing, or nothing that can be read, is asked."""
    asked: dict[str, timedelta] = {}
    for found in _ASKED.finditer(raw[:HEAD]):
        parts = {unit: int(found[unit] or 0) for unit in ("weeks", "days", "hours", "minutes", "seconds")}
        asked.setdefault(found["name"].decode().upper(), timedelta(**parts))
    told = asked.get("REFRESH-INTERVAL") or asked.get("X-PUBLISHED-TTL")
    return told or None
