"""`Schedule`, `Slot` and `Appointment`: what is free is anyone's to know, what is taken a practice's own."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http.response import HttpResponseBase
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from accounts.api import HasScope, Integration
from accounts.domain.actors import IntegrationActor, Visitor
from accounts.domain.scopes import Scope
from accounts.queries import NotFoundError, clinicians
from accounts.wall import inside
from policies.api.fhir.edge import (
    FhirView,
    SearchView,
    answer,
    asked_of,
    base_of,
    page_of,
    reader_of,
    searched,
)
from policies.api.fhir.facts import STAGES, kept_of_row, session_of
from policies.domain.fhir.capability import OFFERED
from policies.domain.fhir.searching import (
    Asked,
    CannotSearchError,
    Cursor,
    an_id,
    bounds,
    codes,
    count,
    cursor,
    ids,
    references,
)
from policies.domain.fhir.times import (
    Slot,
    SlotName,
    SlotStatus,
    Stage,
    appointment,
    schedule,
    slot,
)
from policies.domain.fhir.values import Release, instant
from policies.queries.openings import openings_of
from policies.queries.told import GoneError, is_of_a_practice, people_told, person_told
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import local_date, midnight, zone
from scheduler.queries.integrations import Wanted, kept_of, session_type_told, session_types_of
from scheduler.services.integrations import list_appointments, read_appointment

ACTORS = {"PractitionerRole", "Practitioner"}
LONGEST_SPAN, USUAL_SPAN = timedelta(days=62), timedelta(days=28)
APPOINTMENT_STATUS, SLOT_STATUS = "http://hl7.org/fhir/appointmentstatus", "http://hl7.org/fhir/slotstatus"
Reader = IntegrationActor | Visitor
Row = Any  # edges know no tables


class ScheduleView(FhirView):
    def get(self, request: Request, release: Release, name: str) -> HttpResponseBase:
        now = datetime.now(UTC)
        row = _session_type(reader_of(request), name, now)
        return answer(request, schedule(session_of(row, row.clinician, now), release))


class SchedulesView(SearchView):
    def get(self, request: Request, release: Release) -> HttpResponseBase:
        now, reader = datetime.now(UTC), reader_of(request)
        asked = asked_of(request, OFFERED["Schedule"].known)
        found = [session_of(row, row.clinician, now) for row in _session_types(reader, asked, release, now)]
        shown, end = page_of(found, lambda each: Cursor(datetime.fromtimestamp(0, UTC), each.id), asked)
        told = [schedule(each, release) for each in shown]
        return searched(request, "Schedule", release, asked, told, total=len(found), end=end)


class SlotView(FhirView):
    def get(self, request: Request, release: Release, name: str) -> HttpResponseBase:
        now, reader, named = datetime.now(UTC), reader_of(request), SlotName.read(name)
        if named is None:
            raise NotFoundError
        row = _session_type(reader, str(named.session_id), now)
        there = _slots(reader, row, Interval(named.start, named.start + timedelta(seconds=1)), now)
        for each in there:
            if each.name == named:
                return answer(request, slot(each, release))
        raise NotFoundError


class SlotsView(SearchView):
    def get(self, request: Request, release: Release) -> HttpResponseBase:
        now, reader = datetime.now(UTC), reader_of(request)
        asked = asked_of(request, OFFERED["Slot"].known)
        rows = _schedules_asked(reader, asked, release, now)
        span, asked = _span(asked, rows, now)
        wanted = codes(asked, "status", SLOT_STATUS)
        found = [each for row in rows if span for each in _slots(reader, row, span, now)]
        found = sorted((each for each in found if wanted is None or each.status in wanted), key=_slot_order)
        shown, end = page_of(found, _slot_order, asked)
        told = [slot(each, release) for each in shown]
        return searched(request, "Slot", release, asked, told, total=len(found), end=end)


class AppointmentView(FhirView):
    permission_classes = (IsAuthenticated, HasScope)
    scope = Scope.APPOINTMENTS_READ

    def get(self, request: Request, release: Release, name: str) -> HttpResponseBase:
        actor, appointment_id = cast("Integration", request.user).actor, an_id(name)
        if appointment_id is None:
            raise NotFoundError
        row = read_appointment(actor=actor, appointment_id=appointment_id, now=datetime.now(UTC))
        return answer(request, appointment(kept_of_row(row), release), row.revised_at)


class AppointmentsView(SearchView):
    permission_classes = (IsAuthenticated, HasScope)
    scope = Scope.APPOINTMENTS_READ

    def get(self, request: Request, release: Release) -> HttpResponseBase:
        actor = cast("Integration", request.user).actor
        asked = asked_of(request, OFFERED["Appointment"].known)
        number = count(asked)
        listed = list_appointments(
            actor=actor,
            wanted=_wanted(actor, asked, release),
            number=number,
            after=cursor(asked),
            now=datetime.now(UTC),
        )
        shown = [kept_of_row(row) for row in listed.rows[:number]]
        more = bool(shown) and len(listed.rows) > number
        end = Cursor(shown[-1].start, shown[-1].id) if more else None
        told = [appointment(each, release) for each in shown]
        return searched(request, "Appointment", release, asked, told, total=listed.total, end=end)


# --- kinds of sessions


def _session_type(reader: Reader, name: str, now: datetime) -> Row:
    """As public as its clinician. Raises NotFoundError, GoneError."""
    session_type_id = an_id(name)
    if session_type_id is None:
        raise NotFoundError
    row = session_type_told(reader, session_type_id)
    person_told(reader, row.clinician_id, now)
    return row


def _session_types(reader: Reader, asked: Asked, release: Release, now: datetime) -> list[Row]:
    """In the order of their ids."""
    named, actors = ids(asked, "_id"), references(asked, "actor", ACTORS, base_of(release))
    if named is None and actors is None and not is_of_a_practice(reader):
        raise CannotSearchError("Say whose: by actor or _id.", "actor", "required")
    if named is not None:
        there = [row for each in named if (row := _session_type_or_none(reader, str(each), now))]
        found = [row for row in there if actors is None or row.clinician_id in actors]
    else:
        found = []
        for told in people_told(reader, now, ids=actors):
            with inside(told.clinician.practice_id):
                found += session_types_of(reader, told.clinician)
    return sorted({row.pk: row for row in found}.values(), key=lambda row: row.pk)


def _session_type_or_none(reader: Reader, name: str, now: datetime) -> Row | None:
    try:
        return _session_type(reader, name, now)
    except (NotFoundError, GoneError):
        return None


# --- slots


def _schedules_asked(reader: Reader, asked: Asked, release: Release, now: datetime) -> list[Row]:
    named = references(asked, "schedule", {"Schedule"}, base_of(release))
    if named is None:
        raise CannotSearchError("Say of which Schedule: by schedule.", "schedule", "required")
    there = (_session_type_or_none(reader, str(each), now) for each in dict.fromkeys(named))
    return [row for row in there if row]


def _span(asked: Asked, rows: list[Row], now: datetime) -> tuple[Interval | None, Asked]:
    """What is looked through, and the search as it says so. Raises CannotSearchError."""
    place = zone(rows[0].clinician.time_zone) if rows else ZoneInfo("UTC")
    given = bounds(asked, "start", place)
    start = given.start or (given.end - USUAL_SPAN if given.end else midnight(local_date(now, place), place))
    end = given.end or start + USUAL_SPAN
    if end - start > LONGEST_SPAN:
        raise CannotSearchError(
            f"'start' spans more than {LONGEST_SPAN.days} days; ask for less at once.", "start", "too-costly"
        )
    if given.start is None or given.end is None:
        used = {"start": (f"ge{instant(start)}", f"lt{instant(end)}")}
        rest = tuple(pair for pair in asked.given if pair[0] != "start")
        asked = Asked((*rest, *(("start", each) for each in used["start"])), dict(asked.values) | used)
    return Interval.between(start, end), asked


def _slots(reader: Reader, row: Row, span: Interval, now: datetime) -> list[Slot]:
    session = session_of(row)
    with inside(row.practice_id):
        free = openings_of(row.clinician, row, span, now)
        kept = kept_of(reader, row, span)
    length = timedelta(minutes=row.minutes)
    there = [Slot(session, start, start + length, SlotStatus.FREE) for start in free]
    return there + [Slot(session, each.start, each.end, _taken(each)) for each in kept]


def _taken(row: Row) -> SlotStatus:
    return SlotStatus.TENTATIVE if STAGES[row.state] is Stage.PENDING else SlotStatus.BUSY


def _slot_order(each: Slot) -> Cursor:
    return Cursor(each.start, each.session.id)


# --- appointments


def _wanted(actor: IntegrationActor, asked: Asked, release: Release) -> Wanted:
    base = base_of(release)
    actors = references(asked, "actor", ACTORS, base)
    practitioners = references(asked, "practitioner", {"Practitioner"}, base)
    if actors is not None and practitioners is not None:
        actors = tuple(each for each in actors if each in practitioners)
    whose = practitioners if actors is None else actors
    place = _place(actor, whose[0] if whose and len(whose) == 1 else actor.clinician_id)
    said = codes(asked, "status", APPOINTMENT_STATUS)
    date, revised = bounds(asked, "date", place), bounds(asked, "_lastUpdated", place)
    return Wanted(
        ids=ids(asked, "_id"),
        clinicians=whose,
        states=None if said is None else frozenset(name for name, stage in STAGES.items() if stage in said),
        since=date.start,
        until=date.end,
        revised_since=revised.start,
        revised_until=revised.end,
    )


def _place(actor: IntegrationActor, clinician_id: UUID | None) -> ZoneInfo:
    """Where dates without an offset are meant: at the one clinician's who is asked about, else in UTC."""
    rows = clinicians(actor).filter(pk=clinician_id) if clinician_id else ()
    return next((zone(each.time_zone) for each in rows), ZoneInfo("UTC"))
