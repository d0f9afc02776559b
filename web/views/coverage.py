"""Asking a colleague to look after what comes while one is away, and their answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.actors import ClinicianActor
from accounts.queries import NotFoundError, signed_in_clinician, signing_in
from notifications import services
from scheduler.domain.errors import CoverageCircleError, NoTimeToCoverError
from scheduler.queries import arrangements, coverages
from web.presentation.coverage import Offer, Ways, say_circle
from web.presentation.reader import reader_of
from web.role_forms import CoverageForm
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

ANSWERS: dict[str, Callable[..., None]] = {
    "accept": services.accept_coverage,
    "decline": services.decline_coverage,
    "withdraw": services.withdraw_coverage,
}
DAYS = ("first", "last")  # may be named in the address, so that a link asks for exactly these


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def coverage(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    now = datetime.now(UTC)
    form = _form(request, actor, now, asked=request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.offer_coverage(actor=actor, now=now, **form.cleaned_data)
        except NoTimeToCoverError:
            form.say_that_no_time_is_left()
        except CoverageCircleError as circle:
            form.say_that_all_would_be_away(say_circle(circle.names))
        else:
            return redirect("coverage")
    return _page(request, actor, form, now, is_refused=form.is_bound)


@require_POST
@for_clinicians
def answer_coverage(request: HttpRequest, actor: ClinicianActor, coverage_id: UUID) -> HttpResponse:
    answer, now = ANSWERS.get(request.POST.get("answer", "")), datetime.now(UTC)
    if answer is None:
        raise NotFoundError
    try:
        answer(actor=actor, coverage_id=coverage_id, now=now)
    except CoverageCircleError as circle:
        form = _form(request, actor, now, asked=None)
        return _page(request, actor, form, now, is_refused=True, circle=say_circle(circle.names))
    return redirect("coverage")


def _form(
    request: HttpRequest, actor: ClinicianActor, now: datetime, *, asked: QueryDict | None
) -> CoverageForm:
    return CoverageForm(
        asked,
        initial={name: request.GET[name] for name in DAYS if name in request.GET},
        colleagues=[(each.slug, each.name) for each in signing_in(actor).order_by("name")],
        zone=signed_in_clinician(actor).time_zone,
        now=now,
    )


def _page(
    request: HttpRequest,
    actor: ClinicianActor,
    form: CoverageForm,
    now: datetime,
    *,
    is_refused: bool,
    circle: str = "",
) -> HttpResponse:
    me, reader = signed_in_clinician(actor), reader_of(request)
    ways = Ways(arrangements(actor.practice_id, now=now), me, reader, now)
    offers = [Offer(row, me, reader, now, ways) for row in coverages(actor).filter(end__gt=now)]
    context = {
        "form": form,
        "circle": circle,
        "asked": [each for each in offers if not each.is_mine],
        "mine": [each for each in offers if each.is_mine],
        "is_asking": bool(form.errors or form.initial),
    }
    return render(request, "coverage.html", context, status=UNPROCESSABLE if is_refused else None)
