"""Times that are kept, with what everybody concerned is told of that: each in one transaction.

As `scheduler.services` has them, whose errors they raise; whether a time is free is asked by the policy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from accounts.domain.actors import AskerActor, ClientActor, ClinicianActor, FrontDeskActor, Visitor
from accounts.models import Clinician
from accounts.wall import all_or_nothing, inside
from notifications.models import Notice
from notifications.services.telling_of_times import (
    settle,
    tell,
    tell_of_place,
    tell_of_series,
    tell_of_series_end,
)
from policies.queries.openings import ByPolicy
from scheduler import services as scheduler
from scheduler.domain.errors import TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.queries.appointments import appointment, kind_of, session_type
from scheduler.queries.rows import Appointment, SessionType, WaitingPlace
from scheduler.services import Asker, Made, Offer, Weekly, Wish

Keeper = ClinicianActor | FrontDeskActor
Party = Keeper | ClientActor

Kind = Notice.Kind
State = Appointment.State
TIMES = ByPolicy()


def book(  # noqa: PLR0913  an appointment has this many particulars
    *,
    actor: Party | Visitor,
    clinician: Clinician,
    session_type_id: UUID,
    start: datetime,
    now: datetime,
    note: str = "",
    shown_zone: str = "",
    language: str = "",
    client_id: UUID | None = None,
    visitor: Asker | None = None,
    id: UUID | None = None,  # noqa: A002  what it is to be called
) -> Appointment:
    """`client_id`: for whom it is entered. `visitor`: who asks and is no client; their `language`."""
    wish = Wish(
        session_type_id=session_type_id,
        start=start,
        note=note,
        shown_zone=shown_zone,
        language=language,
        client_id=client_id,
        asker=visitor,
        id=id,
    )
    with inside(clinician.practice_id):
        kind = session_type(actor, clinician, session_type_id)
    with _naming_others(kind, start, now):
        return _booked(actor, clinician, kind, wish, now)


def _booked(
    actor: Party | Visitor, clinician: Clinician, kind: SessionType, wish: Wish, now: datetime
) -> Appointment:
    """Whoever sees already that it is too late, holds up nobody by asking for their turn."""
    if isinstance(actor, ClientActor | Visitor):
        with inside(clinician.practice_id):
            scheduler.must_be_open(kind, wish.start, TIMES, now)
    with all_or_nothing(clinician.practice_id):
        made = scheduler.book(actor=actor, clinician=clinician, wish=wish, times=TIMES, now=now)
        scheduler.end_waiting_after_booking(made, now=now)
        is_booked = made.state == State.BOOKED
        tell(made, Kind.TIME_BOOKED if is_booked else Kind.TIME_REQUESTED, by=actor, now=now)
    return made


def amend(
    *,
    actor: ClientActor | AskerActor,
    appointment_id: UUID,
    note: str,
    visitor: Asker | None = None,
    now: datetime,
) -> Appointment:
    """Nobody is told: who reads the note reads it with the time."""
    return scheduler.amend(actor=actor, appointment_id=appointment_id, note=note, asker=visitor, now=now)


def confirm(*, actor: Keeper, appointment_id: UUID, now: datetime, seen: int | None = None) -> Appointment:
    with all_or_nothing(actor.practice_id):
        row = scheduler.confirm(actor=actor, appointment_id=appointment_id, seen=seen, now=now)
        tell(row, Kind.TIME_BOOKED, by=actor, now=now)
    return row


def decline(*, actor: Keeper, appointment_id: UUID, now: datetime, seen: int | None = None) -> Appointment:
    with all_or_nothing(actor.practice_id):
        row = scheduler.decline(actor=actor, appointment_id=appointment_id, seen=seen, now=now)
        _freed(row, row.start, now)
        tell(row, Kind.TIME_DECLINED, by=actor, now=now)
    return row


def move(
    *,
    actor: Party | AskerActor,
    appointment_id: UUID,
    start: datetime,
    now: datetime,
    seen: int | None = None,
) -> Appointment:
    with inside(actor.practice_id):
        kind = kind_of(appointment(actor, appointment_id))
    naming_others = _naming_others(kind, start, now, without=appointment_id)
    with naming_others, all_or_nothing(actor.practice_id):
        moved = scheduler.move(
            actor=actor, appointment_id=appointment_id, start=start, seen=seen, times=TIMES, now=now
        )
        if moved.before:
            _freed(moved.row, moved.before, now)
            tell(moved.row, Kind.TIME_MOVED, by=actor, now=now)
    return moved.row


def cancel(
    *, actor: Party | AskerActor, appointment_id: UUID, now: datetime, seen: int | None = None
) -> Appointment:
    with all_or_nothing(actor.practice_id):
        row = scheduler.cancel(actor=actor, appointment_id=appointment_id, seen=seen, now=now)
        _freed(row, row.start, now)
        tell(row, Kind.TIME_CANCELLED, by=actor, now=now)
    return row


def erase_asker(*, actor: ClinicianActor, appointment_id: UUID, now: datetime) -> None:
    with all_or_nothing(actor.practice_id):
        row = scheduler.erase_asker(actor=actor, appointment_id=appointment_id, now=now)
        _freed(row, row.start, now)


def start_series(*, actor: Keeper, clinician: Clinician, weekly: Weekly, now: datetime) -> Made:
    with all_or_nothing(clinician.practice_id):
        made = scheduler.start_series(actor=actor, clinician=clinician, weekly=weekly, times=TIMES, now=now)
        tell_of_series(made, now=now)
    return made


def end_series(*, actor: Party, series_id: UUID, from_day: date, now: datetime) -> Made:
    with all_or_nothing(actor.practice_id):
        made = scheduler.end_series(actor=actor, series_id=series_id, from_day=from_day, now=now)
        _settle_all(made, now)
        tell_of_series_end(made.series, by=actor, now=now)
    return made


def move_series(*, actor: Keeper, series_id: UUID, from_day: date, to: datetime, now: datetime) -> Made:
    """What begins."""
    with all_or_nothing(actor.practice_id):
        ended, begun = scheduler.move_series(
            actor=actor, series_id=series_id, from_day=from_day, to=to, times=TIMES, now=now
        )
        _settle_all(ended, now)
        tell_of_series_end(ended.series, by=actor, now=now, kind=Kind.SERIES_MOVES)
        tell_of_series(begun, now=now)
    return begun


def _settle_all(ended: Made, now: datetime) -> None:
    for row in ended.appointments:
        settle(row)
        _freed(row, row.start, now)


def change_session_type(
    *, actor: ClinicianActor, session_type_id: UUID, offer: Offer, now: datetime, seen: str = ""
) -> None:
    """Whoever has a time that takes place elsewhere by now is told where, as their calendars are."""
    with all_or_nothing(actor.practice_id):
        changed = scheduler.change_session_type(
            actor=actor, session_type_id=session_type_id, offer=offer, seen=seen, now=now
        )
        tell_of_place(changed.elsewhere, by=actor, now=now)


def wait(
    *, actor: ClientActor, clinician: Clinician, session_type_id: UUID, days: tuple[date, date], now: datetime
) -> WaitingPlace:
    return scheduler.wait(
        actor=actor,
        clinician=clinician,
        session_type_id=session_type_id,
        days=days,
        times=TIMES,
        now=now,
    )


def stop_waiting(*, actor: Party, place_id: UUID, now: datetime) -> None:
    scheduler.stop_waiting(actor=actor, place_id=place_id, now=now)


def end_all_with(
    *, actor: ClinicianActor | ClientActor, clinician: Clinician, client_id: UUID, now: datetime
) -> None:
    """Care has ended: what was still to come does not take place, and the calendars are told so."""
    with all_or_nothing(actor.practice_id):
        ended = scheduler.end_all_with(actor=actor, clinician=clinician, client_id=client_id, now=now)
        for row in ended.appointments:
            _freed(row, row.start, now)
            if row.series in ended.series:  # it is told as a whole
                settle(row)
            else:
                tell(row, Kind.TIME_CANCELLED, by=actor, now=now)
        for each in ended.series:
            tell_of_series_end(each, by=actor, now=now)


def _freed(row: Appointment, start: datetime, now: datetime) -> None:
    scheduler.note_freed(row.clinician, Interval(start, start + (row.end - row.start)), now=now)


@contextmanager
def _naming_others(
    kind: SessionType, start: datetime, now: datetime, *, without: UUID | None = None
) -> Iterator[None]:
    """What else is free is looked for once nobody waits for us any more."""
    try:
        yield
    except TimeTakenError:
        with inside(kind.practice_id):
            others = scheduler.others(kind, start, TIMES, now, without=without)
        raise TimeTakenError(others) from None
