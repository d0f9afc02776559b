"""For whoever is on duty: what needs a human's eyes now, that they look after it, and what came of it."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.actors import ClinicianActor, Insider
from accounts.queries import people_on_record
from accounts.sealed import have_keys_ready
from notifications import queries, services
from notifications.domain.wording import danger_in
from policies.language.crisis_words import Danger
from web.duty_forms import ResolveForm
from web.presentation.escalation import Alarm
from web.presentation.inbox import Received
from web.presentation.reader import reader_of
from web.presentation.weeks_picture import WeeksPicture, weeks_heard
from web.views.edges import for_insiders, page, posted_from_above

UNPROCESSABLE = 422
SHOWN = 50


@require_safe
@for_insiders
def duty(request: HttpRequest, actor: Insider) -> HttpResponse:
    rows = list(queries.escalations_of_person(actor)[:SHOWN])
    have_keys_ready(rows)
    known, reader, now = people_on_record(actor.practice_id), reader_of(request), datetime.now(UTC)
    alarms = [Alarm(row, known, reader, now) for row in rows]
    context = {
        "open": [each for each in alarms if each.row.resolved_at is None],
        "resolved": [each for each in alarms if each.row.resolved_at],
    }
    return render(request, "duty/list.html", context)


@require_safe
@for_insiders
def escalation(request: HttpRequest, actor: Insider, escalation_id: UUID) -> HttpResponse:
    return _show(request, actor, escalation_id, ResolveForm())


def _show(request: HttpRequest, actor: Insider, escalation_id: UUID, form: ResolveForm) -> HttpResponse:
    on_duty, now = queries.on_duty(actor, escalation_id), datetime.now(UTC)
    row = services.open_escalation(actor=on_duty, now=now)
    messages = list(queries.messages(on_duty).order_by("-received_at"))
    have_keys_ready(messages)
    reader = reader_of(request)
    received = [Received(each, each.clinician.time_zone, reader, now) for each in messages]
    alarm = Alarm(row, people_on_record(actor.practice_id), reader, now)
    context = {
        "alarm": alarm,
        "messages": [(each, list(each.events(queries.deliveries(on_duty, each.row)))) for each in received],
        "ways": alarm.ways(messages),
        "is_quiet": any(danger_in(each.screening.categories) is Danger.QUIETLY for each in messages),
        "weeks": _weeks(actor, alarm),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "duty/escalation.html", context, status=status)


def _weeks(actor: Insider, alarm: Alarm) -> WeeksPicture | None:
    """For whom they wrote to: others on duty are let in for one message, not for a history."""
    to, client = alarm.row.clinician, alarm.row.client
    if client is None or not isinstance(actor, ClinicianActor) or actor.clinician_id != to.pk:
        return None
    return weeks_heard(actor, client, to.time_zone, alarm.reader.language, alarm.now)


@require_POST
@for_insiders
def take_up(request: HttpRequest, actor: Insider, escalation_id: UUID) -> HttpResponse:
    services.take_up(actor=queries.on_duty(actor, escalation_id), now=datetime.now(UTC))
    return redirect("escalation", escalation_id)


@posted_from_above
@for_insiders
def resolve(request: HttpRequest, actor: Insider, escalation_id: UUID) -> HttpResponse:
    """With a note; a false alarm needs none, since it is said with one tap."""
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, escalation_id, form)
    services.resolve(
        actor=queries.on_duty(actor, escalation_id),
        outcome=form.outcome,
        text=form.cleaned_data["note"],
        now=datetime.now(UTC),
    )
    return redirect("escalation", escalation_id)


@csrf_exempt  # no cookie opens anything here: whoever knows the address may post, a program as well
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page
def tap(request: HttpRequest, tap: str) -> HttpResponseBase:
    """Out of a mail, without signing in: it says nothing of what it is about, and GET does nothing.

    The link is the proof, and no other site knows it: a cookie, which a mail program may not keep, adds none.
    """
    actor = services.actor_of_tap(tap)
    context: dict[str, object] = {"escalation_id": actor.escalation_id}
    if request.method == "POST":
        context["is_theirs"] = services.take_up(actor=actor, now=datetime.now(UTC))
        context["is_done"] = True
    return render(request, "duty/tap.html", context)
