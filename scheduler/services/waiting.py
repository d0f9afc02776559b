"""Waiting for a time to become free. All who wait for it are told; who is first is not promised."""

from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.domain.actors import ClientActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import Care, Clinician
from accounts.queries import own_self, still_there
from accounts.services import record
from accounts.wall import all_or_nothing
from scheduler.domain.errors import TermsError
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import local_date, whole_days, zone
from scheduler.models import Appointment, WaitingPlace
from scheduler.queries.appointments import Party, session_type, waiting_place
from scheduler.services.booking import Times, must_be_there

AGAIN = timedelta(hours=1)  # then looked again, while nothing was free yet
NOT_AGAIN_FOR = timedelta(days=1)  # however much becomes free
LONGEST = timedelta(days=180)


def wait(
    *,
    actor: ClientActor,
    clinician: Clinician,
    session_type_id: UUID,
    days: tuple[date, date],
    times: Times,
    now: datetime,
) -> WaitingPlace:
    """For some days at the clinician's; whoever waits already waits for these instead.

    What is free at this moment they have seen. Raises NotFoundError, TermsError.
    """
    with all_or_nothing(clinician.practice_id):
        kind = session_type(actor, clinician, session_type_id)
        client = own_self(actor)
        must_be_there(client)
        today = local_date(now, zone(clinician.time_zone))
        first, last = max(days[0], today), days[1]  # no zone reaches back to year 1
        if not first <= last <= today + LONGEST:
            raise TermsError("last_day", "Choose days from today on, the last within half a year.")
        WaitingPlace.objects.filter(client=client, session_type=kind, ended_at=None).update(
            ended_at=now, look_at=None
        )
        made = WaitingPlace(
            practice_id=clinician.practice_id,
            client=client,
            session_type=kind,
            first_day=first,
            last_day=last,
            since=now,
        )
        made.look_at = None if _fitting(made, times, now) else now + AGAIN
        made.save()
        _record(actor, Verb.ADDED, made, now)
    return made


def stop_waiting(*, actor: Party, place_id: UUID, now: datetime) -> None:
    """By the client, or for them; done twice, it is done. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        must_be_there(waiting_place(actor, place_id).client)
        place = waiting_place(actor, place_id)
        if place.ended_at:
            return
        place.ended_at, place.look_at = now, None
        place.save(update_fields=["ended_at", "look_at"])
        _record(actor, Verb.ENDED, place, now)


def note_freed(clinician: Clinician, start: datetime, *, now: datetime) -> None:
    """Some of the clinician's time became free: soon whoever waits for that day is looked for."""
    day = local_date(start, zone(clinician.time_zone))
    fitting = WaitingPlace.objects.filter(
        session_type__clinician_id=clinician.pk, ended_at=None, first_day__lte=day, last_day__gte=day
    )
    fitting.update(look_at=now)


def look_for(place_id: UUID, practice_id: UUID, *, times: Times, now: datetime) -> WaitingPlace | None:
    """By the service itself: the place, where its client is to be told now that there is a time.

    The client is locked before the place, as by whoever erases them.
    """
    with all_or_nothing(practice_id):
        rows = WaitingPlace.objects.select_related("client", "session_type__clinician")
        found = rows.filter(pk=place_id).first()
        if found is None or still_there(found.client) is None:
            return None
        place = rows.select_for_update(of=("self",)).filter(pk=place_id, ended_at=None).first()
        if place is None or place.look_at is None or place.look_at > now:
            return None
        if _is_over(place, now):
            place.ended_at, place.look_at = now, None
            place.save(update_fields=["ended_at", "look_at"])
            return None
        lately = place.told_at is not None and place.told_at > now - NOT_AGAIN_FOR
        is_free = bool(_fitting(place, times, now))
        place.look_at = None if is_free else now + AGAIN
        if is_free and lately and place.told_at:
            place.look_at = place.told_at + NOT_AGAIN_FOR
        elif is_free:
            place.told_at = now
        place.save(update_fields=["told_at", "look_at"])
        return place if is_free and not lately else None


def end_waiting_after_booking(row: Appointment, *, now: datetime) -> None:
    """Whoever has found a time waits no more for one of its kind, on those days."""
    if row.client_id is None:
        return
    day = local_date(row.start, zone(row.clinician.time_zone))
    places = WaitingPlace.objects.filter(client_id=row.client_id, session_type_id=row.session_type_id)
    places.filter(ended_at=None, first_day__lte=day, last_day__gte=day).update(ended_at=now, look_at=None)


def _fitting(place: WaitingPlace, times: Times, now: datetime) -> tuple[datetime, ...]:
    kind = place.session_type
    days = whole_days(place.first_day, place.last_day, zone(kind.clinician.time_zone))
    span = Interval.between(max(days.start, now), days.end) if days else None
    return times.openings(kind, span, now)[:1] if span else ()


def _is_over(place: WaitingPlace, now: datetime) -> bool:
    clinician = place.session_type.clinician
    care = Care.objects.filter(clinician_id=clinician.pk, client_id=place.client_id, ended_at=None)
    is_past = place.last_day < local_date(now, zone(clinician.time_zone))
    return is_past or bool(clinician.gone_since) or not care.exists()


def _record(actor: Party, verb: Verb, place: WaitingPlace, now: datetime) -> None:
    thing = Thing(Kind.WAITING_PLACE, place.pk, place.practice_id, place.client_id)
    record(actor, verb, thing, now=now)
