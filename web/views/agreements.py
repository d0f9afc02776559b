"""What a clinician agrees with one client for a time: typed in words, looked at, kept, and ended."""

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import ClinicianActor
from accounts.queries import client_cared_for
from notifications import services
from policies.domain.agreement import ImpossibleTimeError, OverAlreadyError, OverlapError
from policies.services import list_agreements, read_agreement
from web.agreement_forms import AgreementForm
from web.presentation.agreements import EXAMPLES, Agreed, Understanding
from web.presentation.clients import KeptClient
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def agreements(request: HttpRequest, actor: ClinicianActor, client_id: UUID) -> HttpResponse:
    """All with this client, and a form to agree on something."""
    now, reader = datetime.now(UTC), reader_of(request)
    shown = KeptClient(client_cared_for(actor, client_id), reader)
    form, status = _form(request, shown.place, now), None
    if form.is_bound:
        status = _agree(actor, shown, form, now)
        if status is None:
            return redirect("agreements", client_id)
    rows = list_agreements(actor=actor, client_id=client_id, now=now)
    clinician = shown.care.clinician
    context = {
        "client": shown,
        "agreements": [Agreed(row, clinician.name, shown.place, reader, now) for row in rows],
        "form": form,
        "understanding": Understanding.of(form.text, clinician, now, reader),
        "examples": EXAMPLES,
        "has_to_look": form.is_bound and not form.was_looked_at,
    }
    return render(request, "clients/agreements.html", context, status=status)


def _form(request: HttpRequest, place: str, now: datetime) -> AgreementForm:
    """Whoever only looks is told of no mistake yet, and keeps what they typed."""
    if request.method != "POST":
        return AgreementForm(place=place, now=now, initial=_example(request.GET.get("example", "")))
    if request.POST.get("then") == "agree":
        return AgreementForm(request.POST, place=place, now=now)
    return AgreementForm(place=place, now=now, initial=request.POST.dict())


def _example(name: str) -> dict[str, str]:
    found = (each for each in EXAMPLES if each.name == name)
    return next(({"statement": each.statement, "words": str(each.words)} for each in found), {})


def _agree(actor: ClinicianActor, shown: KeptClient, form: AgreementForm, now: datetime) -> int | None:
    """The status of a refusal; None where it is agreed."""
    terms = Understanding.of(form.text, shown.care.clinician, now, shown.reader).read.terms
    if not form.is_valid() or not form.was_looked_at or terms is None:
        return UNPROCESSABLE
    try:
        services.agree_and_tell(actor=actor, client_id=shown.pk, agreeing=form.agreeing(terms), now=now)
    except OverlapError as error:
        form.say_taken(*(shown.reader.instant(each, shown.place) for each in (error.starts, error.ends)))
        return CONFLICT
    except ImpossibleTimeError:
        form.say_impossible()
        return UNPROCESSABLE
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def end_agreement(request: HttpRequest, actor: ClinicianActor, agreement_id: UUID) -> HttpResponse:
    """Before its time, after one look at what that means."""
    now, reader = datetime.now(UTC), reader_of(request)
    row = read_agreement(actor=actor, agreement_id=agreement_id, now=now)
    if request.method == "POST":
        with suppress(OverAlreadyError):  # somebody was faster, or its time came: it is over as they wish
            services.end_and_tell(actor=actor, agreement_id=agreement_id, now=now)
        return redirect("agreements", row.client_id)
    shown = KeptClient(client_cared_for(actor, row.client_id), reader)
    one = Agreed(row, shown.care.clinician.name, shown.place, reader, now)
    return render(request, "clients/end_agreement.html", {"client": shown, "agreement": one})
