"""What the pages with messages share, whoever reads them: the list, one message, the answer to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.domain.actors import ClinicianActor, EmergencyActor, FrontDeskActor
from accounts.queries import NotFoundError, readings
from accounts.sealed import have_keys_ready
from notifications import queries, services
from notifications.domain.errors import NoWayToSendError
from notifications.queries import Reader
from notifications.services.answering import Answering
from web.forms import AnswerForm
from web.presentation.inbox import Received
from web.presentation.reader import reader_of

R = TypeVar("R", bound=Reader)
PER_PAGE = 50
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where messages are read: the names of the list, of one message and of its answer, and what shows it."""

    list: str
    page: str
    answer: str = ""  # blank: nothing is answered from there
    template: str = "message.html"


@dataclass(frozen=True, slots=True)
class Listed:
    messages: list[Received]
    shown: Page  # type: ignore[type-arg]  # of rows; edges know no tables
    of: Reader


def listed(request: HttpRequest, actor: Reader) -> Listed:
    now, reader = datetime.now(UTC), reader_of(request)
    shown = Paginator(services.open_list(actor=actor, now=now), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(shown)
    have_keys_ready(rows)
    return Listed([Received(row, row.clinician.time_zone, reader, now) for row in rows], shown, actor)


def show(
    request: HttpRequest, actor: Reader, message_id: UUID, shelf: Shelf, form: AnswerForm | None = None
) -> HttpResponse:
    now = datetime.now(UTC)
    row = services.read(actor=actor, message_id=message_id, now=now)
    received = Received(row, row.clinician.time_zone, reader_of(request), now)
    form = form or AnswerForm()
    context: dict[str, object] = {
        "message": received,
        "form": form,
        "shelf": shelf,
        "is_own": isinstance(actor, ClinicianActor),
        "shows_answer": _may_read_answer(actor, row),
    }
    if not isinstance(actor, FrontDeskActor):
        context["events"] = list(received.events(queries.deliveries(actor, row)))
        context["seen"] = [received.seen(each) for each in readings(actor, row.pk)]
    return render(request, shelf.template, context, status=UNPROCESSABLE if form.is_bound else None)


def take_answer(request: HttpRequest, actor: Answering, message_id: UUID, shelf: Shelf) -> HttpResponse:
    """An answer to be sent, or a note that it was given elsewhere: a post without a text."""
    form = AnswerForm(request.POST)
    elsewhere = "elsewhere" in request.POST
    if not elsewhere and not form.is_valid():
        return show(request, actor, message_id, shelf, form)
    text = "" if elsewhere else form.cleaned_data["text"]
    try:
        services.answer(actor=actor, message_id=message_id, text=text, now=datetime.now(UTC))
    except NoWayToSendError:
        form.say_no_way_to_send()
        return show(request, actor, message_id, shelf, form)
    return redirect(shelf.page, message_id)


def as_whom(actors: Iterable[R], message_id: UUID) -> R:
    """The first of these as whom the message is seen. Raises NotFoundError."""
    for each in actors:
        if queries.sees(each, message_id):
            return each
    raise NotFoundError


def _may_read_answer(actor: Reader, row: object) -> bool:
    """An answer may have been to a later message, which is not everyone's to see."""
    given = getattr(row, "answered_by", None)
    match actor:
        case _ if given is None:
            return False
        case ClinicianActor() | EmergencyActor():
            return True
        case FrontDeskActor():
            return given.message_id == getattr(row, "pk", None) and given.clinician_id is None
        case _:
            return bool(given.message_id == getattr(row, "pk", None))
