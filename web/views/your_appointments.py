"""A client's appointments: what is to come, a time to choose, another one, none, and waiting for one."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.actors import ClientActor
from accounts.queries import NotFoundError, own_self
from accounts.wall import inside
from notifications.services import appointments as services
from policies.queries import in_force_for
from scheduler.domain.errors import ChangedMeanwhileError, NoAppointmentError, TermsError
from scheduler.domain.wall_clock import local_date, zone
from scheduler.queries.appointments import (
    appointment,
    kind_of,
    own_appointments,
    session_type,
    session_types,
    waiting,
)
from web.booking_forms import TimeForm, WaitingForm
from web.presentation.appointments import Kept, Waiting
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_for
from web.presentation.session_types import SessionKind
from web.views.choosing import (
    CONFLICT,
    UNPROCESSABLE,
    Choosing,
    is_called_off,
    say_why_not,
    seen_in,
    times_of,
    why_no_time,
)
from web.views.edges import for_clients, for_clients_step_by_step
from web.views.leaving import by_client, hear_beside
from web.views.not_bookable import not_bookable_by_client
from web.views.your_page import carers, your_page

PAST = 50  # that are shown; everything there is stands in what can be taken along
WAIT_FOR = 28  # days, as the form suggests


@require_safe
@for_clients
def appointments(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    now, reader = datetime.now(UTC), reader_for(own_self(actor).time_zone)
    kept = [Kept(row, reader, now) for row in own_appointments(actor)]
    offers = [(each, [SessionKind(row) for row in session_types(actor, each)]) for each in carers(actor)]
    context = {
        "ahead": [each for each in kept if each.is_current],
        "past": [each for each in reversed(kept) if not each.is_current][:PAST],
        "waiting": [Waiting(row, reader) for row in waiting(actor)],
        "offers": offers,
        "can_book": any(kinds for _each, kinds in offers),
    }
    return your_page(request, actor, "you/appointments.html", context)


@require_safe
@for_clients
def one(request: HttpRequest, actor: ClientActor, appointment_id: UUID) -> HttpResponse:
    return _one(request, actor, appointment_id)


def _one(
    request: HttpRequest, actor: ClientActor, appointment_id: UUID, *, is_over: bool = False
) -> HttpResponse:
    kept = _kept(actor, appointment_id)
    context = {"kept": kept, "is_over": is_over}
    return your_page(request, actor, "you/appointment.html", context, status=CONFLICT if is_over else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients_step_by_step
def book(request: HttpRequest, actor: ClientActor, session_type_id: UUID) -> HttpResponse:
    try:
        return _choose(request, actor, session_type_id)
    except NotFoundError:
        if request.method == "POST":
            return not_bookable_by_client(request, actor, session_type_id)
        raise


def _choose(request: HttpRequest, actor: ClientActor, session_type_id: UUID) -> HttpResponse:
    """One of the days, one of its times, and a note: heard first, as any message is."""
    now = datetime.now(UTC)
    with inside(actor.practice_id):
        kind = _kind(actor, session_type_id)
        asked = Choosing.of(request, kind, _page_of(actor, kind, now))
        if not asked.form.is_valid():
            return your_page(request, actor, "you/book.html", asked.context, status=asked.status)
    said = asked.form.cleaned_data
    danger = hear_beside(actor, asked.shown, by_client(actor, asked.shown, said, said["note"]))
    with inside(actor.practice_id):
        return _book(request, actor, asked, danger)


def _book(
    request: HttpRequest, actor: ClientActor, asked: Choosing, danger: dict[str, object]
) -> HttpResponse:
    try:
        made = _made_or_amended(actor, asked)
    except NoAppointmentError as error:
        context = asked.once_more(error, danger)
        return your_page(request, actor, "you/book.html", context, status=CONFLICT)
    if not danger:
        return redirect("your_appointment", made.pk)
    told = {"page": asked.shown, "kept": Kept(made, asked.shown.reader, asked.shown.now), **danger}
    return your_page(request, actor, "you/booked.html", told)


def _made_or_amended(actor: ClientActor, asked: Choosing) -> Any:  # noqa: ANN401  as `services.book` gives it
    """Sent twice, as by a button that was pressed twice, it is had once, with all that was said."""
    said, kind, now = asked.form.cleaned_data, asked.kind, asked.shown.now
    try:
        return services.book(
            actor=actor,
            clinician=kind.clinician,
            session_type_id=kind.pk,
            start=said["start"],
            note=said["note"],
            shown_zone=asked.times.zone,
            now=now,
        )
    except NoAppointmentError:
        same = _had_already(actor, kind, said["start"])
        if same is None:
            raise
    return services.amend(actor=actor, appointment_id=same.pk, note=said["note"], now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def move(request: HttpRequest, actor: ClientActor, appointment_id: UUID) -> HttpResponse:
    kept = _kept(actor, appointment_id)
    if not kept.may_move:
        return _one(request, actor, appointment_id, is_over=request.method == "POST")
    kind = kind_of(kept.row)
    times = times_of(kind, kept.reader, kept.now, request.GET.get("day", ""), without=kept.row.pk)
    form = TimeForm(request.POST if request.method == "POST" else None, choices=times.choices)
    if form.is_valid():
        start = form.cleaned_data["start"]
        try:
            services.move(
                actor=actor, appointment_id=appointment_id, start=start, seen=seen_in(request), now=kept.now
            )
        except ChangedMeanwhileError:
            return _one(request, actor, appointment_id, is_over=True)
        except NoAppointmentError as error:
            say_why_not(form, error, times)
        else:
            return redirect("your_appointment", appointment_id)
    context = {"kept": kept, "times": times, "form": form}
    context["why_none"] = "" if times.starts else why_no_time(kind, kept.now)
    return your_page(
        request, actor, "you/move.html", context, status=UNPROCESSABLE if form.is_bound else None
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def cancel(request: HttpRequest, actor: ClientActor, appointment_id: UUID) -> HttpResponse:
    """A question first; nobody is asked why."""
    kept = _kept(actor, appointment_id)
    if request.method == "POST":
        if is_called_off(actor, kept, request.POST.get("which", ""), seen_in(request)):
            return redirect("your_appointment", appointment_id)
        return _one(request, actor, appointment_id, is_over=True)
    if not kept.is_ahead:
        return _one(request, actor, appointment_id)
    return your_page(request, actor, "you/cancel.html", {"kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def wait(request: HttpRequest, actor: ClientActor, session_type_id: UUID) -> HttpResponse:
    now, kind = datetime.now(UTC), _kind(actor, session_type_id)
    today = local_date(now, zone(kind.clinician.time_zone))
    suggested = {"first": today, "last": today.fromordinal(today.toordinal() + WAIT_FOR)}
    form = WaitingForm(request.POST if request.method == "POST" else None, initial=suggested)
    if form.is_valid():
        try:
            services.wait(
                actor=actor, clinician=kind.clinician, session_type_id=kind.pk, days=form.days, now=now
            )
        except TermsError:
            form.say_other_days()
        else:
            return redirect("your_appointments")
    context = {"kind": SessionKind(kind), "form": form, "with_whom": kind.clinician.name}
    return your_page(
        request, actor, "you/wait.html", context, status=UNPROCESSABLE if form.is_bound else None
    )


@require_POST
@for_clients
def stop_waiting(request: HttpRequest, actor: ClientActor, place_id: UUID) -> HttpResponse:
    services.stop_waiting(actor=actor, place_id=place_id, now=datetime.now(UTC))
    return redirect("your_appointments")


def _kept(actor: ClientActor, appointment_id: UUID) -> Kept:
    """Raises NotFoundError."""
    row = appointment(actor, appointment_id)
    return Kept(row, reader_for(own_self(actor).time_zone), datetime.now(UTC))


def _kind(actor: ClientActor, session_type_id: UUID) -> Any:  # noqa: ANN401  as `scheduler.queries` gives it
    """Of whoever cares for them. Raises NotFoundError."""
    for each in carers(actor):
        if session_types(actor, each).filter(pk=session_type_id).exists():
            return session_type(actor, each, session_type_id)
    raise NotFoundError


def _page_of(actor: ClientActor, kind: Any, now: datetime) -> PublicPage:  # noqa: ANN401  as above
    client = own_self(actor)
    policy = in_force_for(kind.clinician, client, now).policy
    return PublicPage(kind.clinician, policy, now, reader_for(client.time_zone), region=client.region)


def _had_already(actor: ClientActor, kind: Any, start: datetime) -> Any:  # noqa: ANN401  as above
    theirs = own_appointments(actor).filter(session_type=kind, start=start, state__in=("requested", "booked"))
    return theirs.first()
