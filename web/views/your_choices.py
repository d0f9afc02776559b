"""How a client is written to: each choice one button, never argued with, and undone as easily."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClientActor
from accounts.queries import care_for_all, own_self
from web.presentation.your_choices import Choices
from web.views.edges import for_clients
from web.views.wishing import grant
from web.views.your_page import reader_and_place, your_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def choices(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    if request.method != "POST":
        return your_page(request, actor, "you/choices.html", {"choices": _choices(actor)})
    grant(actor, actor.client_id, request.POST.dict())
    return redirect("your_left" if request.POST["wish"] == "leave" else "your_choices")


@require_safe
@for_clients
def left(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """For whoever has just left everyone who cared for them."""
    shown = _choices(actor)
    if shown.going_on or not shown.ended:
        return redirect("your_choices")
    return your_page(request, actor, "you/left.html", {"choices": shown})


def _choices(actor: ClientActor) -> Choices:
    reader, place = reader_and_place(actor)
    return Choices(own_self(actor), list(care_for_all(actor)), place, reader, datetime.now(UTC))
