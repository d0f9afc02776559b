"""What a clinician offers times for: made, changed, offered no more. What was booked stays as it was."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Clinician
from accounts.queries import NotFoundError
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.domain.errors import ChangedMeanwhileError, TermsError
from scheduler.domain.wall_clock import MINUTES_A_DAY
from scheduler.models import Appointment, SessionType, WaitingPlace
from scheduler.queries.appointments import HOLDING, WHOLE
from scheduler.services.booking import in_turn, revise, revision_of

REMINDERS = 3
DAYS_AHEAD = 366
A_WEEK, A_MONTH, TWO_MONTHS = 7 * MINUTES_A_DAY, 31 * MINUTES_A_DAY, 62 * MINUTES_A_DAY
LIMITS = {  # of each number, both included
    "minutes": (5, MINUTES_A_DAY),
    "before": (0, 240),
    "after": (0, 240),
    "step": (5, MINUTES_A_DAY),
    "notice": (0, TWO_MONTHS),
    "horizon_days": (1, DAYS_AHEAD),
    "daily_maximum": (1, 50),
    "hold": (30, A_MONTH),
    "cancel_notice": (0, A_MONTH),
}
SHOWN = ("name", "place", "where")  # with each appointment
WHERE = {"place", "where"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The terms of a kind of session, as `SessionType` has them; minutes throughout."""

    name: str
    minutes: int
    place: str = SessionType.Place.IN_PERSON
    who_books: str = SessionType.WhoBooks.CLIENTS
    where: str = ""
    before: int = 0
    after: int = 0
    step: int = 30
    notice: int = MINUTES_A_DAY
    horizon_days: int = 60
    daily_maximum: int | None = None
    is_instant: bool = False
    hold: int = 2 * MINUTES_A_DAY
    cancel_notice: int = MINUTES_A_DAY
    cancel_words: str = ""
    reminders: tuple[int, ...] = (MINUTES_A_DAY,)


@dataclass(frozen=True, slots=True)
class Changed:
    """A kind of session, and what was agreed that takes place elsewhere by now: each is a revision more."""

    kind: SessionType
    elsewhere: tuple[Appointment, ...] = ()


def create_session_type(
    *,
    actor: ClinicianActor,
    offer: Offer,
    now: datetime,
    id: UUID | None = None,  # noqa: A002  what it is to be called
) -> SessionType:
    """`id`: by which whoever adds it knows it again; added twice, it is one, as it was said last.

    Raises TermsError.
    """
    with all_or_nothing(actor.practice_id):
        in_turn(Clinician(pk=actor.clinician_id))
        before = SessionType.objects.filter(pk=id, clinician_id=actor.clinician_id).first() if id else None
        if before and before.ended_at is None:
            return change_session_type(actor=actor, session_type_id=before.pk, offer=offer, now=now).kind
        made = SessionType.objects.create(
            pk=uuid4() if before else id or uuid4(),
            practice_id=actor.practice_id,
            clinician_id=actor.clinician_id,
            created_at=now,
            **_checked(offer),
        )
        _record(actor, Verb.ADDED, made, now)
    return made


def terms_seen(row: SessionType) -> str:
    """A mark of the terms as they stand, by which a form says which it was shown."""
    terms = [(each.name, getattr(row, each.name)) for each in fields(Offer)]
    return sha256(repr(terms).encode()).hexdigest()[:16]


def change_session_type(
    *, actor: ClinicianActor, session_type_id: UUID, offer: Offer, now: datetime, seen: str = ""
) -> Changed:
    """For what is booked from now on; where it takes place changes for all.

    `seen`: as `terms_seen` had it. Raises NotFoundError, ChangedMeanwhileError, TermsError.
    """
    with all_or_nothing(actor.practice_id):
        held = _held(actor, session_type_id)
        if seen and seen != terms_seen(held):
            raise ChangedMeanwhileError
        changed = {name for name in SHOWN if getattr(held, name) != getattr(offer, name)}
        for name, value in _checked(offer).items():
            setattr(held, name, value)
        held.save()
        if changed:
            ahead = Appointment.objects.filter(session_type=held, state__in=HOLDING, end__gt=now)
            ahead.update(revised_at=now)
        elsewhere = _elsewhere(held, now) if changed & WHERE else ()
        _record(actor, Verb.CORRECTED, held, now)
    return Changed(held, elsewhere)


def _elsewhere(kind: SessionType, now: datetime) -> tuple[Appointment, ...]:
    """What is booked and still to come, each with one revision more (RFC 5546 section 2.1.4)."""
    booked = Appointment.objects.filter(session_type=kind, state=Appointment.State.BOOKED, start__gt=now)
    rows = tuple(booked.select_related(*WHOLE).order_by("start"))
    for row in rows:
        if row.series_id is None:
            revise(row, now)
    for series_id in {row.series_id for row in rows if row.series_id}:
        revision_of(series_id)
    return rows


def end_session_type(*, actor: ClinicianActor, session_type_id: UUID, now: datetime) -> None:
    """Offered no more; whoever has an appointment keeps it, and nobody waits for one any more.

    Raises NotFoundError.
    """
    with all_or_nothing(actor.practice_id):
        held = _held(actor, session_type_id)
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        WaitingPlace.objects.filter(session_type=held, ended_at=None).update(ended_at=now, look_at=None)
        _record(actor, Verb.ENDED, held, now)


def _held(actor: ClinicianActor, session_type_id: UUID) -> SessionType:
    """In the clinician's turn: nobody books it, or changes what was booked of it, at the same moment."""
    in_turn(Clinician(pk=actor.clinician_id))
    own = SessionType.objects.filter(clinician_id=actor.clinician_id, practice_id=actor.practice_id)
    found = own.select_for_update(no_key=True).filter(pk=session_type_id, ended_at=None).first()
    if found is None:
        raise NotFoundError
    return found


def _checked(offer: Offer) -> dict[str, object]:
    """Its columns. Raises TermsError."""
    if not offer.name.strip():
        raise TermsError("name", "Give it a name that clients understand, such as 'First meeting'.")
    for name, (least, most) in LIMITS.items():
        number = getattr(offer, name)
        if number is not None and not least <= number <= most:
            raise TermsError(name, f"Write a number from {least} to {most}.")
    if len(offer.reminders) > REMINDERS or any(not 0 < each <= A_WEEK for each in offer.reminders):
        raise TermsError("reminders", f"Choose up to {REMINDERS}, each at most a week before.")
    if offer.place not in SessionType.Place or offer.who_books not in SessionType.WhoBooks:
        raise TermsError("place", "Choose one of those that are offered.")
    return asdict(offer) | {"name": offer.name.strip(), "reminders": sorted(set(offer.reminders))[::-1]}


def _record(actor: ClinicianActor, verb: Verb, row: SessionType, now: datetime) -> None:
    record(actor, verb, Thing(Kind.SESSION_TYPE, row.pk, row.practice_id), now=now)
