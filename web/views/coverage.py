"""Asking a colleague to look after what comes while one is away, and their answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.actors import ClinicianActor
from accounts.queries import NotFoundError, signed_in_clinician, signing_in
from notifications import services
from scheduler.domain.errors import NoTimeToCoverError
from scheduler.queries import coverages
from web.presentation.coverage import Offer
from web.presentation.reader import reader_of
from web.role_forms import CoverageForm
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

ANSWERS: dict[str, Callable[..., None]] = {
    "accept": services.accept_coverage,
    "decline": services.decline_coverage,
    "withdraw": services.withdraw_coverage,
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def coverage(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    me, now = signed_in_clinician(actor), datetime.now(UTC)
    colleagues = [(each.slug, each.name) for each in signing_in(actor).order_by("name")]
    form = CoverageForm(request.POST or None, colleagues=colleagues, zone=me.time_zone, now=now)
    if form.is_bound and form.is_valid():
        try:
            services.offer_coverage(actor=actor, now=now, **form.cleaned_data)
        except NoTimeToCoverError:
            form.say_that_no_time_is_left()
        else:
            return redirect("coverage")
    reader = reader_of(request)
    offers = [Offer(row, me, reader, now) for row in coverages(actor).filter(end__gt=now)]
    context = {
        "form": form,
        "asked": [each for each in offers if not each.is_mine],
        "mine": [each for each in offers if each.is_mine],
        "has_colleagues": bool(colleagues),
    }
    return render(request, "coverage.html", context, status=UNPROCESSABLE if form.is_bound else None)


@require_POST
@for_clinicians
def answer_coverage(request: HttpRequest, actor: ClinicianActor, coverage_id: UUID) -> HttpResponse:
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        raise NotFoundError
    answer(actor=actor, coverage_id=coverage_id, now=datetime.now(UTC))
    return redirect("coverage")
