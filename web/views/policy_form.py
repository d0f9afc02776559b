"""A clinician changes their policy by form, one section after another; their words are kept in step."""

from datetime import UTC, datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import ClinicianActor
from policies import queries, services
from policies.domain.document import BoundaryPolicy
from policies.domain.versions import NoDraftError, StaleDraftError
from policies.language.in_step import Restated, restated
from policies.queries import ToEdit
from web.policy_forms import SeenForm
from web.policy_parts import SECTIONS, Section, Sheet
from web.presentation.apart import day_of
from web.presentation.policy_form import PolicyForm, say_section
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians
from web.views.messages import UNPROCESSABLE

CONFLICT = 409


@require_safe
@for_clinicians
def form(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    shown = PolicyForm(queries.to_edit(actor), datetime.now(UTC), reader_of(request))
    return render(request, "policy/form.html", {"form": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def section(request: HttpRequest, actor: ClinicianActor, name: str) -> HttpResponse:
    begun = queries.to_edit(actor)
    if request.method != "POST":
        return _shown(request, SECTIONS[name](Sheet(begun.policy)), begun)
    typed = SECTIONS[name](Sheet(begun.policy, request.POST))
    if typed.sheet.only_adds_or_removes:
        return _shown(request, typed, begun)
    if typed.document is None:
        return _shown(request, typed, begun, status=UNPROCESSABLE, must_mend=True)
    if _seen(request) != begun.revision:
        return _shown_beside_theirs(request, typed, begun)
    return _saved(request, actor, typed, begun, typed.document)


def _saved(
    request: HttpRequest, actor: ClinicianActor, typed: Section, begun: ToEdit, policy: BoundaryPolicy
) -> HttpResponse:
    now = datetime.now(UTC)
    said = restated(begun.statement, begun.policy, policy, day_of(begun, now))
    if said.is_anew and typed.sheet.asked != _agreed(said):
        agrees, language = _agreed(said), policy.language
        return _shown(request, typed, begun, restated=said, agrees=agrees, restated_in=language)
    try:
        services.save_draft(
            actor=actor,
            statement=said.text,
            policy=policy,
            language=policy.language,
            seen=begun.revision,
            now=now,
        )
    except StaleDraftError:
        return _shown_beside_theirs(request, typed, queries.to_edit(actor))
    return redirect("policy_form")


def _agreed(said: Restated) -> str:
    """What the button sends that agrees to these words, and to no others."""
    return f"agree:{sha256(said.text.encode()).hexdigest()}"


def _seen(request: HttpRequest) -> int:
    form = SeenForm(request.POST)
    form.is_valid()
    seen: int = form.cleaned_data["seen"]
    return seen


def _shown_beside_theirs(request: HttpRequest, typed: Section, begun: ToEdit) -> HttpResponse:
    theirs = say_section(type(typed), begun.policy, reader_of(request).language)
    return _shown(request, typed, begun, status=CONFLICT, is_stale=True, theirs=theirs)


def _shown(
    request: HttpRequest, typed: Section, begun: ToEdit, *, status: int | None = None, **more: object
) -> HttpResponse:
    """Whoever adds a row has not seen more by that; whoever is shown what others saved has."""
    seen = begun.revision if request.method != "POST" or "is_stale" in more else _seen(request)
    context = {"section": typed, "begun": begun, "seen": SeenForm(initial={"seen": seen}), **more}
    return render(request, "policy/section.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clinicians
def discard(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    """The draft goes when that is said twice; what is published stays."""
    if request.method != "POST":
        return _draft_to_discard(request, actor)
    try:
        services.discard_draft(actor=actor, seen=_seen(request), now=datetime.now(UTC))
    except (StaleDraftError, NoDraftError):
        return _draft_to_discard(request, actor, status=CONFLICT)
    return redirect("policy")


def _draft_to_discard(
    request: HttpRequest, actor: ClinicianActor, *, status: int | None = None
) -> HttpResponse:
    begun = queries.to_edit(actor)
    form = SeenForm(initial={"seen": begun.revision})
    context = {"begun": begun, "form": form, "is_stale": status == CONFLICT}
    return render(request, "policy/discard.html", context, status=status)
