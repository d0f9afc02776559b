"""Who is asking. Every door of the service takes one of these, and nothing else opens it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.scopes import Scope


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
class OwnerActor:
    """Whoever runs a practice: its people, its tokens, its record. Reads no message by being owner."""

    practice_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class FrontDeskActor:
    """Whoever makes appointments: sees messages about scheduling, and nothing else of a client."""

    practice_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class CoveringActor:
    """A clinician who said yes to a colleague's absence: sees what comes within it, as far as it goes."""

    practice_id: UUID
    clinician_id: UUID
    coverage_id: UUID
    covered_id: UUID  # the colleague who is away
    start: datetime
    end: datetime
    scope: str  # urgent, all


@dataclass(frozen=True, slots=True)
class EmergencyActor:
    """Somebody of the practice who gave a reason to read a colleague's messages, for an hour at most."""

    practice_id: UUID
    user_id: UUID
    clinician_id: UUID  # whose messages
    access_id: UUID


@dataclass(frozen=True, slots=True)
class OnDutyActor:
    """Somebody whom an escalation has reached: reads what it is about, and says that they look after it."""

    practice_id: UUID
    person_id: UUID  # a clinician's, or a user's who is none
    escalation_id: UUID


@dataclass(frozen=True, slots=True)
class IntegrationActor:
    """A program with an API token: hands messages over for its practice's clinicians, or for one of them."""

    practice_id: UUID
    token_id: UUID
    scopes: frozenset[Scope] = frozenset()
    clinician_id: UUID | None = None
    used_on: date | None = None  # the last day on which its use was noted


@dataclass(frozen=True, slots=True)
class Visitor:
    """Anyone: sees what is published, and may leave a message."""


@dataclass(frozen=True, slots=True)
class AskerActor:
    """A visitor who asked for a time, by the address they were given for it: sees that time alone."""

    practice_id: UUID
    appointment_id: UUID


@dataclass(frozen=True, slots=True)
class MailServer:
    """Our own SMTP listener: hands over mail for whichever practice owns the address it was sent to."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs a command on the server: opens no door to people, but what they do is recorded."""


Insider = ClinicianActor | OwnerActor  # may open a colleague's messages in an emergency
Actor = (
    ClinicianActor
    | ClientActor
    | OwnerActor
    | FrontDeskActor
    | CoveringActor
    | EmergencyActor
    | OnDutyActor
    | IntegrationActor
    | Visitor
    | AskerActor
    | MailServer
)
