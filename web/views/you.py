"""The client's side: what they wrote with what was promised and answered, a form to write, their sign-ins."""

from datetime import UTC, datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClientActor
from accounts.models import Clinician
from accounts.queries import NotFoundError, lists_opened, own_self, seen_by, sessions_of
from accounts.services import end_client_session, end_client_sessions
from notifications import services
from policies.queries import in_force_for
from web.forms import PortalForm
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_for
from web.presentation.sessions import shown_to_client
from web.presentation.you import Sent
from web.sign_in import client_browser
from web.views.edges import for_clients, key
from web.views.leaving import before_sending, by_client, leave
from web.views.your_page import (
    carers,
    choices_of,
    nobody_to_write_to,
    policies_of,
    reader_and_place,
    your_page,
)

PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
@for_clients
def messages(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    now, reader = datetime.now(UTC), reader_for(own_self(actor).time_zone)
    shown = Paginator(services.open_own(actor=actor, now=now), PER_PAGE).get_page(request.GET.get("page"))
    sent = [Sent(row, row.clinician.time_zone, reader, now) for row in shown]
    policies = policies_of(actor)
    news = [said for each in policies for said in (*each.taken_back, *(new.in_short for new in each.news))]
    agreed = [each.news for policy in policies for each in policy.agreements]
    context = {"messages": sent, "shown": shown, "choices": choices_of(actor), "news": news, "agreed": agreed}
    return your_page(request, actor, "you/messages.html", context)


@require_safe
@for_clients
def message(request: HttpRequest, actor: ClientActor, message_id: UUID) -> HttpResponse:
    now, reader = datetime.now(UTC), reader_for(own_self(actor).time_zone)
    row = services.read_own(actor=actor, message_id=message_id, now=now)
    sent = Sent(row, row.clinician.time_zone, reader, now)
    lists = lists_opened(actor, row.clinician, since=row.received_at)
    seen = list(sent.seen(seen_by(actor, row.pk), lists))
    return your_page(request, actor, "you/message.html", {"message": sent, "seen": seen})


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def write(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """To `?clinician=`, or to the first of those who care for them. What is sent is taken in any case."""
    addressed = _addressed(request, actor)
    if addressed is None:
        return nobody_to_write_to(request, actor, request.POST.get("text", ""))
    now, client = datetime.now(UTC), own_self(actor)
    policy = in_force_for(addressed, client, now).policy
    shown = PublicPage(addressed, policy, now, reader_for(client.time_zone), region=client.region)
    form = PortalForm(request.POST if request.method == "POST" else None, policy=shown.policy)
    if form.is_valid():
        said = form.cleaned_data
        incoming = by_client(actor, shown, said, said["text"])
        return leave(request, actor, shown, incoming, "you/received.html")
    context = {"page": shown, "help": shown.help, "form": form, "carers": carers(actor)}
    context |= before_sending(form, shown)
    status = UNPROCESSABLE if form.is_bound else None
    return your_page(request, actor, "you/write.html", context, status=status)


def _addressed(request: HttpRequest, actor: ClientActor) -> Clinician | None:
    theirs, slug = carers(actor), request.GET.get("clinician")
    if slug is None:
        return next(iter(theirs), None)
    for each in theirs:
        if each.slug == slug:
            return each
    raise NotFoundError


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def sign_ins(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    """Where they are signed in; a post ends one of these or, where it names none, all the others."""
    now, this = datetime.now(UTC), client_browser.session_of(request)
    if request.method != "POST":
        reader, place = reader_and_place(actor)
        lasting = [each for each in sessions_of(actor) if client_browser.lasts(each, now)]
        context = {"sign_ins": shown_to_client(lasting, this, reader, place)}
        return your_page(request, actor, "you/sign_ins.html", context)
    if chosen := request.POST.get("session", ""):
        if not end_client_session(actor=actor, session_id=key(chosen), now=now):
            raise NotFoundError
    else:
        end_client_sessions(actor=actor, but=this.pk if this else None, now=now)
    return redirect("your_sign_ins")
