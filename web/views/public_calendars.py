"""A clinician's contact hours as calendars that anyone may read. Nothing of any appointment is in them."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.domain.actors import Visitor
from accounts.queries import NotFoundError, clinician
from policies.queries import in_force
from web.presentation.public_calendars import PublicCalendars
from web.views.conditional import unless_known
from web.views.edges import for_everyone, open_to_other_sites, page
from web.views.feeds import CALENDAR
from web.views.gone import gone_document

FRESH = 15 * 60  # seconds for which it may be used without asking again


@require_safe
@for_everyone
@open_to_other_sites
@page
def availability(request: HttpRequest, slug: str) -> HttpResponseBase:
    """To subscribe to: every app shows events."""
    return _told(request, slug, "availability")


@require_safe
@for_everyone
@open_to_other_sites
@page
def vavailability(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same as RFC 7953 has it, for programs that know it."""
    return _told(request, slug, "vavailability")


@require_safe
@for_everyone
@open_to_other_sites
@page
def freebusy(request: HttpRequest, slug: str) -> HttpResponseBase:
    """When nobody is to be reached, for programs that look for a time."""
    return _told(request, slug, "freebusy")


def _told(request: HttpRequest, slug: str, which: str) -> HttpResponseBase:
    addressed, now = clinician(Visitor(), slug), datetime.now(UTC)
    if addressed.gone_since:
        return gone_document(request, addressed)
    if in_force(addressed, now).number is None:
        raise NotFoundError
    body: bytes = getattr(PublicCalendars(addressed, now), which)()
    return unless_known(request, HttpResponse(body, content_type=CALENDAR), seconds=FRESH)
