"""How a client is written to: each choice one button, never argued with, and undone as easily."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClientActor
from web.views.edges import for_clients
from web.views.wishing import grant
from web.views.your_page import choices_of, your_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def choices(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    if request.method != "POST":
        return your_page(request, actor, "you/choices.html", {"choices": choices_of(actor)})
    grant(actor, actor.client_id, request.POST.dict())
    return redirect("your_left" if request.POST["wish"] == "leave" else "your_choices")


@require_safe
@for_clients
def left(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """For whoever has just left everyone who cared for them."""
    shown = choices_of(actor)
    if shown.going_on or not shown.ended:
        return redirect("your_choices")
    return your_page(request, actor, "you/left.html", {"choices": shown})
