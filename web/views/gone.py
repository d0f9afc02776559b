"""What stands where a clinician was who takes no messages any more: help first, then whom to ask."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.models import Clinician
from notifications.domain.resource_words import in_words
from policies.domain.document import Channel
from policies.queries import in_force
from web.forms import MessageForm
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_of
from web.views.leaving import before_sending

GONE = 410


def gone_page(request: HttpRequest, addressed: Clinician, *, status: int | None = GONE) -> HttpResponse:
    return show_gone(request, page_of_gone(request, addressed), status=status)


def gone_document(request: HttpRequest, addressed: Clinician) -> HttpResponse:
    """The same for a program (RFC 9457)."""
    shown = page_of_gone(request, addressed)
    document = {
        "type": "about:blank",
        "title": "Gone",
        "status": GONE,
        "detail": shown.sent_by(Channel.EMAIL).said,
        "resources": [each.to_json() for each in in_words(shown.resources, shown.reader.language)],
    }
    return JsonResponse(document, status=GONE, content_type="application/problem+json")


def page_of_gone(request: HttpRequest, addressed: Clinician) -> PublicPage:
    now = datetime.now(UTC)
    return PublicPage(addressed, in_force(addressed, now).policy, now, reader_of(request))


def show_gone(
    request: HttpRequest, shown: PublicPage, form: MessageForm | None = None, *, status: int | None = None
) -> HttpResponse:
    """`form`: one that was open since before, with what has to be mended in it."""
    context = {"page": shown, "help": shown.help, "form": form}
    return render(
        request, "gone.html", context | (before_sending(form, shown) if form else {}), status=status
    )
