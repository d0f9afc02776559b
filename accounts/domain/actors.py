"""Who is asking. Every door of the service takes one of these, and nothing else opens it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClinicianActor:
    """A signed-in clinician: sees their own clients and the messages to them."""

    practice_id: UUID
    clinician_id: UUID


@dataclass(frozen=True, slots=True)
class ClientActor:
    """A signed-in client: sees what they wrote themselves, and writes to who cares for them."""

    practice_id: UUID
    client_id: UUID


@dataclass(frozen=True, slots=True)
class IntegrationActor:
    """A program with an API token: hands messages over for its practice's clinicians."""

    practice_id: UUID
    token_id: UUID


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anyone: sees what is published, and may leave a message."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Our own SMTP listener: hands over mail for whichever practice owns the address it was sent to."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs a command on the server: opens no door to people, but what they do is recorded."""


Actor = ClinicianActor | ClientActor | IntegrationActor | Visitor | MailServer
