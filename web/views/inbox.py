"""The clinician's side: messages with their promises, one message with its whole story, the answer."""

from datetime import UTC, datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.actors import ClinicianActor
from accounts.queries import readings, signed_in_clinician
from accounts.sealed import have_keys_ready
from notifications import queries, services
from notifications.domain.errors import NoWayToSendError
from web.forms import AnswerForm
from web.presentation.inbox import Received
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians

PER_PAGE = 50
UNPROCESSABLE = 422


@require_safe
@for_clinicians
def inbox(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    place, reader, now = signed_in_clinician(actor).time_zone, reader_of(request), datetime.now(UTC)
    shown = Paginator(services.open_inbox(actor=actor, now=now), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(shown)
    have_keys_ready(rows)
    messages = [Received(row, place, reader, now) for row in rows]
    return render(request, "inbox.html", {"messages": messages, "shown": shown})


@require_safe
@for_clinicians
def message(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    return _show(request, actor, message_id, AnswerForm())


@require_POST
@for_clinicians
def answer(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    """An answer to be sent, or a note that it was given elsewhere: a post without a text."""
    form = AnswerForm(request.POST)
    elsewhere = "elsewhere" in request.POST
    if not elsewhere and not form.is_valid():
        return _show(request, actor, message_id, form)
    text = "" if elsewhere else form.cleaned_data["text"]
    try:
        services.answer(actor=actor, message_id=message_id, text=text, now=datetime.now(UTC))
    except NoWayToSendError:
        form.say_no_way_to_send()
        return _show(request, actor, message_id, form)
    return redirect("message", message_id)


def _show(request: HttpRequest, actor: ClinicianActor, message_id: UUID, form: AnswerForm) -> HttpResponse:
    now = datetime.now(UTC)
    row = services.read(actor=actor, message_id=message_id, now=now)
    place = signed_in_clinician(actor).time_zone
    received = Received(row, place, reader_of(request), now)
    context = {
        "message": received,
        "events": list(received.events(queries.deliveries(actor, row))),
        "seen": [received.seen(each) for each in readings(actor, row.pk)],
        "form": form,
    }
    return render(request, "message.html", context, status=UNPROCESSABLE if form.is_bound else None)
