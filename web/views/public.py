"""A clinician's public page: what is promised, and a form to leave a message."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.actors import Visitor
from accounts.models import Clinician
from accounts.queries import NotFoundError, clinician
from accounts.wall import inside
from policies.domain.document import json_schema, to_json
from policies.queries import InForce, compiled, in_force
from scheduler.queries.appointments import session_types
from web.forms import MessageForm
from web.presentation.openings import Openings
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_of
from web.presentation.session_types import SessionKind
from web.views.choosing import times_of
from web.views.conditional import unless_known
from web.views.edges import for_everyone, open_to_other_sites, page
from web.views.gone import gone_document, page_of_gone, show_gone
from web.views.leaving import before_sending, by_visitor, leave

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@page
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    now = datetime.now(UTC)
    addressed = clinician(Visitor(), slug)
    if addressed.gone_since:
        return _nobody_there(request, addressed)
    with inside(addressed.practice_id):  # once for all: to name a practice costs as much as to ask
        version = in_force(addressed, now)
        shown = _as_asked(request, addressed, version, now)
        form = MessageForm(request.POST or None, policy=shown.policy)
        is_sent = form.is_bound and form.is_valid()
        bookable = _bookable(shown) if version.number and not is_sent else []
    if is_sent:  # also where the form is no longer offered: no words are lost
        return _leave_message(request, shown, form)
    if version.number is None:
        return _nothing_published(request, shown, form)
    context = {
        "page": shown,
        "help": shown.help,
        "form": form,
        "version": version,
        "in_force_since": shown.date(version.effective_from or now),
        "bookable": bookable,
        **before_sending(form, shown),
    }
    return render(request, "public_page.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _as_asked(request: HttpRequest, addressed: Clinician, version: InForce, now: datetime) -> PublicPage:
    return PublicPage(
        addressed,
        version.policy,
        now,
        reader_of(request),
        request.GET.get("channel", ""),
        asked_matter=request.GET.get("matter", ""),
    )


def _bookable(shown: PublicPage) -> list[tuple[SessionKind, Openings]]:
    """What anyone may ask a time for, and which times."""
    kinds = list(session_types(Visitor(), shown.clinician).select_related("clinician"))
    return [(SessionKind(kind), times_of(kind, shown.reader, shown.now)) for kind in kinds]


def _nothing_published(request: HttpRequest, shown: PublicPage, form: MessageForm) -> HttpResponse:
    """No form is offered."""
    context = {"clinician": shown.clinician, "page": shown, "help": shown.help, "form": form}
    context |= before_sending(form, shown)
    return render(request, "no_policy.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _nobody_there(request: HttpRequest, addressed: Clinician) -> HttpResponse:
    """A form may have been open since before: no words are lost."""
    shown = page_of_gone(request, addressed)
    form = MessageForm(request.POST or None, policy=shown.policy)
    if form.is_bound and form.is_valid():
        return _leave_message(request, shown, form)
    return show_gone(request, shown, form, status=UNPROCESSABLE if form.is_bound else None)


def _leave_message(request: HttpRequest, shown: PublicPage, form: MessageForm) -> HttpResponse:
    incoming = by_visitor(shown, form.cleaned_data, form.cleaned_data["text"])
    return leave(request, Visitor(), shown, incoming, "message_received.html")


@require_safe
@for_everyone
@open_to_other_sites
@page
def policy_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The policy in force as a document of the format boundary-policy/1; its ETag is its version.

    Where it names a colleague who has not said yes, it does not, and has an ETag of its own.
    """
    addressed, now = clinician(Visitor(), slug), datetime.now(UTC)
    if addressed.gone_since:
        return gone_document(request, addressed)
    version = in_force(addressed, now)
    if version.version_id is None or version.effective_from is None:
        raise NotFoundError
    told = to_json(version.policy.policy)
    document = JsonResponse(told)
    document["Link"] = f'<{reverse("policy_schema")}>; rel="describedby"'
    document["Policy-Version"] = str(version.number)
    if told == to_json(compiled(version.version_id).policy):
        document["Last-Modified"] = http_date(version.effective_from.timestamp())
        return unless_known(request, document, etag=str(version.version_id))
    return unless_known(request, document)


@require_safe
def policy_schema(request: HttpRequest) -> HttpResponseBase:
    """The JSON Schema of the documents above."""
    schema = JsonResponse(json_schema(), content_type="application/schema+json")
    return unless_known(request, schema)
