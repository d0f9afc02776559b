"""What a visitor asked for, by the address they were given: seen, moved to another opening, taken back.

Looking changes nothing, since mail is opened by scanners, too. Whoever knows the address may do all of it,
and no other site does: a cookie, which a mail program may not keep, would add nothing.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import AskerActor
from accounts.queries import NotFoundError
from accounts.wall import inside
from notifications import services
from policies.queries import in_force
from scheduler.domain.errors import ChangedMeanwhileError, IsOverError, NoAppointmentError
from scheduler.queries.appointments import appointment, kind_of
from web import asked_often
from web.booking_forms import TimeForm
from web.presentation.appointments import AskedFor
from web.presentation.public_page import PublicPage, help_of
from web.presentation.reader import reader_for
from web.views.choosing import CONFLICT, UNPROCESSABLE, say_why_not, seen_in, times_of, why_no_time
from web.views.edges import too_often, unstored
from web.views.gone import GONE

MISSING = 404
View = Callable[[HttpRequest, AskerActor, AskedFor], HttpResponse]


def by_its_address(view: View) -> Callable[..., HttpResponseBase]:
    """Hands the view what was asked for, as long as anything can be done about it."""

    def answer(request: HttpRequest, key: str) -> HttpResponse:
        try:
            actor = services.asker_by(key)
            with inside(actor.practice_id):
                response = _answer(request, view, actor, key)
        except NotFoundError:
            response = _unknown(request)
        response["X-Robots-Tag"] = "noindex"
        return response

    posted = require_http_methods(["GET", "HEAD", "POST"])(unstored(answer))
    return csrf_exempt(posted)


def _answer(request: HttpRequest, view: View, actor: AskerActor, key: str) -> HttpResponse:
    row = appointment(actor, actor.appointment_id)
    language = row.language.partition("-")[0]
    if language in dict(settings.LANGUAGES) and "lang" not in request.GET:
        translation.activate(language)
    asked = _shown(row, key)
    return view(request, actor, asked) if asked.is_open else _over(request, asked)


def _shown(row: Any, key: str) -> AskedFor:  # noqa: ANN401  as `scheduler.queries` gives it
    return AskedFor(row, reader_for(row.shown_zone), datetime.now(UTC), key)


@by_its_address
def asked_for(request: HttpRequest, actor: AskerActor, asked: AskedFor) -> HttpResponse:
    return _show(request, asked)


@by_its_address
def move(request: HttpRequest, actor: AskerActor, asked: AskedFor) -> HttpResponse:
    """The time until now stays theirs until another one is."""
    if not asked.may_choose_another:
        return _show(request, asked, is_refused=request.method == "POST")
    row = asked.row
    kind = kind_of(row)
    times = times_of(kind, asked.reader, asked.now, request.GET.get("day", ""), without=row.pk)
    form = TimeForm(request.POST if request.method == "POST" else None, choices=times.choices)
    wait = None
    if form.is_valid():
        counted = asked_often.changes(request, row.pk)
        wait = counted.wait
        try:
            if wait is None:
                start = form.cleaned_data["start"]
                services.move(
                    actor=actor, appointment_id=row.pk, start=start, seen=seen_in(request), now=asked.now
                )
                return redirect("asked_for", asked.key)
            form.add_error(None, asked_often.words(wait))
        except ChangedMeanwhileError:
            counted.take_back()
            return _anew(request, actor, asked.key)
        except NoAppointmentError as error:
            counted.take_back()
            say_why_not(form, error, times)
    why_none = "" if times.starts else why_no_time(kind, asked.now)
    context = {"times": times, "form": form, "why_none": why_none}
    status = UNPROCESSABLE if form.is_bound else None
    response = _page(request, "asked_for/move.html", asked, status=status, **context)
    return too_often(response, wait) if wait else response


@by_its_address
def take_back(request: HttpRequest, actor: AskerActor, asked: AskedFor) -> HttpResponse:
    """A question first; nobody is asked why."""
    if request.method == "POST":
        try:
            services.cancel(actor=actor, appointment_id=asked.row.pk, seen=seen_in(request), now=asked.now)
        except IsOverError:  # somebody was quicker, as the page says
            return _anew(request, actor, asked.key)
        return redirect("asked_for", asked.key)
    return _page(request, "asked_for/take_back.html", asked)


def _show(request: HttpRequest, asked: AskedFor, *, is_refused: bool = False) -> HttpResponse:
    status = CONFLICT if is_refused else None
    return _page(request, "asked_for/show.html", asked, status=status, is_refused=is_refused)


def _anew(request: HttpRequest, actor: AskerActor, key: str) -> HttpResponse:
    """It is another by now than what was changed here: as it stands, and nothing was changed."""
    asked = _shown(appointment(actor, actor.appointment_id), key)
    return _show(request, asked, is_refused=True) if asked.is_open else _over(request, asked)


def _over(request: HttpRequest, asked: AskedFor) -> HttpResponse:
    return _page(request, "asked_for/over.html", asked, status=GONE)


def _page(
    request: HttpRequest, template: str, asked: AskedFor, *, status: int | None = None, **more: object
) -> HttpResponse:
    clinician = asked.row.clinician
    shown = PublicPage(clinician, in_force(clinician, asked.now).policy, asked.now, asked.reader)
    context = {"page": shown, "help": shown.help, "kept": asked, **more}
    return render(request, template, context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """It says nothing of whether there ever was anything."""
    context = {"help": help_of(None, datetime.now(UTC))}
    return render(request, "asked_for/unknown.html", context, status=MISSING)
