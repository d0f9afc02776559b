"""A clinician writes their policy in their own words, and sees what each sentence is understood as."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.actors import ClinicianActor
from accounts.queries import signed_in_clinician
from notifications.services import publish_and_tell
from policies import queries, services
from policies.domain.document import parse_document
from policies.domain.versions import NothingToPublishError, StaleDraftError
from web.policy_forms import PublishForm, StatementForm
from web.presentation.advice import advice_for
from web.presentation.draft import Draft
from web.presentation.reader import reader_of
from web.presentation.statement import Statement
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def editor(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    now, begun = datetime.now(UTC), queries.to_edit(actor)
    form = StatementForm(request.POST or None, initial={"statement": begun.statement, "seen": begun.revision})
    statement = _statement(request, actor, form.words, begun, now)
    context = {"form": form, "statement": statement, "begun": begun}
    if not form.is_bound or form.only_looks:
        return render(request, "policy/editor.html", context)
    if not form.is_valid() or statement.policy is None:
        return render(request, "policy/editor.html", context, status=UNPROCESSABLE)
    try:
        services.save_draft(
            actor=actor,
            statement=statement.text,
            policy=statement.policy,
            language=statement.policy.language,
            seen=form.cleaned_data["seen"],
            now=now,
        )
    except StaleDraftError as error:
        form.begin_from(error.current)
        return render(request, "policy/editor.html", {**context, "theirs": begun}, status=CONFLICT)
    return redirect("policy_check" if form.goes_on else "policy")


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def check(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """What the draft changes and what there is to say of it, before anybody else sees it."""
    now, row = datetime.now(UTC), queries.draft(actor)
    if row is None:
        return render(request, "policy/nothing_to_check.html")
    changing = queries.would_change(actor, parse_document(row.document), now)
    draft = Draft(row, changing, advice_for(actor, row, now), reader_of(request))
    form = PublishForm(
        request.POST or None, initial={"seen": row.revision}, place=draft.policy.timezone, now=now
    )
    context = {"draft": draft, "form": form}
    if not form.is_bound:
        return render(request, "policy/check.html", context)
    if not form.is_valid() or draft.is_dangerous:
        return render(request, "policy/check.html", context, status=UNPROCESSABLE)
    try:
        publish_and_tell(actor=actor, now=now, **form.cleaned_data)
    except (StaleDraftError, NothingToPublishError):
        form.begin_from(row.revision)
        return render(request, "policy/check.html", {**context, "is_stale": True}, status=CONFLICT)
    return redirect("policy_versions")


@require_POST
@for_clinicians
def understood(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """What stands beside the words while they are typed; nothing is kept of them."""
    form = StatementForm(request.POST)
    shown = _statement(request, actor, form.words, queries.to_edit(actor), datetime.now(UTC))
    return render(request, "policy/understood.html", {"statement": shown})


def _statement(
    request: HttpRequest, actor: ClinicianActor, words: str, begun: queries.ToEdit, now: datetime
) -> Statement:
    return Statement.of(words, begun, signed_in_clinician(actor), now, reader_of(request))
