"""Keeping a time for somebody: asked for, booked, moved, cancelled.

Whoever does any of it for a clinician waits for whoever else does, and then looks: so one of two who want
the same time has it, and the other is told what else is free. PostgreSQL would refuse the second in any case.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from accounts.domain.actors import (
    AskerActor,
    ClientActor,
    ClinicianActor,
    FrontDeskActor,
    Operator,
    Visitor,
)
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Client, Clinician
from accounts.queries import NotFoundError, own_self, still_there
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.domain.errors import (
    ChangedMeanwhileError,
    IsOverError,
    MayNotBookError,
    NoteTooLongError,
    TimeTakenError,
    TooLateToMoveError,
    TooManyAheadError,
    TooManyRequestsError,
)
from scheduler.domain.interval import Interval
from scheduler.domain.openings import nearest
from scheduler.domain.wall_clock import ONE_DAY, local_date, zone
from scheduler.models import Appointment, Series, SessionType, WaitingPlace
from scheduler.queries.appointments import (
    HOLDING,
    WHOLE,
    Holder,
    Keeper,
    Party,
    appointment,
    booked_by_themselves,
    clients_to_book_for,
    kept_by,
    kind_of,
    open_requests,
    session_type,
    terms_of,
)

OTHERS = 5  # that are named when a time is taken
AROUND = timedelta(days=14)  # in which they are looked for
LONGEST_NOTE = 4_000  # characters, of all that was sent with one time
REQUESTS_OF_A_CLIENT = 5  # that wait for an answer at once
AHEAD_OF_A_CLIENT = 20  # that they booked with a clinician themselves: nobody fills a week alone
REQUESTS_OF_VISITORS = 20  # to one clinician, of all whom they do not know

Booker: TypeAlias = Party | Visitor
Changer: TypeAlias = Party | AskerActor
By = Appointment.By
State = Appointment.State


class Times(Protocol):
    """What is known above this app of a clinician's time; asked within the transaction that keeps some."""

    def openings(
        self, session_type: SessionType, span: Interval, now: datetime, *, without: UUID | None = None
    ) -> tuple[datetime, ...]:
        """Starts, in order. `without`: an appointment whose own time counts as free."""

    def obstacle(self, clinician: Clinician, span: Interval, now: datetime) -> str | None:
        """Why the clinician is not there, as a code: closed, away, busy. Appointments are none."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is no client yet, and where they are told."""

    name: str
    address: str  # normalised


@dataclass(frozen=True, slots=True)
class Moved:
    row: Appointment
    before: datetime | None  # its start until now; None: it was at that time already


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    session_type_id: UUID
    start: datetime
    note: str = ""
    shown_zone: str = ""  # in which they saw the time
    language: str = ""  # in which a visitor is told
    client_id: UUID | None = None  # for whom it is entered
    asker: Asker | None = None
    id: UUID | None = None  # by which whoever asks knows it again


def book(*, actor: Booker, clinician: Clinician, wish: Wish, times: Times, now: datetime) -> Appointment:
    """A client asks, or has it at once, as its kind says; a visitor asks; who keeps the diary enters it.

    Raises NotFoundError, TimeTakenError, MayNotBookError, TooManyRequestsError, TooManyAheadError,
    IsOverError.
    """
    with all_or_nothing(clinician.practice_id):
        clinician = in_turn(clinician)
        kind = session_type(actor, clinician, wish.session_type_id)
        client = _for_whom(actor, clinician, wish)
        if wish.start <= now:
            raise IsOverError
        if isinstance(actor, ClientActor | Visitor):
            _refuse_too_many(kind, client, now)
            must_be_open(kind, wish.start, times, now)
        made = Appointment(
            practice_id=clinician.practice_id,
            clinician=clinician,
            client=client,
            session_type=kind,
            note=wish.note,
            language=wish.language,
            shown_zone=wish.shown_zone,
            **on_terms_of(kind),
            made_by=by_of(actor),
            made_at=now,
            revised_at=now,
            **_state_of(actor, kind, wish.start, now),
        )
        if wish.id:
            made.pk = wish.id
        if wish.asker and client is None:
            made.name, made.address = wish.asker.name, wish.asker.address
        place(made, wish.start, is_tight=not isinstance(actor, ClientActor | Visitor))
        keep(made)
        record_of(actor, Verb.BOOKED if made.state == State.BOOKED else Verb.REQUESTED, made, now)
    return made


def confirm(*, actor: Keeper, appointment_id: UUID, now: datetime, seen: int | None = None) -> Appointment:
    """A request becomes an appointment.

    `seen`, here and below: its revision as whoever changes it was shown it. What somebody else has changed
    since then is looked at first. Raises NotFoundError, IsOverError, ChangedMeanwhileError.
    """
    with held(actor, appointment_id, now) as row:
        _as_seen(row, seen)
        if row.state != State.REQUESTED:
            raise IsOverError
        row.state, row.held_until = State.BOOKED, None
        revise(row, now)
        record_of(actor, Verb.BOOKED, row, now)
    return row


def decline(*, actor: Keeper, appointment_id: UUID, now: datetime, seen: int | None = None) -> Appointment:
    """A request that cannot be met; nobody has to say why.

    Raises NotFoundError, IsOverError, ChangedMeanwhileError.
    """
    with held(actor, appointment_id, now) as row:
        _as_seen(row, seen)
        if row.state != State.REQUESTED:
            raise IsOverError
        close(row, State.DECLINED, By.CLINICIAN, now)
        record_of(actor, Verb.DECLINED, row, now)
    return row


def move(
    *,
    actor: Changer,
    appointment_id: UUID,
    start: datetime,
    times: Times,
    now: datetime,
    seen: int | None = None,
) -> Moved:
    """To another time, which is free by then; the old one is, too, and at the same moment.

    Raises NotFoundError, IsOverError, ChangedMeanwhileError, TimeTakenError, MayNotBookError,
    TooLateToMoveError.
    """
    with held(actor, appointment_id, now) as row:
        if start <= now:
            raise IsOverError
        before = row.start
        if start == before:
            return Moved(row, None)
        _as_seen(row, seen)
        if isinstance(actor, Holder):
            _may_move(actor, row, now)
            must_be_open(kind_of(row), start, times, now, without=row.pk)
        place(row, start, is_tight=not isinstance(actor, Holder))
        if row.held_until:
            row.held_until = min(row.held_until, start)
        revise(row, now)
        record_of(actor, Verb.MOVED, row, now)
    return Moved(row, before)


def cancel(*, actor: Changer, appointment_id: UUID, now: datetime, seen: int | None = None) -> Appointment:
    """By either side, up to its start, and nobody is asked why.

    Raises NotFoundError, IsOverError, ChangedMeanwhileError.
    """
    with held(actor, appointment_id, now) as row:
        _as_seen(row, seen)
        call_off(row, actor, now)
        record_of(actor, Verb.CANCELLED, row, now)
    return row


def amend(
    *, actor: Holder, appointment_id: UUID, note: str, asker: Asker | None = None, now: datetime
) -> Appointment:
    """The same form, sent again with other words: nothing of the note is lost.

    Who asks, and where they are told, is mended until somebody has answered.
    Raises NotFoundError, IsOverError, NoteTooLongError.
    """
    with held(actor, appointment_id, now) as row:
        before = (row.name, row.address, row.note)
        if asker and row.was_only_asked_for:
            row.name, row.address = asker.name, asker.address
        row.note = _both(row.note, note)
        if (row.name, row.address, row.note) != before:
            row.revised_at = now
            row.save(update_fields=["name", "address", "note", "revised_at"])
            record_of(actor, Verb.CORRECTED, row, now)
    return row


def expire(appointment_id: UUID, practice_id: UUID, *, now: datetime) -> Appointment | None:
    """A request that nobody answered in time; None where somebody has, by now."""
    with all_or_nothing(practice_id):
        found = Appointment.objects.select_related("clinician", "client").filter(pk=appointment_id).first()
        if found is None:
            return None
        in_turn(found.clinician)
        must_be_there(found.client)
        rows = Appointment.objects.select_related(*WHOLE)
        row = rows.filter(pk=appointment_id, state=State.REQUESTED, held_until__lte=now).first()
        if row:
            close(row, State.EXPIRED, None, now)
            record_of(Operator(), Verb.ENDED, row, now)
    return row


# --- for this and for series


def in_turn(clinician: Clinician) -> Clinician:
    """Within a transaction, to the end of which nobody else changes what this clinician keeps."""
    return Clinician.objects.select_for_update(no_key=True).get(pk=clinician.pk)


def in_turn_with_all(clinicians: Iterable[UUID], client_id: UUID) -> None:
    """Likewise with several of them, and then with the client: in this order, as everywhere.

    Raises NotFoundError.
    """
    locked = Clinician.objects.select_for_update(no_key=True).filter(pk__in=[*clinicians])
    list(locked.order_by("pk").values_list("pk"))
    must_be_there(Client(pk=client_id))


@contextmanager
def held(actor: Changer, appointment_id: UUID, now: datetime) -> Iterator[Appointment]:
    """One that is still to come, as it is once it is our turn. Raises NotFoundError, IsOverError."""
    with all_or_nothing(actor.practice_id):
        in_turn(appointment(actor, appointment_id).clinician)
        row = appointment(actor, appointment_id)
        must_be_there(row.client)
        if row.state not in HOLDING or row.start <= now:
            raise IsOverError
        yield row


def must_be_there(client: Client | None) -> None:
    """To the end of the transaction: whoever is being erased just then is waited for. Raises NotFoundError.

    What is saved of them then would bring them back.
    """
    if client and still_there(client) is None:
        raise NotFoundError


def place(row: Appointment, start: datetime, *, is_tight: bool) -> None:
    """Its time, with what is kept free around it. `is_tight`: less of that, where there is less.

    Raises TimeTakenError.
    """
    terms = terms_of(kind_of(row))
    row.start, row.end = start, start + timedelta(minutes=terms.minutes)
    wanted = terms.takes(start)
    taken_from, taken_until = wanted.start, wanted.end
    for other in kept_by(row.clinician, wanted, without=row.pk):
        if not is_tight or (other.taken_from < row.end and row.start < other.taken_until):
            raise TimeTakenError
        if other.taken_until <= row.start:
            taken_from = max(taken_from, other.taken_until)
        else:
            taken_until = min(taken_until, other.taken_from)
    row.taken_from, row.taken_until = taken_from, taken_until


def keep(row: Appointment) -> None:
    """Raises TimeTakenError, should the database know of somebody whom we did not see."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "no_two_share_time" not in str(error):
            raise
        raise TimeTakenError from None


def revise(row: Appointment, now: datetime) -> None:
    """RFC 5546 section 2.1.4: one more for each time and state. Raises TimeTakenError."""
    row.sequence = revision_of(row.series_id) if row.series_id else row.sequence + 1
    row.revised_at = now
    keep(row)


def revision_of(series_id: UUID) -> int:
    """One more than anything of the series has had: to a calendar, it and its appointments are one event."""
    Series.objects.filter(pk=series_id).update(sequence=F("sequence") + 1)
    return Series.objects.values_list("sequence", flat=True).get(pk=series_id)


def close(row: Appointment, state: Appointment.State, by: Appointment.By | None, now: datetime) -> None:
    row.state, row.closed_at, row.closed_by = state, now, by or ""
    revise(row, now)


def call_off(row: Appointment, actor: Changer, now: datetime) -> None:
    """Late, where whoever has it does so within the notice that is asked for."""
    is_short = row.start - now < timedelta(minutes=row.cancel_notice)
    row.was_late = isinstance(actor, Holder) and row.state == State.BOOKED and is_short
    close(row, State.CANCELLED, by_of(actor), now)


def by_of(actor: Booker | AskerActor) -> Appointment.By:
    match actor:
        case ClientActor():
            return By.CLIENT
        case Visitor() | AskerActor():
            return By.VISITOR
        case ClinicianActor() | FrontDeskActor():
            return By.CLINICIAN


def record_of(actor: Booker | AskerActor | Operator, verb: Verb, row: Appointment, now: datetime) -> None:
    record(actor, verb, Thing(Kind.APPOINTMENT, row.pk, row.practice_id, row.client_id), now=now)


def client_to_book_for(actor: Keeper, clinician: Clinician, client_id: UUID) -> Client:
    """Within a transaction, to the end of which nobody erases them. Raises NotFoundError."""
    client = clients_to_book_for(actor, clinician).filter(pk=client_id).first()
    if client is None:
        raise NotFoundError
    must_be_there(client)
    return client


def _for_whom(actor: Booker, clinician: Clinician, wish: Wish) -> Client | None:
    match actor:
        case ClientActor():
            client = own_self(actor)
            must_be_there(client)
            return client
        case Visitor():
            if wish.asker is None:
                raise MayNotBookError
            return None
        case _:
            if wish.client_id is None:
                raise MayNotBookError
            return client_to_book_for(actor, clinician, wish.client_id)


def on_terms_of(kind: SessionType) -> dict[str, Any]:
    """What whoever books has read stays true for them, however it is changed afterwards."""
    return {"cancel_notice": kind.cancel_notice, "cancel_words": kind.cancel_words}


def _state_of(actor: Booker, kind: SessionType, start: datetime, now: datetime) -> dict[str, object]:
    is_asked = isinstance(actor, Visitor) or (isinstance(actor, ClientActor) and not kind.is_instant)
    if not is_asked:
        return {"state": State.BOOKED}
    return {"state": State.REQUESTED, "held_until": min(now + timedelta(minutes=kind.hold), start)}


def _refuse_too_many(kind: SessionType, client: Client | None, now: datetime) -> None:
    most = REQUESTS_OF_A_CLIENT if client else REQUESTS_OF_VISITORS
    if open_requests(kind, client) >= most:
        raise TooManyRequestsError
    if client and booked_by_themselves(kind.clinician, client, now) >= AHEAD_OF_A_CLIENT:
        raise TooManyAheadError


def _both(before: str, said: str) -> str:
    """Raises NoteTooLongError."""
    if said in before:
        return before
    both = said if before in said else f"{before}\n\n{said}"
    if len(both) > LONGEST_NOTE:
        raise NoteTooLongError
    return both


def _as_seen(row: Appointment, seen: int | None) -> None:
    """Raises ChangedMeanwhileError."""
    if seen is not None and seen != row.sequence:
        raise ChangedMeanwhileError


def _may_move(actor: Holder, row: Appointment, now: datetime) -> None:
    """A request while it is kept; an appointment before the notice, to which the old time was kept."""
    who = SessionType.WhoBooks
    may = {who.ANYONE} if isinstance(actor, AskerActor) else {who.ANYONE, who.CLIENTS}
    if not SessionType.objects.filter(pk=row.session_type_id, ended_at=None, who_books__in=may).exists():
        raise MayNotBookError
    if row.held_until and row.held_until <= now:
        raise IsOverError
    notice = timedelta(minutes=row.cancel_notice)
    if row.state == State.BOOKED and row.start - now < notice:
        raise TooLateToMoveError


def must_be_open(
    kind: SessionType, start: datetime, times: Times, now: datetime, *, without: UUID | None = None
) -> None:
    """Raises TimeTakenError."""
    at = Interval(start, start + timedelta(seconds=1))
    if start not in times.openings(kind, at, now, without=without):
        raise TimeTakenError


def others(
    kind: SessionType, start: datetime, times: Times, now: datetime, *, without: UUID | None = None
) -> tuple[datetime, ...]:
    """What is open nearest to a time that is not: for whoever was too late, and holds up nobody meanwhile."""
    around = Interval(start - AROUND, start + AROUND)
    return nearest(times.openings(kind, around, now, without=without), start, OTHERS)


def end_of(series: Series, from_day: date, now: datetime) -> None:
    """Once what still was to come of it from that day on is closed. What took place stays a part of it."""
    took_place = Appointment.objects.filter(series=series, state__in=HOLDING)
    latest = took_place.aggregate(Max("series_day"))["series_day__max"]
    before = from_day - ONE_DAY
    last_day = max(before, latest or before)
    series.last_day = min(last_day, series.last_day or last_day)
    series.ended_at = series.ended_at or now
    series.save(update_fields=["last_day", "ended_at"])
    revision_of(series.pk)


@dataclass(frozen=True, slots=True)
class Ended:
    """What does not take place any more."""

    appointments: tuple[Appointment, ...]
    series: tuple[Series, ...]


def end_all_with(
    *, actor: ClinicianActor | ClientActor, clinician: Clinician, client_id: UUID, now: datetime
) -> Ended:
    """What the two still have before them, where care has ended: none of it takes place. Nobody is late."""
    with all_or_nothing(actor.practice_id):
        in_turn_with_all([clinician.pk], client_id)
        both = {"clinician_id": clinician.pk, "client_id": client_id}
        ahead = Appointment.objects.filter(**both, state__in=HOLDING, start__gt=now)
        rows = tuple(ahead.select_related(*WHOLE).order_by("start"))
        for row in rows:
            close(row, State.CANCELLED, by_of(actor), now)
            record_of(actor, Verb.CANCELLED, row, now)
        going = Series.objects.filter(**both, ended_at=None).select_related("clinician", "client")
        series = tuple(going.order_by("created_at", "pk"))
        for each in series:
            end_of(each, local_date(now, zone(each.time_zone)), now)
            record(actor, Verb.ENDED, Thing(Kind.SERIES, each.pk, each.practice_id, each.client_id), now=now)
        places = WaitingPlace.objects.filter(session_type__clinician_id=clinician.pk, client_id=client_id)
        places.filter(ended_at=None).update(ended_at=now, look_at=None)
    return Ended(rows, series)
