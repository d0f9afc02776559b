"""The policy to print, and the pattern that leads a camera to its page."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.actors import Visitor
from accounts.queries import NotFoundError, clinician
from policies.queries import in_force
from web.presentation.addresses import public_address
from web.presentation.printed_policy import PrintedPolicy
from web.presentation.public_page import PublicPage
from web.presentation.qr import qr_code
from web.presentation.reader import reader_for
from web.typesetting import TypesettingError, fingerprint, typeset
from web.views.conditional import unless_known
from web.views.edges import for_everyone, page
from web.views.gone import gone_page

BUSY, RETRY_AFTER = 503, 30  # seconds


@require_safe
@for_everyone
@page
def policy_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    addressed = clinician(Visitor(), slug)
    if addressed.gone_since:
        return gone_page(request, addressed)
    version = in_force(addressed, datetime.now(UTC))
    if version.number is None or version.effective_from is None:
        raise NotFoundError
    shown = PublicPage(addressed, version.policy, version.effective_from, reader_for(""))
    facts = PrintedPolicy(shown, version.number).facts()
    document = HttpResponse(content_type="application/pdf")
    name = f"{addressed.slug}-{version.number}-{facts['language']}.pdf"
    document["Content-Disposition"] = f'inline; filename="{name}"'
    answer = unless_known(request, document, etag=fingerprint(facts))
    return _typeset(request, document, facts) if answer is document else answer


def _typeset(request: HttpRequest, document: HttpResponse, facts: dict[str, Any]) -> HttpResponse:
    try:
        document.content = typeset(facts)
    except TypesettingError:
        later = render(request, "no_print.html", status=BUSY)
        later["Retry-After"] = RETRY_AFTER
        return later
    return document


@require_safe
@for_everyone
@page
def qr(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The address of the public page; any site may show it."""
    address = public_address(clinician(Visitor(), slug).slug)
    drawn = HttpResponse(qr_code(address), content_type="image/svg+xml")
    drawn["Cross-Origin-Resource-Policy"] = "cross-origin"
    return unless_known(request, drawn)
