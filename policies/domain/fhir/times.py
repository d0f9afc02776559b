"""Schedule, Slot and Appointment: what can be booked, what is free of it, what is kept."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from policies.domain.fhir.values import (
    URIS,
    Json,
    Release,
    coded,
    instant,
    period,
    reference,
    resource,
    said,
)
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import zone

CANCELLATION = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
_STAMP = "%Y%m%dT%H%M%SZ"
_SLOT = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.(\d{8}T\d{6}Z)", re.ASCII)


class SlotStatus(StrEnum):
    FREE = "free"
    BUSY = "busy"
    TENTATIVE = "busy-tentative"  # asked for, and not confirmed


@dataclass(frozen=True, slots=True)
class Session:
    """A kind of session."""

    id: UUID
    clinician_id: UUID
    name: str
    minutes: int
    is_offered: bool
    horizon: Interval | None = None  # whole local dates
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class SlotName:
    """A slot is named by its kind of session and its start: there is no row of one."""

    session_id: UUID
    start: datetime

    def __str__(self) -> str:
        return f"{self.session_id}.{self.start.astimezone(UTC).strftime(_STAMP)}"

    @classmethod
    def read(cls, written: str) -> "SlotName | None":
        parts = _SLOT.fullmatch(written)
        try:
            return parts and cls(UUID(parts[1]), datetime.strptime(parts[2], _STAMP).replace(tzinfo=UTC))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Slot:
    session: Session
    start: datetime
    end: datetime
    status: SlotStatus

    @property
    def name(self) -> SlotName:
        return SlotName(self.session.id, self.start)


class Stage(StrEnum):
    """As both releases call it, among others that do not come up here."""

    PENDING = "pending"  # asked for
    BOOKED = "booked"
    CANCELLED = "cancelled"  # declined and run out, too


class Side(StrEnum):
    PATIENT = "pat"
    PROVIDER = "prov"
    OTHER = "other"  # the time of a request ran out


@dataclass(frozen=True, slots=True)
class Kept:
    """An appointment, without what anybody wrote and what anybody is called."""

    id: UUID
    session: Session
    stage: Stage
    start: datetime
    end: datetime
    client_id: UUID | None  # None: somebody who is no client yet
    made_at: datetime
    revised_at: datetime
    closed_at: datetime | None = None
    closed_by: Side | None = None


def schedule(session: Session, release: Release) -> Json:
    """What is offered of one kind of session, by one clinician."""
    who = session.clinician_id
    return resource(
        "Schedule",
        str(session.id),
        said(
            active=session.is_offered,
            serviceType=_service(session, release),
            name=session.name if release is Release.R5 else None,
            actor=[reference("PractitionerRole", who), reference("Practitioner", who)],
            planningHorizon=period(session.horizon, zone(session.time_zone)) if session.horizon else None,
        ),
    )


def slot(each: Slot, release: Release) -> Json:
    return resource(
        "Slot",
        str(each.name),
        said(
            serviceType=_service(each.session, release),
            schedule=reference("Schedule", each.session.id),
            status=each.status.value,
            start=instant(each.start),
            end=instant(each.end),
        ),
    )


def appointment(kept: Kept, release: Release) -> Json:
    is_r5, is_over = release is Release.R5, kept.stage is Stage.CANCELLED
    why = coded(CANCELLATION, kept.closed_by) if is_over and kept.closed_by else None
    whom = _patient(kept)
    return resource(
        "Appointment",
        str(kept.id),
        said(
            status=kept.stage.value,
            **{"cancellationReason" if is_r5 else "cancelationReason": why},
            serviceType=_service(kept.session, release),
            subject=whom if is_r5 else None,
            start=instant(kept.start),
            end=instant(kept.end),
            minutesDuration=max(1, (kept.end - kept.start) // timedelta(minutes=1)),
            slot=None if is_over else [reference("Slot", SlotName(kept.session.id, kept.start))],
            created=instant(kept.made_at),
            cancellationDate=instant(kept.closed_at) if is_r5 and is_over and kept.closed_at else None,
            participant=[_clinicians_part(kept, release), _patients_part(kept, whom, release)],
        ),
        kept.revised_at,
    )


def _service(session: Session, release: Release) -> list[Json]:
    """A name in words: which codes it would have elsewhere, nobody has said."""
    concept = {"text": session.name}
    return [concept] if release is Release.R4 else [{"concept": concept}]


def _patient(kept: Kept) -> Json | None:
    """An id that means nothing elsewhere; there is no Patient to be read here."""
    if kept.client_id is None:
        return None
    return {"type": "Patient", "identifier": {"system": URIS, "value": kept.client_id.urn}}


def _clinicians_part(kept: Kept, release: Release) -> Json:
    status = "accepted"
    if kept.stage is Stage.PENDING or kept.closed_by is Side.OTHER:
        status = "needs-action"
    elif kept.closed_by is Side.PROVIDER:
        status = "declined"
    actor = reference("Practitioner", kept.session.clinician_id)
    return said(actor=actor, required=_required(release), status=status)


def _patients_part(kept: Kept, whom: Json | None, release: Release) -> Json:
    """Of who is no client yet, that there is somebody."""
    status = "declined" if kept.closed_by is Side.PATIENT else "accepted"
    somebody = None if whom else [{"text": "somebody who is no client yet"}]
    return said(type=somebody, actor=whom, required=_required(release), status=status)


def _required(release: Release) -> str | bool:
    return "required" if release is Release.R4 else True
