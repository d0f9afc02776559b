"""The clinician's side: messages with their promises, one message with its whole story, the answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.actors import ClinicianActor
from web.views.edges import for_clinicians, posted_from_above
from web.views.messages import Shelf, listed, show, take_answer

SHELF = Shelf("inbox", "message", "answer")


@require_safe
@for_clinicians
def inbox(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    found = listed(request, actor)
    return render(request, "inbox.html", {"messages": found.messages, "shown": found.shown})


@require_safe
@for_clinicians
def message(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    return show(request, actor, message_id, SHELF)


@posted_from_above
@for_clinicians
def answer(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    return take_answer(request, actor, message_id, SHELF)
