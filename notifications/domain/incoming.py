"""A message as it comes to the service, whichever way it came."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from notifications.domain.mail import InboundMail
from notifications.domain.silence import Silence


class Source(StrEnum):
    API = "api"
    PAGE = "page"
    MAIL = "mail"
    PORTAL = "portal"  # a client who is signed in


@dataclass(frozen=True, slots=True)
class MailContext:
    """What only a mail brings along; `silence` is why it may not be answered, if it may not."""

    row_id: UUID
    mail: InboundMail
    silence: Silence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """`sender` is normalised for its channel, or blank where nobody could be answered."""

    clinician: str
    source: Source
    channel: str
    sender: str
    text: str
    subject: str = ""
    matter: str = ""
    external_id: str | None = None
    mail: MailContext | None = None

    @property
    def fingerprint(self) -> bytes:
        """The same for a repeat of the same message, and for nothing else."""
        said = (self.clinician, self.channel, self.sender, self.subject, self.text, self.matter)
        digest = hashlib.sha256()
        for part in said:
            raw = part.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(8, "big") + raw)
        return digest.digest()
