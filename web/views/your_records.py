"""What is kept on a client: to correct, to read, to take along, and to have erased."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services as people
from accounts.domain.actors import ClientActor
from accounts.queries import NotFoundError, own_self
from notifications import services
from web.client_forms import DetailsForm
from web.presentation.clients import KeptOnThem, addresses_of, particulars_of
from web.views.edges import for_clients
from web.views.wishing import as_file
from web.views.your_page import reader_and_place, your_page

UNPROCESSABLE = 422
ERASURE: dict[str, Callable[..., None]] = {"ask": services.ask_to_be_erased, "withdraw": people.withdraw}


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def details(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """Who they are and where they are written to; what is sent here corrects the first."""
    client = own_self(actor)
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=particulars_of(client))
    if form.is_bound and form.is_valid():
        people.correct(
            actor=actor, client_id=client.pk, particulars=form.particulars(), now=datetime.now(UTC)
        )
        return redirect("your_details")
    context = {"form": form, "addresses": addresses_of(client)}
    status = UNPROCESSABLE if form.is_bound else None
    return your_page(request, actor, "you/details.html", context, status=status)


@require_safe
@for_clients
def everything(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """All that is kept on them, to be read or printed."""
    facts = services.everything_on(actor=actor, client_id=actor.client_id, now=datetime.now(UTC))
    reader, place = reader_and_place(actor)
    return your_page(request, actor, "you/everything.html", {"kept": KeptOnThem(facts, place, reader)})


@require_safe
@for_clients
def everything_json(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """The same, whole, for another program."""
    return as_file(services.everything_on(actor=actor, client_id=actor.client_id, now=datetime.now(UTC)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def erasure(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """What erasing means, and one button to ask for it, or to take that back."""
    if request.method == "POST":
        _wanted(request.POST.get("wish", ""))(actor=actor, now=datetime.now(UTC))
        return redirect("your_erasure")
    client, (reader, place) = own_self(actor), reader_and_place(actor)
    asked = client.erasure_asked_at
    context = {
        "asked": reader.instant(asked, place) if asked else "",
        "on_hold": people.held(client),
    }
    return your_page(request, actor, "you/erasure.html", context)


def _wanted(wish: str) -> Callable[..., None]:
    """Raises NotFoundError."""
    try:
        return ERASURE[wish]
    except KeyError:
        raise NotFoundError from None
