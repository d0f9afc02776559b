"""How one is called beside the mail: an address of one's own that is posted to, and a test of it."""

from datetime import UTC, datetime

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import queries, services
from accounts.domain.actors import Insider
from accounts.wall import inside
from notifications.services import try_alarm_address
from web.called_forms import CalledForm
from web.presentation.called import Called, Tried
from web.presentation.reader import reader_of
from web.views.edges import for_insiders, for_insiders_who_wait, posted_from_above
from web.views.messages import UNPROCESSABLE

TESTS = {"test": "6/5m/key"}  # it makes us knock at somebody's door


@require_http_methods(["GET", "HEAD", "POST"])
@for_insiders
def called(request: HttpRequest, actor: Insider) -> HttpResponse:
    """The answer to a post shows the new secret, this once."""
    form = CalledForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _show(request, actor, form)
    if not form.is_valid():
        return _show(request, actor, form, status=UNPROCESSABLE)
    url = form.cleaned_data["url"]
    secret = services.set_alarm_address(actor=actor, url=url, now=datetime.now(UTC))
    return _show(request, actor, CalledForm(), secret=secret)


@posted_from_above
@for_insiders_who_wait
def try_out(request: HttpRequest, actor: Insider) -> HttpResponse:
    try:
        tried = _try_out(request, actor)
    except queries.NotFoundError:  # taken away meanwhile, which the page says
        return redirect("called")
    with inside(actor.practice_id):
        return _show(request, actor, CalledForm(), tried=tried)


def _try_out(request: HttpRequest, actor: Insider) -> Tried:
    if not ratelimit.consume(request, app="called", action="test", config=TESTS, key=f"{request.user.pk}"):
        return Tried("too_often")
    came = try_alarm_address(actor=actor, now=datetime.now(UTC))
    return Tried(came.outcome.value, came.status)


@posted_from_above
@for_insiders
def take_away(request: HttpRequest, actor: Insider) -> HttpResponse:
    services.take_away_alarm_address(actor=actor, now=datetime.now(UTC))
    return redirect("called")


def _show(
    request: HttpRequest,
    actor: Insider,
    form: CalledForm,
    *,
    status: int | None = None,
    **came: object,
) -> HttpResponse:
    row = queries.own_alarm_address(actor)
    context = {"form": form, "called": Called(row, reader_of(request)) if row else None, **came}
    return render(request, "security/called.html", context, status=status)
