"""The doors for other programs: kinds of sessions that anyone may ask for, and a practice's own appointments.

A program sees what its token was made for, within its practice and, where it is one's, of its clinician.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.actors import IntegrationActor, Visitor
from accounts.domain.scopes import Scope
from accounts.models import Clinician
from accounts.queries import NotFoundError, one_of
from accounts.wall import every_practice
from scheduler.domain.interval import Interval
from scheduler.models import Appointment, SessionType
from scheduler.queries.appointments import HOLDING

Reader: TypeAlias = IntegrationActor | Visitor
SHOWN = (  # never what somebody wrote, nor what they are called
    "id",
    "practice_id",
    "clinician_id",
    "client_id",
    "session_type__clinician_id",
    "session_type__name",
    "session_type__minutes",
    "session_type__ended_at",
    "state",
    "start",
    "end",
    "made_at",
    "revised_at",
    "closed_at",
    "closed_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which appointments; None: whatever it is. `since` and `until` bound starts, `until` not included."""

    ids: tuple[UUID, ...] | None = None
    clinicians: tuple[UUID, ...] | None = None
    states: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    revised_since: datetime | None = None
    revised_until: datetime | None = None


def session_types_of(reader: Reader, clinician: Clinician) -> list[SessionType]:
    """For who is inside the clinician's practice."""
    rows = _session_types(reader).filter(clinician_id=clinician.pk)
    return list(rows.order_by("created_at", "pk"))


def session_type_told(reader: Reader, session_type_id: UUID) -> SessionType:
    """With its clinician. Raises NotFoundError."""
    with every_practice():  # an id says nothing of practices
        return one_of(_session_types(reader), session_type_id)


def _session_types(reader: Reader) -> QuerySet[SessionType]:
    """As the public page offers them, and to a practice's own program all that it has or had."""
    rows = SessionType.objects.select_related("clinician", "clinician__practice").defer("where")
    anyones = Q(who_books=SessionType.WhoBooks.ANYONE, ended_at=None, clinician__gone_since=None)
    return rows.filter(anyones | _ours(reader) if _may_read(reader) else anyones)


def appointments_told(actor: IntegrationActor, wanted: Wanted) -> QuerySet[Appointment]:
    """In the order of their starts. Raises NotFoundError where the token is not made for it."""
    rows = _appointments(actor)
    if wanted.ids is not None:
        rows = rows.filter(pk__in=wanted.ids)
    if wanted.clinicians is not None:
        rows = rows.filter(clinician_id__in=wanted.clinicians)
    if wanted.states is not None:
        rows = rows.filter(state__in=wanted.states)
    bounds = {
        "start__gte": wanted.since,
        "start__lt": wanted.until,
        "revised_at__gte": wanted.revised_since,
        "revised_at__lt": wanted.revised_until,
    }
    return rows.filter(**{name: at for name, at in bounds.items() if at}).order_by("start", "pk")


def appointment_told(actor: IntegrationActor, appointment_id: UUID) -> Appointment:
    """Raises NotFoundError."""
    return one_of(_appointments(actor), appointment_id)


def kept_of(reader: Reader, session_type: SessionType, span: Interval) -> list[Appointment]:
    """Those of this kind that start in `span` and hold their time; none for whoever may not know of any."""
    if not _may_read(reader):
        return []
    rows = _appointments(reader).filter(session_type_id=session_type.pk, state__in=HOLDING)
    return list(rows.filter(start__gte=span.start, start__lt=span.end).order_by("start", "pk"))


def _appointments(reader: Reader) -> QuerySet[Appointment]:
    if not isinstance(reader, IntegrationActor) or not _may_read(reader):
        raise NotFoundError
    rows = Appointment.objects.select_related("session_type").only(*SHOWN)
    return rows.filter(_ours(reader))


def _may_read(reader: Reader) -> bool:
    return isinstance(reader, IntegrationActor) and Scope.APPOINTMENTS_READ in reader.scopes


def _ours(reader: Reader) -> Q:
    if isinstance(reader, Visitor):
        return Q(pk__in=())
    ours = Q(practice_id=reader.practice_id)
    return ours & Q(clinician_id=reader.clinician_id) if reader.clinician_id else ours
