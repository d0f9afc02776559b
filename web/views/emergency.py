"""Reading a colleague's messages in an emergency: asked with a reason, seen by everyone it concerns."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.actors import EmergencyActor, Insider, OwnerActor
from accounts.domain.errors import NoReasonError
from accounts.queries import colleagues, emergencies, in_emergency
from accounts.queries import emergency as the_emergency
from accounts.services import end_emergency
from notifications import services
from web.presentation.emergencies import Alarm
from web.presentation.reader import reader_of
from web.role_forms import EmergencyForm
from web.views.edges import for_insiders, for_owners
from web.views.messages import UNPROCESSABLE, Shelf, as_whom, listed, show

SHELF = Shelf("emergency", "emergency_message")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insiders
def emergency(request: HttpRequest, actor: Insider) -> HttpResponse:
    names = [(each.slug, each.name) for each in colleagues(actor).order_by("name")]
    form = EmergencyForm(request.POST or None, colleagues=names)
    if form.is_bound and form.is_valid():
        try:
            access = services.open_messages(actor=actor, now=datetime.now(UTC), **form.cleaned_data)
        except NoReasonError:
            form.say_that_a_reason_is_needed()
        else:
            return redirect("emergency_messages", access.pk)
    context = {"form": form, "has_colleagues": bool(names), "alarms": _alarms(request, actor)}
    return render(request, "emergency.html", context, status=UNPROCESSABLE if form.is_bound else None)


@require_safe
@for_owners
def all_emergencies(request: HttpRequest, actor: OwnerActor) -> HttpResponse:
    return render(request, "practice/emergencies.html", {"alarms": _alarms(request, actor)})


@require_safe
@for_insiders
def messages(request: HttpRequest, actor: Insider, access_id: UUID) -> HttpResponse:
    found = listed(request, the_emergency(actor, access_id, now=datetime.now(UTC)))
    context = {"messages": found.messages, "shown": found.shown, "access_id": access_id}
    return render(request, "emergency_messages.html", context)


@require_safe
@for_insiders
def message(request: HttpRequest, actor: Insider, message_id: UUID) -> HttpResponse:
    return show(request, _as_opener(actor, message_id), message_id, SHELF)


@require_POST
@for_insiders
def end(request: HttpRequest, actor: Insider, access_id: UUID) -> HttpResponse:
    end_emergency(actor=actor, access_id=access_id, now=datetime.now(UTC))
    return redirect("emergency")


def _as_opener(actor: Insider, message_id: UUID) -> EmergencyActor:
    """As who opened the messages of whom it was written to. Raises NotFoundError."""
    return as_whom(in_emergency(actor, now=datetime.now(UTC)), message_id)


def _alarms(request: HttpRequest, actor: Insider) -> list[Alarm]:
    reader, now = reader_of(request), datetime.now(UTC)
    return [Alarm(row, reader, now) for row in emergencies(actor)[:100]]
