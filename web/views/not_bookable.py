"""A time was asked for that is not booked here any more: what was written beside it is not lost.

The form was open since before. Danger in it is passed on at once; all else can be sent as a message.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.domain.actors import ClientActor, Visitor
from accounts.models import Clinician
from accounts.queries import own_self
from accounts.wall import inside
from policies.queries import in_force_for
from scheduler.queries.appointments import offers_or_offered
from web.forms import MessageForm, PortalForm
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_for
from web.views.gone import GONE
from web.views.leaving import before_sending, by_client, by_visitor, hear_beside
from web.views.your_page import carers, nobody_to_write_to, your_page

MISSING = 404


def not_bookable(request: HttpRequest, shown: PublicPage) -> HttpResponse:
    """For a visitor, also at a clinician who takes no messages any more."""
    form = MessageForm(_as_message(request), policy=shown.policy)
    danger: dict[str, object] = {}
    if form.is_valid():
        said = form.cleaned_data
        danger = hear_beside(Visitor(), shown, by_visitor(shown, said, said["text"]))
    context = {"page": shown, "help": shown.help, "form": form, **_beside(form, shown, danger)}
    with inside(shown.clinician.practice_id):
        template = "gone.html" if shown.is_gone else "booking/not_bookable.html"
        return render(request, template, context, status=GONE if shown.is_gone else MISSING)


def not_bookable_by_client(request: HttpRequest, actor: ClientActor, session_type_id: UUID) -> HttpResponse:
    now = datetime.now(UTC)
    with inside(actor.practice_id):
        client, addressed = own_self(actor), _whose(actor, session_type_id)
        if addressed is None:
            return nobody_to_write_to(request, actor, request.POST.get("note", ""), status=MISSING)
        policy = in_force_for(addressed, client, now).policy
        shown = PublicPage(addressed, policy, now, reader_for(client.time_zone), region=client.region)
        form = PortalForm(_as_message(request), policy=policy.policy)
    danger: dict[str, object] = {}
    if form.is_valid():
        said = form.cleaned_data
        danger = hear_beside(actor, shown, by_client(actor, shown, said, said["text"]))
    context = {"page": shown, "help": shown.help, "form": form, **_beside(form, shown, danger)}
    with inside(actor.practice_id):
        return your_page(request, actor, "you/not_bookable.html", context, status=MISSING)


def _as_message(request: HttpRequest) -> dict[str, str] | None:
    """What was posted with the time; None where nothing was written."""
    text = request.POST.get("note", "")
    posted = {name: request.POST.get(name, "") for name in ("address", "copy")}
    return posted | {"text": text} if text.strip() else None


def _beside(form: PortalForm, shown: PublicPage, danger: dict[str, object]) -> dict[str, object]:
    return {"danger": danger, "is_passed_on": True} if danger else before_sending(form, shown)


def _whose(actor: ClientActor, session_type_id: UUID) -> Clinician | None:
    """Whom the time was to be with, where they still care for them; else the first who does."""
    theirs = carers(actor)
    meant = (each for each in theirs if offers_or_offered(each, session_type_id))
    return next(meant, None) or next(iter(theirs), None)
