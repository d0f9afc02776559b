"""The card for a clinician's own site: a page to be framed, and the same facts as JSON."""

from datetime import UTC, datetime

from csp.decorators import csp_replace
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from accounts.domain.actors import Visitor
from accounts.queries import clinician
from policies.queries import in_force
from web.presentation.card import Card, to_the_minute
from web.presentation.card_document import card_document, card_schema
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_of
from web.views.conditional import unless_known
from web.views.edges import for_everyone, open_to_other_sites, page

A_MINUTE = 60  # seconds
FRAMED = {  # nothing but our stylesheet and mark, on whatever site
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}


@require_safe
@for_everyone
@csp_replace(FRAMED)  # type: ignore[arg-type]  # it is typed for views without arguments
@xframe_options_exempt
@page
def card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The one page that may be framed."""
    shown = _card(request, slug)
    response = render(request, "card.html", {"card": shown, "page": shown.page, "help": shown.page.help})
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return unless_known(request, response, seconds=A_MINUTE)


@require_safe
@for_everyone
@open_to_other_sites
@page
def card_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    document = JsonResponse(card_document(_card(request, slug)))
    document["Link"] = f'<{reverse("card_schema")}>; rel="describedby"'
    return unless_known(request, document, seconds=A_MINUTE)


@require_safe
def schema(request: HttpRequest) -> HttpResponseBase:
    """The JSON Schema of the document above."""
    return unless_known(request, JsonResponse(card_schema(), content_type="application/schema+json"))


def _card(request: HttpRequest, slug: str) -> Card:
    now, addressed = to_the_minute(datetime.now(UTC)), clinician(Visitor(), slug)
    version = in_force(addressed, now)
    asked = {f"asked_{name}": request.GET.get(name, "") for name in ("channel", "matter")}
    return Card(PublicPage(addressed, version.policy, now, reader_of(request), **asked), version)
