"""A clinician's own appointments."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClinicianActor
from web.views.edges import for_clinicians, posted_from_above
from web.views.keeping import Book, cancel, list_all, move, new, show, take_answer

OWN = Book()


@require_safe
@for_clinicians
def own_list(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    return list_all(request, actor, OWN)


@require_safe
@for_clinicians
def own_appointment(request: HttpRequest, actor: ClinicianActor, appointment_id: UUID) -> HttpResponse:
    return show(request, actor, appointment_id, OWN)


@posted_from_above
@for_clinicians
def own_answer(request: HttpRequest, actor: ClinicianActor, appointment_id: UUID) -> HttpResponse:
    return take_answer(request, actor, appointment_id, OWN)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def own_move(request: HttpRequest, actor: ClinicianActor, appointment_id: UUID) -> HttpResponse:
    return move(request, actor, appointment_id, OWN)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def own_cancel(request: HttpRequest, actor: ClinicianActor, appointment_id: UUID) -> HttpResponse:
    return cancel(request, actor, appointment_id, OWN)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def own_new(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    return new(request, actor, OWN)
