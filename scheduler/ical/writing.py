"""The lines of a calendar as RFC 5545 section 3.1 wants them, whatever somebody wrote into a name.

Names of properties and parameters are ours. What comes from people goes through `text` or `mail_uri`
and cannot begin a line of its own, however it is spelt.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from urllib.parse import quote

from scheduler.ical.entries import OURS

PRODUCT = f"{OURS}between-sessions//EN"
LONGEST_LINE = 75  # octets, without the line break
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # all that some reader takes for one
_UNSEEN = re.compile("[\x00-\x09\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_PLAIN = re.compile(r"[A-Za-z0-9 .'()!?&/+*=%#@_-]*")
_IN_MAIL_ADDRESSES = "!#$&'*+-/=^_`{|}~.@"


def text(written: str) -> str:
    """As a TEXT value (RFC 5545 section 3.3.11). Control characters go; any kind of new line is one."""
    if _PLAIN.fullmatch(written):
        return written
    return seen(written).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def seen(written: str) -> str:
    """Without what nobody sees: control characters, halves of a pair; any kind of new line is one."""
    return _UNSEEN.sub(_unseen, _BREAKS.sub("\n", written))


def mail_uri(address: str) -> str:
    return f"mailto:{quote(_UNSEEN.sub('', _BREAKS.sub('', address)), safe=_IN_MAIL_ADDRESSES)}"


def _unseen(found: re.Match[str]) -> str:
    return " " if found[0] == "\t" else ""


def utc_form(at: datetime) -> str:
    """As `19980118T230000Z`."""
    return f"{wall_form(at if at.tzinfo is UTC else at.astimezone(UTC))}Z"


def wall_form(local: datetime) -> str:
    """What clocks show there: `19980118T230000`."""
    shown = local.isoformat()  # four times as fast as strftime, and a feed has thousands of times
    return f"{shown[:4]}{shown[5:7]}{shown[8:13]}{shown[14:16]}{shown[17:19]}"


def date_form(day: date) -> str:
    return day.isoformat().replace("-", "")


def offset_form(seconds: int) -> str:
    """East of Greenwich: `+0530`; seconds only where there are any."""
    sign, rest = "-" if seconds < 0 else "+", abs(seconds)
    shown = f"{sign}{rest // 3600:02}{rest // 60 % 60:02}"
    return f"{shown}{rest % 60:02}" if rest % 60 else shown


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a character."""
    if len(line) <= LONGEST_LINE and line.isascii():
        return line
    raw, pieces = line.encode(), []
    room = LONGEST_LINE
    while len(raw) > room:
        cut = room
        while raw[cut] & 0xC0 == 0x80:  # noqa: PLR2004  inside a character of UTF-8
            cut -= 1
        pieces.append(raw[:cut])
        raw, room = raw[cut:], LONGEST_LINE - 1  # the space that marks a continued line counts
    return b"\r\n ".join((*pieces, raw)).decode()


def written(lines: Iterable[str]) -> bytes:
    """A whole calendar: folded, each line ended by CRLF, in UTF-8 without a mark in front."""
    return "".join([f"{folded(line)}\r\n" for line in lines]).encode()
