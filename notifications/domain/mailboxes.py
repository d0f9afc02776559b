"""Mailboxes of a header field (RFC 5322 section 3.4), read strictly: what is not surely an address is none.

The standard library's parseaddr takes `alice@example.org)bob@example.org` for alice (CVE-2023-27043).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from notifications.domain.address import normalise_email
from notifications.domain.header_text import decode_field, unescape_field

MOST_MAILBOXES = 200

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"?|<[^<>]*+>?|[,;:()]|\\.?|[^",;:()<>\\]++|.', re.DOTALL)
_IN_COMMENT = re.compile(r"[()]|\\.?|[^()\\]++", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str | None  # None: present, but not to be trusted as an address


@dataclass(slots=True)
class _Pending:
    words: list[str] = field(default_factory=list)
    angle: str | None = None
    broken: bool = False

    def take(self, piece: str) -> None:
        if piece.startswith('"'):
            self.broken |= len(piece) == 1 or not piece.endswith('"')
            self.words.append(re.sub(r"\\(.)", r"\1", piece.strip('"')))
        elif piece.startswith("<"):
            self.broken |= self.angle is not None or not piece.endswith(">")
            self.angle = piece
        else:
            self.broken |= piece in {")", ">"} or (self.angle is not None and bool(piece.strip()))
            self.words.append(piece)

    def mailbox(self) -> Mailbox | None:
        name = decode_field("".join(self.words))
        if not name and self.angle is None and not self.broken:
            return None
        if self.broken:
            return Mailbox(name, None)
        if self.angle is None:
            return Mailbox("", normalise_email("".join(self.words)))
        address = normalise_email(self.angle)
        # An address in front of another one is how a sender pretends to be two people.
        pretends = "@" in name and normalise_email(name) != address
        return Mailbox(name, None if pretends else address)


def read_mailboxes(raw: str, limit: int = MOST_MAILBOXES) -> tuple[Mailbox, ...]:
    """The first `limit` mailboxes of one field, groups (`team: a@x, b@x;`) opened."""
    found: list[Mailbox] = []
    pending = _Pending()
    for piece in _pieces(unescape_field(raw)):
        if piece == ":":
            pending = _Pending(broken=bool(found and not pending.words))
        elif piece in {",", ";"}:
            if box := pending.mailbox():
                found.append(box)
            pending = _Pending()
        else:
            pending.take(piece)
        if len(found) >= limit:
            return tuple(found)
    last = pending.mailbox()
    return (*found, last) if last else tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """The pieces outside of comments, which may nest; a comment left open hides the rest."""
    position = depth = 0
    while position < len(text):
        found = (_IN_COMMENT if depth else _PIECE).match(text, position)
        if found is None:  # pragma: no cover - both patterns take any character
            return
        piece, position = found[0], found.end()
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
        elif not depth:
            yield piece
