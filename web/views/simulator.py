"""The simulator: what would a message get in the year to come, under the policy in force and the draft?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from accounts.queries import signed_in_clinician
from notifications.services.previewing import Question
from policies.domain.document import Channel, parse_document
from policies.domain.promise import compile_policy
from policies.queries import as_told, draft, in_force
from scheduler.domain.wall_clock import local_date, zone
from web.presentation.reader import reader_of
from web.presentation.simulation import Candidate, Simulation
from web.presentation.simulation_json import simulation_json
from web.simulator_forms import QuestionForm
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Asked:
    """`simulation` is none where there is no policy yet; where the question is wrong it is about mail now."""

    clinician: Clinician
    form: QuestionForm
    simulation: Simulation | None


@require_safe
@for_clinicians
def simulator(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    asked = _asked(request, actor)
    shown = asked.simulation
    context: dict[str, Any] = {"form": asked.form, "simulation": shown}
    if shown:
        context["answers"] = shown.answers(asked.clinician)
    return render(request, "simulator.html", context, status=UNPROCESSABLE if asked.form.errors else None)


@require_safe
@for_clinicians
def simulator_svg(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    asked = _asked(request, actor)
    if asked.form.errors or asked.simulation is None:
        return HttpResponseBadRequest(_told(asked), content_type="text/plain; charset=utf-8")
    context = {"picture": asked.simulation.picture}
    return render(request, "year_picture.svg", context, content_type=SVG)


@require_safe
@for_clinicians
def simulator_json(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    asked = _asked(request, actor)
    if asked.form.errors or asked.simulation is None:
        return JsonResponse({"error": _told(asked)}, status=400)
    return JsonResponse(simulation_json(asked.simulation))


def _asked(request: HttpRequest, actor: ClinicianActor) -> Asked:
    clinician, now = signed_in_clinician(actor), datetime.now(UTC)
    candidates = _candidates(actor, clinician, now)
    place = zone(candidates[-1].compiled.policy.timezone if candidates else clinician.time_zone)
    form = QuestionForm(request.GET.dict(), place=place, now=now)
    if not candidates:
        return Asked(clinician, form, None)
    question = form.question if form.is_valid() else Question(Channel.EMAIL, None, now)
    return Asked(
        clinician, form, Simulation(candidates, question, local_date(now, place), reader_of(request))
    )


def _candidates(actor: ClinicianActor, clinician: Clinician, now: datetime) -> list[Candidate]:
    """What is in force, then the draft."""
    candidates = []
    if (version := in_force(clinician, now)).number:
        title = _("Version {number}, in force").format(number=version.number)
        candidates.append(Candidate(title, version.policy, version.version_id))
    if drafted := draft(actor):
        policy = as_told(clinician, parse_document(drafted.document), now)
        candidates.append(Candidate(_("Your draft"), compile_policy(policy)))
    return candidates


def _told(asked: Asked) -> str:
    """What is wrong with the question, or why there is nothing to ask."""
    if asked.simulation is None:
        return _("Write a policy first; then there is something to try.")
    return " ".join(f"{name}: {' '.join(map(str, wrong))}" for name, wrong in asked.form.errors.items())
