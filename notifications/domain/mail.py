"""A mail as the product sees it. Whatever the bytes are, reading them gives a mail and never raises."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from notifications.domain.header_text import LONGEST_FIELD, clean_line, decode_field, unescape_field
from notifications.domain.mail_body import BodyProblem, read_body
from notifications.domain.mail_parsing import parse
from notifications.domain.mailboxes import MOST_MAILBOXES, Mailbox, read_mailboxes

MOST_FIELDS = 500
MOST_REFERENCES = 50
HASH_ID_DOMAIN = "content.invalid"  # of the ids that we make from the content where the sender gave none

_ID = re.compile(r"<[!-;=?A-Z\[-~]{1,120}@[!-;=?A-Z\[-~]{1,120}>")
_RECIPIENT_FIELDS = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")


class MailProblem(StrEnum):
    """What was wrong with the mail itself; `BodyProblem` has what was wrong with its text."""

    UNPARSED = "unparsed"  # the structure was broken or too costly: headers and raw text only
    SENDER = "sender"  # no From, several, or one that is not surely an address
    MESSAGE_ID = "message_id"  # none or absurd: ours is made from the content
    FIELDS_CUT = "fields_cut"  # more header fields than we keep


_UNHEARD = frozenset({BodyProblem.TEXT_CUT, BodyProblem.PARTS_CUT, BodyProblem.SEALED, BodyProblem.WORDLESS})


@dataclass(frozen=True, slots=True)
class InboundMail:
    content_hash: str  # SHA-256 of the raw bytes, hexadecimal
    readable: bool  # all that a person may have written in it was read
    subject: str
    text: str  # the new part
    quoted: str  # the history below it
    aside: str  # words that are not shown but screened: hidden or in files, the HTML twin of a plain text
    attachments: tuple[str, ...]  # file names
    header_from: str | None
    sender_name: str
    message_id: str
    references: tuple[str, ...]  # message ids, oldest first, at most fifty
    recipients: tuple[str, ...]  # To, Cc, Bcc and their Resent forms; at most two hundred
    headers: tuple[tuple[str, str], ...]  # lower-case name, value as sent
    problems: tuple[MailProblem | BodyProblem, ...]

    @property
    def given_message_id(self) -> str | None:
        return None if self.message_id.endswith(f"@{HASH_ID_DOMAIN}>") else self.message_id

    def values(self, name: str) -> tuple[str, ...]:
        """Every occurrence of one header field."""
        return tuple(value for header, value in self.headers if header == name)


def read_mail(raw: bytes) -> InboundMail:
    content_hash = hashlib.sha256(raw).hexdigest()
    message, parsed = parse(raw)
    fields = _fields(message)
    body = read_body(message)
    sender = _sole_sender(fields)
    message_id = _first_id(_raw(fields, "message-id"))
    problems = (
        (MailProblem.UNPARSED, not parsed),
        (MailProblem.SENDER, sender.address is None),
        (MailProblem.MESSAGE_ID, message_id is None),
        (MailProblem.FIELDS_CUT, len(fields) == MOST_FIELDS),
    )
    return InboundMail(
        content_hash=content_hash,
        readable=parsed and _UNHEARD.isdisjoint(body.problems),
        subject=decode_field(next(_raw(fields, "subject"), "")),
        text=body.text,
        quoted=body.quoted,
        aside=body.aside,
        attachments=body.attachments,
        header_from=sender.address,
        sender_name=sender.name,
        message_id=message_id or f"<{content_hash[:32]}@{HASH_ID_DOMAIN}>",
        references=_references(fields),
        recipients=_recipients(fields),
        headers=tuple((name, clean_line(unescape_field(value))) for name, value in fields),
        problems=(*(problem for problem, present in problems if present), *body.problems),
    )


_Fields = list[tuple[str, str]]


def _fields(message: Message) -> _Fields:
    """Raw values: the parser's own decoding can raise for what a sender writes."""
    pairs = list(message.raw_items())[:MOST_FIELDS]
    return [(clean_line(name[:200]).lower(), str(value)[:LONGEST_FIELD]) for name, value in pairs]


def _raw(fields: _Fields, *names: str) -> Iterator[str]:
    return (value for name, value in fields if name in names)


def _sole_sender(fields: _Fields) -> Mailbox:
    boxes = [box for value in _raw(fields, "from") for box in read_mailboxes(value, 2)]
    if len(boxes) == 1:
        return boxes[0]
    return Mailbox(", ".join(box.name for box in boxes if box.name), None)


def _recipients(fields: _Fields) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in _raw(fields, *_RECIPIENT_FIELDS):
        for box in read_mailboxes(value):
            if box.address and len(found) < MOST_MAILBOXES:
                found.setdefault(box.address)
    return tuple(found)


def _references(fields: _Fields) -> tuple[str, ...]:
    """RFC 5322 section 3.6.4: the parent's References, else its In-Reply-To."""
    for name in ("references", "in-reply-to"):
        if ids := [found for value in _raw(fields, name) for found in _ID.findall(value)]:
            return tuple(ids[-MOST_REFERENCES:])
    return ()


def _first_id(values: Iterable[str]) -> str | None:
    value = next(iter(values), "").strip()
    return value if _ID.fullmatch(value) else None
