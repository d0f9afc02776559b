"""What a clinician offers times for: the list, one more, a change, and its end."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClinicianActor
from accounts.queries import NotFoundError, signed_in_clinician
from notifications.services import appointments as services
from scheduler.domain.errors import ChangedMeanwhileError, TermsError
from scheduler.queries.appointments import offers_or_offered, session_type, session_types, waiting
from scheduler.services import (
    Offer,
    create_session_type,
    end_session_type,
    terms_seen,
)
from web.presentation.appointments import by_kind
from web.presentation.reader import reader_of
from web.presentation.session_types import SessionKind
from web.session_forms import SessionTypeForm
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

TERMS = [field.name for field in fields(Offer)]


@require_safe
@for_clinicians
def kinds(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    me = signed_in_clinician(actor)
    shown = [SessionKind(row) for row in session_types(actor, me)]
    context = {"kinds": shown, "waiting": by_kind(waiting(actor), reader_of(request)), "clinician": me}
    return render(request, "sessions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def add(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    form = SessionTypeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = create_session_type(
                actor=actor, offer=form.offer, id=_id_of(actor, form), now=datetime.now(UTC)
            )
        except TermsError as error:
            form.say_terms(error.field, str(error))
        else:
            return redirect("session_type", made.pk)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def kind(request: HttpRequest, actor: ClinicianActor, session_type_id: UUID) -> HttpResponse:
    """One of them; what is sent here changes it."""
    me = signed_in_clinician(actor)
    try:
        row = session_type(actor, me, session_type_id)
    except NotFoundError:
        if request.method == "POST" and offers_or_offered(me, session_type_id):
            return _ended(request)
        raise
    kept = {name: getattr(row, name) for name in TERMS} | {"seen": terms_seen(row)}
    form = SessionTypeForm(request.POST if request.method == "POST" else None, kept=kept)
    if form.is_valid():
        try:
            services.change_session_type(
                actor=actor,
                session_type_id=session_type_id,
                offer=form.offer,
                seen=form.cleaned_data["seen"],
                now=datetime.now(UTC),
            )
        except ChangedMeanwhileError:
            form.say_changed(terms_seen(row))
        except TermsError as error:
            form.say_terms(error.field, str(error))
        else:
            return redirect("session_type", session_type_id)
    return _page(request, form, row)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def end(request: HttpRequest, actor: ClinicianActor, session_type_id: UUID) -> HttpResponse:
    """Done twice, it is done."""
    me = signed_in_clinician(actor)
    try:
        row = session_type(actor, me, session_type_id)
    except NotFoundError:
        if request.method == "POST" and offers_or_offered(me, session_type_id):
            return redirect("session_types")
        raise
    if request.method == "POST":
        end_session_type(actor=actor, session_type_id=session_type_id, now=datetime.now(UTC))
        return redirect("session_types")
    waits = waiting(actor).filter(session_type=row).count()
    return render(request, "sessions/end.html", {"kind": SessionKind(row), "waits": waits})


def _ended(request: HttpRequest) -> HttpResponse:
    """In another window: what was written here is kept in a form that adds it anew."""
    form = SessionTypeForm(request.POST)
    if form.is_valid():
        form.say_ended()
    return _page(request, form, None)


def _id_of(actor: ClinicianActor, form: SessionTypeForm) -> UUID:
    """Of what this form adds: known again when it is sent again."""
    named = salted_hmac(
        "web.views.session_types", f"{actor.clinician_id}:{form.cleaned_data['copy']}", algorithm="sha256"
    )
    return UUID(bytes=named.digest()[:16], version=4)


def _page(request: HttpRequest, form: SessionTypeForm, row: Any) -> HttpResponse:  # noqa: ANN401  as `scheduler.queries` gives it
    context = {"form": form, "kind": SessionKind(row) if row else None}
    return render(request, "sessions/kind.html", context, status=UNPROCESSABLE if form.is_bound else None)
