"""The front desk: what is about scheduling, and nothing else of a client."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.actors import FrontDeskActor
from web.views.edges import for_front_desk, posted_from_above
from web.views.messages import Shelf, listed, show, take_answer

SHELF = Shelf("desk", "desk_message", "desk_answer", "desk_message.html")


@require_safe
@for_front_desk
def desk(request: HttpRequest, actor: FrontDeskActor) -> HttpResponse:
    found = listed(request, actor)
    return render(request, "desk.html", {"messages": found.messages, "shown": found.shown})


@require_safe
@for_front_desk
def message(request: HttpRequest, actor: FrontDeskActor, message_id: UUID) -> HttpResponse:
    return show(request, actor, message_id, SHELF)


@posted_from_above
@for_front_desk
def answer(request: HttpRequest, actor: FrontDeskActor, message_id: UUID) -> HttpResponse:
    return take_answer(request, actor, message_id, SHELF)
