"""A time is asked for on a clinician's public page, by whoever may be no client yet."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import AskerActor, Visitor
from accounts.queries import NotFoundError, clinician
from accounts.wall import inside
from notifications.services import appointments as services
from notifications.services import key_of
from policies.queries import in_force
from scheduler.domain.errors import NoAppointmentError
from scheduler.queries.appointments import appointment, session_type
from scheduler.services import Asker
from web import asked_often
from web.booking_forms import VisitorBookingForm
from web.presentation.appointments import AskedFor, Kept
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_of
from web.views.choosing import CONFLICT, Choosing
from web.views.edges import too_often, unstored
from web.views.gone import GONE, show_gone
from web.views.leaving import by_visitor, hear_beside
from web.views.not_bookable import not_bookable


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def book(request: HttpRequest, slug: str, session_type_id: UUID) -> HttpResponse:
    now, addressed = datetime.now(UTC), clinician(Visitor(), slug)
    with inside(addressed.practice_id):
        shown = PublicPage(addressed, in_force(addressed, now).policy, now, reader_of(request))
    is_sent = request.method == "POST"
    if addressed.gone_since:
        return not_bookable(request, shown) if is_sent else show_gone(request, shown, status=GONE)
    try:
        return _book(request, shown, session_type_id)
    except NotFoundError:
        if is_sent:
            return not_bookable(request, shown)
        raise


def _book(request: HttpRequest, shown: PublicPage, session_type_id: UUID) -> HttpResponse:
    """A day, a time, who asks, where they are told, and a note: heard first, as any message is."""
    addressed = shown.clinician
    with inside(addressed.practice_id):
        kind = session_type(Visitor(), addressed, session_type_id)
        asked = Choosing.of(request, kind, shown, VisitorBookingForm)
        if not asked.form.is_valid():
            return render(request, "booking/book.html", asked.context, status=asked.status)
    said = asked.form.cleaned_data
    danger = hear_beside(Visitor(), shown, by_visitor(shown, said, said["note"]))
    before = _row_of(asked)
    if danger or (_is_ahead(before, asked) and _asker_of(asked) == Asker(before.name, before.address)):
        return _ask(request, asked, before, danger)
    counted = asked_often.asks(request, addressed, said["address"])
    if counted.wait:
        return _one_too_many(request, asked, counted.wait)
    answer = _ask(request, asked, before, danger)
    if answer.status_code == CONFLICT:
        counted.take_back()
    return answer


def _one_too_many(request: HttpRequest, asked: Choosing, wait: timedelta) -> HttpResponse:
    """All that was written stays in the form."""
    asked.form.add_error(None, asked_often.words(wait))
    with inside(asked.kind.practice_id):
        return too_often(render(request, "booking/book.html", asked.context), wait)


def _ask(request: HttpRequest, asked: Choosing, before: Any, danger: dict[str, object]) -> HttpResponse:  # noqa: ANN401  an appointment or none, as `_row_of` gives it
    with inside(asked.kind.practice_id):
        try:
            made = _amended(asked, before) if _is_ahead(before, asked) else _made_once(asked, before)
        except NoAppointmentError as error:
            again = asked.once_more(error, danger)
            return render(request, "booking/book.html", again, status=CONFLICT)
    shown = asked.shown
    kept = AskedFor(made, shown.reader, shown.now, key_of(made))
    return render(request, "booking/asked.html", {"page": shown, "help": shown.help, "kept": kept, **danger})


def _amended(asked: Choosing, before: Any) -> Any:  # noqa: ANN401  likewise
    """The same form, sent again: it is asked once, with what was mended in it and all that was said."""
    actor, said = AskerActor(asked.kind.practice_id, before.pk), asked.form.cleaned_data
    return services.amend(
        actor=actor,
        appointment_id=before.pk,
        note=said["note"],
        visitor=_asker_of(asked),
        now=asked.shown.now,
    )


def _made_once(asked: Choosing, before: Any) -> Any:  # noqa: ANN401  likewise
    """Also where a button is pressed twice at the same moment."""
    try:
        return _made(asked, is_new=before is None)
    except NoAppointmentError:
        made = _row_of(asked)
        if not _is_ahead(made, asked):
            raise
        return made


def _asker_of(asked: Choosing) -> Asker:
    said = asked.form.cleaned_data
    return Asker(said["name"], said["address"])


def _made(asked: Choosing, *, is_new: bool) -> Any:  # noqa: ANN401  an appointment, as `services.book` gives it
    said, kind = asked.form.cleaned_data, asked.kind
    return services.book(
        actor=Visitor(),
        clinician=kind.clinician,
        session_type_id=kind.pk,
        start=said["start"],
        visitor=_asker_of(asked),
        note=said["note"],
        shown_zone=asked.times.zone,
        language=get_language() or "",
        id=_id_of(asked) if is_new else None,
        now=asked.shown.now,
    )


def _is_ahead(row: Any, asked: Choosing) -> bool:  # noqa: ANN401  likewise
    return row is not None and Kept(row, asked.shown.reader, asked.shown.now).is_ahead


def _row_of(asked: Choosing) -> Any:  # noqa: ANN401  likewise
    """What came of this very form."""
    actor = AskerActor(asked.kind.practice_id, _id_of(asked))
    try:
        with inside(actor.practice_id):
            return appointment(actor, actor.appointment_id)
    except NotFoundError:
        return None


def _id_of(asked: Choosing) -> UUID:
    """Of what this form asks for: known again when it is sent again, and by nobody who has not got it."""
    said = asked.form.cleaned_data
    form = salted_hmac(
        "web.views.booking", f"{said['copy']}:{asked.kind.pk}:{said['start']}", algorithm="sha256"
    )
    return UUID(bytes=form.digest()[:16], version=4)
