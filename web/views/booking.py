"""A time is asked for on a clinician's public page, by whoever may be no client yet."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import Visitor
from accounts.queries import clinician
from accounts.wall import inside
from notifications.domain.incoming import Incoming, Source
from notifications.services import appointments as services
from policies.queries import in_force
from scheduler.domain.errors import NoAppointmentError
from scheduler.queries.appointments import session_type
from scheduler.services import Asker
from web import asked_often
from web.booking_forms import VisitorBookingForm
from web.presentation.appointments import Kept
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_of
from web.views.choosing import CONFLICT, Choosing
from web.views.edges import too_often, unstored
from web.views.gone import gone_page
from web.views.leaving import hear_beside


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def book(request: HttpRequest, slug: str, session_type_id: UUID) -> HttpResponse:
    """A day, a time, who asks, where they are told, and a note: heard first, as any message is."""
    now, addressed = datetime.now(UTC), clinician(Visitor(), slug)
    if addressed.gone_since:
        return gone_page(request, addressed)
    with inside(addressed.practice_id):
        kind = session_type(Visitor(), addressed, session_type_id)
        shown = PublicPage(addressed, in_force(addressed, now).policy, now, reader_of(request))
        asked = Choosing.of(request, kind, shown, VisitorBookingForm)
        if not asked.form.is_valid():
            return render(request, "booking/book.html", asked.context, status=asked.status)
    if danger := hear_beside(Visitor(), shown, _note(asked)):
        return _ask(request, asked, danger)
    counted = asked_often.asks(request, addressed, asked.form.cleaned_data["address"])
    if counted.wait:
        return _one_too_many(request, asked, counted.wait)
    answer = _ask(request, asked, danger)
    if answer.status_code == CONFLICT:
        counted.take_back()
    return answer


def _one_too_many(request: HttpRequest, asked: Choosing, wait: timedelta) -> HttpResponse:
    """All that was written stays in the form."""
    asked.form.add_error(None, asked_often.words(wait))
    with inside(asked.kind.practice_id):
        return too_often(render(request, "booking/book.html", asked.context), wait)


def _ask(request: HttpRequest, asked: Choosing, danger: dict[str, object]) -> HttpResponse:
    with inside(asked.kind.practice_id):
        return _keep(request, asked, danger)


def _keep(request: HttpRequest, asked: Choosing, danger: dict[str, object]) -> HttpResponse:
    said, kind, now = asked.form.cleaned_data, asked.kind, asked.shown.now
    try:
        made = services.book(
            actor=Visitor(),
            clinician=kind.clinician,
            session_type_id=kind.pk,
            start=said["start"],
            visitor=Asker(said["name"], said["address"]),
            note=said["note"],
            shown_zone=asked.times.zone,
            language=get_language() or "",
            now=now,
        )
    except NoAppointmentError as error:
        return render(request, "booking/book.html", asked.once_more(error, danger), status=CONFLICT)
    told = {"page": asked.shown, "help": asked.shown.help, "kept": Kept(made, asked.shown.reader, now)}
    return render(request, "booking/asked.html", {**told, **danger})


def _note(asked: Choosing) -> Incoming:
    said = asked.form.cleaned_data
    return Incoming(
        clinician=asked.shown.clinician.slug,
        source=Source.PAGE,
        channel="email",
        sender=said["address"],
        text=said["note"],
        external_id=f"page:{said['copy']}",
    )
