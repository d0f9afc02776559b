"""Who did what to what, chained so that nothing of it can be changed, left out or moved unnoticed.

Each hash covers the one before it. Whoever may write the whole database could compute a new chain from the
changed place on: a checkpoint that was kept elsewhere shows that too.
"""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

from accounts.domain.actors import (
    Actor,
    AskerActor,
    ClientActor,
    ClinicianActor,
    CoveringActor,
    EmergencyActor,
    FrontDeskActor,
    IntegrationActor,
    MailServer,
    OnDutyActor,
    Operator,
    OwnerActor,
    Visitor,
)

FORMAT = "between-audit/1"  # another encoding needs another name


class Verb(StrEnum):
    RECEIVED = "received"
    LISTED = "listed"  # saw a list, with the first words of each message in it
    READ = "read"
    ANSWERED = "answered"
    PUBLISHED = "published"
    REPLAYED = "replayed"
    ISSUED = "issued"
    REVOKED = "revoked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    GRANTED = "granted"  # somebody may come in, or may do other things than before
    ENDED = "ended"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"  # a draft that nobody else had seen
    AGREED = "agreed"  # with one client, to do something otherwise for a time
    ACKNOWLEDGED = "acknowledged"  # a client has read a version of a policy
    OPENED = "opened"
    TOOK_UP = "took_up"  # says that they look after what an escalation is about
    RESOLVED = "resolved"
    PLANNED = "planned"  # who is alarmed, and in which order
    ADDED = "added"
    CORRECTED = "corrected"
    ATTRIBUTED = "attributed"  # what somebody unknown had written, to a client
    EXPORTED = "exported"
    PAUSED = "paused"
    RESUMED = "resumed"
    OPTED_OUT = "opted_out"  # of a channel
    OPTED_IN = "opted_in"
    CHOSE = "chose"  # how to be told of changes
    LEFT = "left"
    CAME_BACK = "came_back"
    HELD = "held"  # kept by law, whatever else is asked
    LIFTED = "lifted"
    NOTED = "noted"  # for whoever is on duty
    ASKED_TO_ERASE = "asked_to_erase"
    WITHDREW = "withdrew"  # what they had asked
    ERASED = "erased"  # at somebody's wish
    FORGOT = "forgot"  # its time was over
    TRIED = "tried"  # which messages a phrase of the practice's own would change
    CONNECTED = "connected"  # a calendar elsewhere
    REQUESTED = "requested"  # a time
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    SET_PERIOD = "set_period"  # how long a practice keeps what it was sent


class Kind(StrEnum):
    MESSAGE = "message"
    INBOX = "inbox"  # its id is its clinician's
    DELIVERY = "delivery"
    NOTICE = "notice"
    POLICY_VERSION = "policy_version"
    API_TOKEN = "api_token"  # noqa: S105  a kind of thing, not a token
    CLINICIAN = "clinician"
    CLIENT = "client"
    DESK = "desk"  # the front desk's list; its id is its practice's
    MEMBERSHIP = "membership"  # its id is its user's
    COVERAGE = "coverage"
    EMERGENCY_ACCESS = "emergency_access"
    CLIENTS = "clients"  # the list of a clinician's, whose id it has
    PRACTICE = "practice"
    AGREEMENT = "agreement"
    ESCALATION = "escalation"
    ALARM_ADDRESS = "alarm_address"  # its id is its user's
    CALENDAR = "calendar"  # one elsewhere that is read
    FEED = "feed"  # an address at which a calendar app reads
    SESSION_TYPE = "session_type"
    APPOINTMENT = "appointment"
    APPOINTMENTS = "appointments"  # a list for a program; its id is its clinician's or its practice's
    SERIES = "series"  # of appointments
    WAITING_PLACE = "waiting_place"  # of a client who would like a time
    PHRASE = "phrase"  # of the practice's own, that the screening listens for


@dataclass(frozen=True, slots=True)
class Thing:
    """What something was done to, and the client whom it is about, where it is about one."""

    kind: Kind
    id: UUID
    practice_id: UUID
    client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Ids and codes alone: never a word, a name or an address."""

    practice_id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    way_in: str  # page, api, mail, command
    verb: str
    thing_kind: str
    thing_id: UUID
    client_id: UUID | None


FACTS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a practice's trail had got. Written as `practice:sequence:hash`."""

    practice_id: UUID
    sequence: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.practice_id}:{self.sequence}:{self.hash.hex()}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises ValueError."""
        practice_id, sequence, digest = written.strip().split(":")
        return cls(UUID(practice_id), int(sequence), bytes.fromhex(digest))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry in its place in the chain."""

    sequence: int
    hash: bytes
    entry: Entry


@dataclass(frozen=True, slots=True)
class Problem:
    practice_id: UUID
    sequence: int  # the first entry that is not as it was
    what: str


def entry_of(actor: Actor | Operator, verb: Verb, thing: Thing, *, at: datetime) -> Entry:
    kind, actor_id, way_in = _who(actor)
    return Entry(thing.practice_id, at, kind, actor_id, way_in, verb, thing.kind, thing.id, thing.client_id)


WHO: dict[type[Actor | Operator], tuple[str, str, str]] = {  # what it is called, its id, its way in
    ClinicianActor: ("clinician", "clinician_id", "page"),
    ClientActor: ("client", "client_id", "page"),
    OwnerActor: ("owner", "user_id", "page"),
    FrontDeskActor: ("front_desk", "user_id", "page"),
    CoveringActor: ("covering", "clinician_id", "page"),
    EmergencyActor: ("emergency", "access_id", "page"),
    OnDutyActor: ("on_duty", "person_id", "page"),
    IntegrationActor: ("integration", "token_id", "api"),
    Visitor: ("visitor", "", "page"),
    AskerActor: ("visitor", "", "page"),
    MailServer: ("mail_server", "", "mail"),
    Operator: ("operator", "", "command"),
}


def _who(actor: Actor | Operator) -> tuple[str, UUID | None, str]:
    """The kind of actor, its id, and the way it comes in."""
    kind, names_it, way_in = WHO[type(actor)]
    return kind, getattr(actor, names_it) if names_it else None, way_in


def beginning(practice_id: UUID) -> Checkpoint:
    return Checkpoint(practice_id, 0, bytes(sha256().digest_size))


def link(before: Checkpoint, entry: Entry) -> Checkpoint:
    """How far the trail has got once this entry is on it."""
    sequence = before.sequence + 1
    digest = sha256(before.hash + _canonical(sequence, entry)).digest()
    return Checkpoint(before.practice_id, sequence, digest)


def _canonical(sequence: int, entry: Entry) -> bytes:
    """One JSON array; quoting keeps each field apart from the next."""
    return json.dumps([FORMAT, sequence, *map(_plain, astuple(entry))], separators=(",", ":")).encode()


def _plain(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return None if value is None else str(value)


def verify(trail: Iterable[Sealed], *, head: Checkpoint, kept: Iterable[Checkpoint] = ()) -> Problem | None:
    """The first problem of a practice's trail, which must go through what was `kept` and end at its head."""
    points = [head, *kept]
    hashes = {
        each.sequence: {point.hash for point in points if point.sequence == each.sequence} for each in points
    }
    at = beginning(head.practice_id)
    for sealed in trail:
        if sealed.sequence != at.sequence + 1:
            return Problem(head.practice_id, at.sequence + 1, "is missing")
        at = link(at, sealed.entry)
        if at.hash != sealed.hash:
            return Problem(head.practice_id, at.sequence, "was changed, or is not in its place")
        if hashes.get(at.sequence, {at.hash}) != {at.hash}:
            return Problem(head.practice_id, at.sequence, "was written anew, with all that follows it")
    if at.sequence < max(hashes):
        return Problem(head.practice_id, at.sequence + 1, "is missing, as is all that followed it")
    return None
