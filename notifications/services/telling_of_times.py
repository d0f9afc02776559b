"""Who is told of a time, and when: rows in the transaction of what they tell of.

Whoever has the appointment is told at once, also of what they did themselves: their calendar hears of it
that way. The clinician is told in their own hours, unless that were too late. What was not sent yet when
something else happens is told no more.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.actors import Actor, AskerActor, ClinicianActor, Operator
from accounts.models import Client, Clinician
from accounts.queries import notice_address, owners
from notifications.models import Notice
from notifications.services.deciding import language_for
from notifications.services.notices import in_their_hours, promise_notices
from scheduler.queries.rows import Appointment, Series, WaitingPlace
from scheduler.services import Made

IN_TIME = timedelta(hours=2)  # before it is too late to act: then the clinician's hours do not matter

Kind = Notice.Kind
State = Appointment.State


def tell(row: Appointment, kind: Notice.Kind, *, by: Actor | Operator, now: datetime) -> None:
    """Of what somebody has just done, and again before it begins."""
    settle(row)
    if kind != Kind.TIME_REQUESTED and not _has_only_asked(by, row):  # of which the page has told them
        _tell_whoever_has_it(row, kind, now, at=now)
    if not isinstance(by, ClinicianActor) and kind not in {Kind.TIME_DECLINED, Kind.TIME_EXPIRED}:
        _tell_the_clinician(row.clinician, kind, now, row=row)
    remind(row, now)


def _has_only_asked(by: Actor | Operator, row: Appointment) -> bool:
    """A visitor's address is not proven: it is not written to at their own wish before anybody agreed."""
    return isinstance(by, AskerActor) and row.was_only_asked_for


def settle(row: Appointment) -> None:
    """What was still to be told of it is told no more."""
    Notice.objects.filter(appointment=row, attempts=0, sent_at=None).delete()


def remind(row: Appointment, now: datetime) -> None:
    if row.state != State.BOOKED:
        return
    for minutes in row.session_type.reminders:
        at = row.start - timedelta(minutes=minutes)
        if at > now:
            _tell_whoever_has_it(row, Kind.TIME_REMINDER, now, at=at)


def tell_of_series(made: Made, *, now: datetime) -> None:
    """Of its beginning once, of each time before it begins, and the clinician of what was left out."""
    series = made.series
    if made.is_new and made.appointments:
        _tell_client(series.client, series.clinician, Kind.SERIES_BEGINS, now, series=series)
    elif made.left_out and not made.is_new:  # their calendar has these days
        _tell_client(series.client, series.clinician, Kind.SERIES_LEFT_OUT, now, series=series)
    for row in made.appointments:
        remind(row, now)
    if made.left_out:
        _tell_the_clinician(series.clinician, Kind.SERIES_LEFT_OUT, now, series=series)


def tell_of_series_end(
    series: Series, *, by: Actor, now: datetime, kind: Notice.Kind = Kind.SERIES_ENDS
) -> None:
    """`kind`: or that it moves, where another begins."""
    Notice.objects.filter(series=series, attempts=0, sent_at=None).delete()
    _tell_client(series.client, series.clinician, kind, now, series=series)
    if not isinstance(by, ClinicianActor):
        _tell_the_clinician(series.clinician, kind, now, series=series)


def tell_of_place(rows: Iterable[Appointment], *, by: Actor, now: datetime) -> None:
    """It is another by now: of each appointment by itself, of a series once."""
    series: dict[UUID, Series] = {}
    for row in rows:
        if row.series:
            series[row.series.pk] = row.series
        else:
            tell(row, Kind.TIME_ELSEWHERE, by=by, now=now)
    before = Notice.objects.filter(kind=Kind.SERIES_ELSEWHERE, attempts=0, sent_at=None)
    before.filter(series__in=series).delete()
    for each in series.values():
        _tell_client(each.client, each.clinician, Kind.SERIES_ELSEWHERE, now, series=each)


def tell_that_one_is_free(place: WaitingPlace, now: datetime) -> None:
    _tell_client(place.client, place.session_type.clinician, Kind.TIME_FREE, now, waiting_place=place)


def tell_of_what_is_left(clinician: Clinician, now: datetime) -> None:
    """To the owners: appointments stand with somebody who has gone."""
    addresses = owners(clinician.practice_id).order_by("pk").values_list("user__email", flat=True)
    promise_notices(Kind.TIMES_LEFT, addresses, about=clinician, now=now)


def _tell_whoever_has_it(row: Appointment, kind: Notice.Kind, now: datetime, *, at: datetime) -> None:
    """A client, or a visitor who left an address."""
    if row.client:
        _tell_client(row.client, row.clinician, kind, now, at=at, appointment=row)
    elif row.address:
        language = row.language or language_for(row.clinician, client=None)
        _promise(row.clinician, kind, now, language=language, next_at=at, appointment=row)


def _tell_client(
    client: Client,
    clinician: Clinician,
    kind: Notice.Kind,
    now: datetime,
    *,
    at: datetime | None = None,
    **about: Appointment | Series | WaitingPlace,
) -> None:
    language = language_for(clinician, client)
    _promise(clinician, kind, now, language=language, client=client, next_at=at or now, **about)


def _tell_the_clinician(
    clinician: Clinician,
    kind: Notice.Kind,
    now: datetime,
    *,
    row: Appointment | None = None,
    series: Series | None = None,
) -> None:
    address = notice_address(clinician, "email")
    if address is None:
        return
    latest = min(filter(None, (row.start, row.held_until))) - IN_TIME if row else None
    hours = in_their_hours(clinician, now)
    at = now if latest and hours > latest else hours
    language = language_for(clinician, client=None)
    _promise(
        clinician, kind, now, recipient=address, language=language, next_at=at, appointment=row, series=series
    )


def _promise(clinician: Clinician, kind: Notice.Kind, now: datetime, **columns: object) -> None:
    Notice.objects.create(practice_id=clinician.practice_id, kind=kind, created_at=now, **columns)
