"""What a practice adds to the screening: seen and tried out before it is added or taken away."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import Insider
from accounts.queries import people_on_record
from accounts.sealed import have_keys_ready
from notifications import queries, services
from notifications.domain.own_phrases import PhraseError
from web.phrase_forms import PhraseForm, SampleForm
from web.presentation.phrases import Outcome, own, shipped_rules
from web.presentation.reader import reader_of
from web.views.edges import for_insiders

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_insiders
def phrases(request: HttpRequest, actor: Insider) -> HttpResponse:
    form = PhraseForm(request.POST if request.method == "POST" else None)
    tried = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("shown") == form.digest and "add" in request.POST:
                services.add_phrase(actor=actor, new=form.new(), now=datetime.now(UTC))
                return _to_own()
            tried = _try_adding(request, actor, form)
        except PhraseError as error:
            form.refuse(error)
    rows, rang, reader = list(queries.own_phrases(actor)), queries.rang_by_rule(actor), reader_of(request)
    have_keys_ready(rows)
    context = {
        "own": own(rows, rang, people_on_record(actor.practice_id), reader),
        "shipped": shipped_rules(rang),
        "form": form,
        "tried": tried,
    }
    status = UNPROCESSABLE if form.errors else None
    return render(request, "practice/phrases.html", context, status=status)


def _to_own() -> HttpResponse:
    """To what there is now, lest the browser look for the preview that has gone."""
    return redirect(f"{reverse('phrases')}#own")


def _try_adding(request: HttpRequest, actor: Insider, form: PhraseForm) -> Outcome:
    now, sample = datetime.now(UTC), form.cleaned_data["sample"]
    tried = services.try_adding(actor=actor, new=form.new(), sample=sample, now=now)
    return Outcome(tried, sample, reader_of(request), now)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insiders
def take_away_phrase(request: HttpRequest, actor: Insider, phrase_id: UUID) -> HttpResponse:
    now = datetime.now(UTC)
    if request.method == "POST" and "take_away" in request.POST:
        services.take_away_phrase(actor=actor, phrase_id=phrase_id, now=now)
        return _to_own()
    row, form = queries.own_phrase(actor, phrase_id), SampleForm(request.POST or None)
    sample = form.cleaned_data["sample"] if form.is_bound and form.is_valid() else ""
    tried = services.try_taking_away(actor=actor, phrase_id=phrase_id, sample=sample, now=now)
    rang, reader = queries.rang_by_rule(actor), reader_of(request)
    (phrase,) = own([row], rang, people_on_record(actor.practice_id), reader)
    context = {"phrase": phrase, "form": form, "tried": Outcome(tried, sample, reader, now)}
    return render(
        request, "practice/take_away_phrase.html", context, status=UNPROCESSABLE if form.errors else None
    )
