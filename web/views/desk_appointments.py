"""The appointments of all the practice, at its front desk."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import FrontDeskActor
from web.views.edges import for_front_desk, posted_from_above
from web.views.keeping import Book, cancel, list_all, move, new, show, take_answer

DESK = Book("desk_")


@require_safe
@for_front_desk
def desk_list(request: HttpRequest, actor: FrontDeskActor) -> HttpResponse:
    return list_all(request, actor, DESK)


@require_safe
@for_front_desk
def desk_appointment(request: HttpRequest, actor: FrontDeskActor, appointment_id: UUID) -> HttpResponse:
    return show(request, actor, appointment_id, DESK)


@posted_from_above
@for_front_desk
def desk_answer(request: HttpRequest, actor: FrontDeskActor, appointment_id: UUID) -> HttpResponse:
    return take_answer(request, actor, appointment_id, DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_front_desk
def desk_move(request: HttpRequest, actor: FrontDeskActor, appointment_id: UUID) -> HttpResponse:
    return move(request, actor, appointment_id, DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_front_desk
def desk_cancel(request: HttpRequest, actor: FrontDeskActor, appointment_id: UUID) -> HttpResponse:
    return cancel(request, actor, appointment_id, DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_front_desk
def desk_new(request: HttpRequest, actor: FrontDeskActor) -> HttpResponse:
    return new(request, actor, DESK)
