"""Whether anything changed in a calendar that has a say in when somebody is busy."""

import hashlib
from collections import Counter

from scheduler.ical.answer import Mode
from scheduler.ical.content import Content, Line, Part


def fingerprint(content: Content, mode: Mode) -> bytes:
    """The same where only stamps, the order of events, titles or the UIDs of lone events changed.

    Titles of holidays do have a say.
    """
    uids = Counter(_uids(content))
    texts = [_text(part, mode, uids) for part in (*content.events, *content.free_busy, *content.zones)]
    frames = [f"{frame.method}\n{frame.zone_name}" for frame in content.frames]
    digests = sorted(
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in [*texts, *frames]
    )
    return hashlib.sha256(b"".join(digests)).digest()


def _uids(content: Content) -> list[str]:
    return [rest for part in content.events for name, rest in part.lines if name == "UID"]


def _text(part: Part, mode: Mode, uids: Counter[str]) -> str:
    lines = [line for line in part.lines if _matters(line, mode, uids)]
    return "\n".join(name + rest for listed in (sorted(lines), *part.inner) for name, rest in listed)


def _matters(line: Line, mode: Mode, uids: Counter[str]) -> bool:
    name, rest = line
    if name == "UID":
        return uids[rest] > 1
    return name != "SUMMARY" or mode is Mode.HOLIDAYS
