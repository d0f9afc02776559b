"""The automatic reply as a mail (RFC 3834 section 3, RFC 5230 section 5). Its envelope sender is `<>`.

No Precedence field: RFC 3834 leaves it out, and a reply that carries help must not be filed as bulk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from notifications.domain.header_text import clean_line

MOST_REFERENCES = 20
LONGEST_SUBJECT = 150  # characters
_WHOLE_LINES = SMTP.clone(max_line_length=998)  # RFC 5322 section 2.1.1; folding would garble long ids


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReply:
    delivery_id: str  # the Message-ID comes from it, so that a mail sent twice is recognised as one
    sender: str  # the practice's address
    sender_name: str
    recipient: str  # the envelope sender of what is answered, and nobody else
    recipient_name: str = ""
    subject: str  # ours and fixed: the client's may say what a stranger should not read
    text: str
    language: str
    sent_at: datetime
    answers: str | None = None  # the Message-ID of what is answered, if it had one
    references: Sequence[str] = ()


def compose_mail(reply: AutoReply) -> EmailMessage:
    """Nothing of the client's words or subject is in it."""
    letter = blank_letter(reply.sender, reply.recipient)
    letter["From"] = mailbox(reply.sender_name, reply.sender)
    letter["To"] = mailbox(reply.recipient_name, reply.recipient)
    letter["Subject"] = _shortened(clean_line(reply.subject))
    letter["Date"] = reply.sent_at
    letter["Message-ID"] = f"<{clean_line(reply.delivery_id)}@{reply.sender.rpartition('@')[2]}>"
    if reply.answers:
        letter["In-Reply-To"] = reply.answers
        letter["References"] = " ".join((*reply.references[-MOST_REFERENCES:], reply.answers))
    letter["Auto-Submitted"] = "auto-replied"
    letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(reply.text)
    letter["Content-Language"] = reply.language
    return letter


def recipient_name(*, envelope_from: str, header_from: str | None, sender_name: str) -> str:
    """The name in From, where From is who really sent the mail; a stranger's name is not repeated."""
    return sender_name if header_from == envelope_from else ""


def mailbox(name: str, address: str) -> Address:
    """On one line, and in parts: as a whole, the library refuses what is not ASCII (RFC 6532)."""
    local, _, domain = address.rpartition("@")
    return Address(clean_line(name), local, domain)


def blank_letter(*addresses: str) -> EmailMessage:
    """In UTF-8 (RFC 6532) only where one of its addresses needs it."""
    ascii_only = all(address.isascii() for address in addresses)
    return EmailMessage(policy=_WHOLE_LINES if ascii_only else _WHOLE_LINES.clone(utf8=True))


def _shortened(subject: str) -> str:
    if len(subject) <= LONGEST_SUBJECT:
        return subject
    return f"{subject[: LONGEST_SUBJECT - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
