"""The guarded doors to kinds of sessions, appointments, series and who waits for one.

A clinician sees their own, the front desk those of the whole practice, a client their own, a visitor the one
that they asked for; whoever covers for a colleague sees none.
"""

from copy import copy
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.domain.actors import AskerActor, ClientActor, ClinicianActor, FrontDeskActor, Visitor
from accounts.models import Care, Client, Clinician, LegalHold
from accounts.queries import clinicians, one_of
from scheduler.domain.interval import Interval
from scheduler.domain.openings import Terms
from scheduler.domain.wall_clock import ONE_DAY
from scheduler.models import Appointment, Series, SessionType, WaitingPlace

Keeper: TypeAlias = ClinicianActor | FrontDeskActor  # whoever makes appointments for a clinician
Party: TypeAlias = Keeper | ClientActor
Holder: TypeAlias = ClientActor | AskerActor  # whoever has one appointment or another with a clinician

Row = TypeVar("Row", Appointment, Series, WaitingPlace)
State = Appointment.State
WHOLE = ("clinician", "client", "session_type", "series")  # what is asked for with an appointment
HOLDING = (State.REQUESTED, State.BOOKED)  # those whose time nobody else can have
WEEKS_AHEAD = 12  # for which a series has its appointments


# --- kinds of sessions


def session_types(actor: Party | Visitor, clinician: Clinician) -> QuerySet[SessionType]:
    """Those of the clinician that the actor may make appointments of, the oldest first."""
    offered = SessionType.objects.filter(clinician_id=clinician.pk, ended_at=None)
    match actor:
        case ClinicianActor(clinician_id=own):
            return offered.filter(clinician_id=own)
        case FrontDeskActor(practice_id=practice_id):
            return offered.filter(practice_id=practice_id)
        case ClientActor(practice_id=practice_id, client_id=client_id):
            care = Care.objects.filter(
                clinician_id=OuterRef("clinician_id"), client_id=client_id, ended_at=None
            )
            for_clients = offered.exclude(who_books=SessionType.WhoBooks.NOBODY)
            return for_clients.filter(Exists(care), practice_id=practice_id, clinician__gone_since=None)
        case Visitor():
            return offered.filter(who_books=SessionType.WhoBooks.ANYONE, clinician__gone_since=None)


def session_type(actor: Party | Visitor, clinician: Clinician, session_type_id: UUID) -> SessionType:
    """Raises NotFoundError."""
    return one_of(session_types(actor, clinician).select_related("clinician"), session_type_id)


def offers_or_offered(clinician: Clinician, session_type_id: UUID) -> bool:
    """Whether it is a kind of this clinician's, though it may not be booked any more."""
    return SessionType.objects.filter(pk=session_type_id, clinician_id=clinician.pk).exists()


def kind_of(row: Appointment) -> SessionType:
    """To find another time for it: as its kind is by now, but for the length that a series has kept."""
    kind = copy(row.session_type)
    kind.clinician = row.clinician
    if row.series:
        kind.minutes = row.series.minutes
    return kind


def terms_of(session_type: SessionType) -> Terms:
    return Terms(
        minutes=session_type.minutes,
        before=session_type.before,
        after=session_type.after,
        step=session_type.step,
        notice=session_type.notice,
        horizon_days=session_type.horizon_days,
        daily_maximum=session_type.daily_maximum,
    )


# --- appointments


def appointments(actor: Keeper, span: Interval) -> QuerySet[Appointment]:
    """What is kept or asked for and shares time with `span`, in its order."""
    there = _of(actor).filter(state__in=HOLDING, end__gt=span.start, start__lt=span.end)
    return there.order_by("start", "pk")


def requests(actor: Keeper) -> QuerySet[Appointment]:
    """What waits for an answer; what runs out first comes first."""
    return _of(actor).filter(state=State.REQUESTED).order_by("held_until", "pk")


def own_appointments(actor: ClientActor) -> QuerySet[Appointment]:
    """All that the client ever had or asked for, the earliest first."""
    return _of(actor).order_by("start", "pk")


def appointment(actor: Party | AskerActor, appointment_id: UUID) -> Appointment:
    """Raises NotFoundError."""
    return one_of(_of(actor), appointment_id)


def _of(actor: Party | AskerActor) -> QuerySet[Appointment]:
    everybodys = Appointment.objects.select_related(*WHOLE)
    if isinstance(actor, AskerActor):
        return everybodys.filter(practice_id=actor.practice_id, pk=actor.appointment_id, client=None)
    return _theirs(everybodys, actor)


def _theirs(everybodys: QuerySet[Row], actor: Party, *, clinician: str = "clinician_id") -> QuerySet[Row]:
    """`clinician`: how rows tell whose they are."""
    ours = everybodys.filter(practice_id=actor.practice_id)
    match actor:
        case ClinicianActor(clinician_id=own):
            return ours.filter(**{clinician: own})
        case ClientActor(client_id=client_id):
            return ours.filter(client_id=client_id)
        case FrontDeskActor():
            return ours


def kept_by(clinician: Clinician, span: Interval, *, without: UUID | None = None) -> list[Appointment]:
    """All that takes time of `span`, whosever it is: to work out what is free, by whoever may ask that."""
    there = Appointment.objects.filter(clinician_id=clinician.pk, state__in=HOLDING)
    there = there.filter(taken_until__gt=span.start, taken_from__lt=span.end)
    rows = there.only("start", "end", "taken_from", "taken_until").order_by("taken_from")
    return list(rows.exclude(pk=without) if without else rows)


def open_requests(session_type: SessionType, client: Client | None) -> int:
    """How many wait for an answer: this client's, or those of all whom the clinician does not know."""
    waiting = Appointment.objects.filter(clinician_id=session_type.clinician_id, state=State.REQUESTED)
    return waiting.filter(client=client).count()


def booked_by_themselves(clinician: Clinician, client: Client, now: datetime) -> int:
    """How many times the client has ahead that nobody entered for them."""
    theirs = Appointment.objects.filter(clinician_id=clinician.pk, client=client, state__in=HOLDING)
    return theirs.filter(made_by=Appointment.By.CLIENT, start__gt=now).count()


def clients_to_book_for(actor: Keeper, clinician: Clinician) -> QuerySet[Client]:
    """Whom the clinician cares for: whoever makes their appointments knows them by name."""
    in_care = Care.objects.filter(
        practice_id=actor.practice_id, clinician_id=clinician.pk, client=OuterRef("pk"), ended_at=None
    )
    if not clinicians(actor).filter(pk=clinician.pk).exists():
        return Client.objects.none()
    theirs = Client.objects.filter(Exists(in_care), practice_id=actor.practice_id)
    return (
        theirs if isinstance(actor, FrontDeskActor) or actor.clinician_id == clinician.pk else theirs.none()
    )


def ahead(clinician: Clinician, now: datetime) -> int:
    """How many of the clinician's appointments are still to come."""
    return Appointment.objects.filter(
        clinician_id=clinician.pk, state__in=HOLDING, start__gt=now, taken_until__gt=now
    ).count()


# --- every week, and who waits


def series_of(actor: Party) -> QuerySet[Series]:
    """Those that go on, the oldest first."""
    return _series(actor).filter(ended_at=None).order_by("created_at", "pk")


def one_series(actor: Party, series_id: UUID) -> Series:
    """Also one that has an end, up to which it still takes place. Raises NotFoundError."""
    return one_of(_series(actor), series_id)


def _series(actor: Party) -> QuerySet[Series]:
    return _theirs(Series.objects.select_related("clinician", "client", "session_type"), actor)


def waiting(actor: Party) -> QuerySet[WaitingPlace]:
    """Who waits, the longest first: nobody is promised to be the first."""
    return _places(actor).filter(ended_at=None).order_by("since", "pk")


def waiting_place(actor: Party, place_id: UUID) -> WaitingPlace:
    """Also one that nobody waits in any more. Raises NotFoundError."""
    return one_of(_places(actor), place_id)


def _places(actor: Party) -> QuerySet[WaitingPlace]:
    everybodys = WaitingPlace.objects.select_related("client", "session_type", "session_type__clinician")
    return _theirs(everybodys, actor, clinician="session_type__clinician_id")


# --- for the service itself, which names no actor: what is due


def requests_run_out(now: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(state=State.REQUESTED, held_until__lte=now).order_by("held_until")


def series_to_go_on_with(today: date) -> QuerySet[Series]:
    """Those whose appointments do not reach far enough ahead, or whose last day is over wherever it was.

    `today`: in UTC, a day off matters little.
    """
    far = today + timedelta(weeks=WEEKS_AHEAD - 1)
    goes_on = Q(last_day=None) | Q(last_day__gt=F("made_until"))
    due = goes_on & Q(made_until__lte=far, clinician__gone_since=None) | Q(last_day__lt=today - ONE_DAY)
    return Series.objects.filter(due, ended_at=None).order_by("made_until")


def places_to_look_for(now: datetime) -> QuerySet[WaitingPlace]:
    return WaitingPlace.objects.filter(ended_at=None, look_at__lte=now).order_by("look_at")


# --- rights: for a client to whom their actor has already been let through, and for the service to forget


def appointments_of(client: Client) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(client_id=client.pk).select_related("session_type").order_by("start", "pk")
    )


def all_series_of(client: Client) -> QuerySet[Series]:
    return (
        Series.objects.filter(client_id=client.pk).select_related("session_type").order_by("created_at", "pk")
    )


def waiting_places_of(client: Client) -> QuerySet[WaitingPlace]:
    return (
        WaitingPlace.objects.filter(client_id=client.pk)
        .select_related("session_type")
        .order_by("since", "pk")
    )


def appointments_over_before(practice_id: UUID, cutoff: datetime) -> QuerySet[Appointment]:
    """Past, and with nothing done about them since; whoever is on hold keeps theirs."""
    past = Appointment.objects.filter(practice_id=practice_id, end__lt=cutoff, revised_at__lt=cutoff)
    held = LegalHold.objects.filter(client_id=OuterRef("client_id"), lifted_at=None)
    return past.filter(~Exists(held)).order_by("end", "pk")
