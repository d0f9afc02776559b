"""What comes for a colleague who is away, to who said that they would look after it."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.actors import ClinicianActor, CoveringActor
from accounts.queries import NotFoundError
from scheduler.queries import coverings
from web.presentation.coverage import Absence
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians, posted_from_above
from web.views.messages import Shelf, as_whom, listed, show, take_answer

SHELF = Shelf("covering", "covering_message", "covering_answer")


@require_safe
@for_clinicians
def covering(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    now, reader = datetime.now(UTC), reader_of(request)
    held = coverings(actor, now=now)
    if not held:
        raise NotFoundError
    absences = [Absence.of(each, listed(request, each), reader, now) for each in held]
    return render(request, "covering.html", {"absences": absences})


@require_safe
@for_clinicians
def message(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    return show(request, _as_covering(actor, message_id), message_id, SHELF)


@posted_from_above
@for_clinicians
def answer(request: HttpRequest, actor: ClinicianActor, message_id: UUID) -> HttpResponse:
    return take_answer(request, _as_covering(actor, message_id), message_id, SHELF)


def _as_covering(actor: ClinicianActor, message_id: UUID) -> CoveringActor:
    """As who covers the absence that the message came in. Raises NotFoundError."""
    return as_whom(coverings(actor, now=datetime.now(UTC)), message_id)
