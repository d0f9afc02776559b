"""What calendar apps ask for again and again: a secret address, and the calendars that anyone may read.

An app that is answered with an error may take all of its events away or never ask again, so whatever goes
wrong, what was told last is told once more.
"""

import logging
from datetime import UTC, datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from accounts.queries import NotFoundError
from accounts.wall import inside
from scheduler.queries.feeds import GoneError, body_of, feed_at, feed_to_tell, told_before
from scheduler.services import keep_told, note_feed_use
from web.presentation.feeds import basis_of, compose
from web.views.edges import for_everyone

CALENDAR = "text/calendar; charset=utf-8"
NOT_FOUND, GONE, LATER = 404, 410, 503
RETRY_AFTER = 300  # seconds

logger = logging.getLogger(__name__)


@require_safe
@for_everyone
def subscribed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Whoever has the address may read; which it was stands in no log, and leads nowhere else."""
    try:
        return _told(request, feed_at(secret), datetime.now(UTC))
    except NotFoundError:
        return _plain("There is no calendar here.", NOT_FOUND)
    except GoneError:
        return _plain("This calendar is no longer here.", GONE)
    except DatabaseError as error:
        logger.exception("a feed could not be looked up: %s", type(error).__name__)
        return _later()


def _told(request: HttpRequest, found: Any, now: datetime) -> HttpResponse:  # noqa: ANN401  a feed, as scheduler.queries gives it
    _bring_up_to_date(found, now)
    with inside(found.practice_id):
        return _unless_known(request, found) if found.etag else _later()


def _bring_up_to_date(found: Any, now: datetime) -> None:  # noqa: ANN401  likewise
    """Only where something may have changed is anything composed, or locked."""
    try:
        note_feed_use(found, now=now)
        with inside(found.practice_id):
            if (basis := basis_of(found, now=now)) != bytes(found.basis or b""):
                _tell_anew(found, basis, now)
    except Exception as error:
        logger.exception("a feed could not be made: %s", type(error).__name__)


def _tell_anew(found: Any, basis: bytes, now: datetime) -> None:  # noqa: ANN401  likewise
    """One at a time: two who tell of the same change at once would stamp it with two moments."""
    with transaction.atomic():
        held = feed_to_tell(found)
        if bytes(held.basis or b"") != basis:
            before = told_before(held)
            keep_told(held, before, compose(held, before, now=now), basis, now=now)
    found.basis, found.etag, found.changed_at = held.basis, held.etag, held.changed_at


def _unless_known(request: HttpRequest, found: Any) -> HttpResponse:  # noqa: ANN401  likewise
    etag, changed = quote_etag(found.etag), int(found.changed_at.timestamp())
    answer = get_conditional_response(request, etag, changed)
    if isinstance(answer, HttpResponse):
        del answer["Content-Type"]
    elif body := body_of(found):
        answer = HttpResponse(body, content_type=CALENDAR)
    else:  # an empty calendar would take every event away
        return _later()
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed)
    return _kept_to_oneself(answer)


def _later() -> HttpResponse:
    answer = _plain("This calendar cannot be told right now. Please try again later.", LATER)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _plain(words: str, status: int) -> HttpResponse:
    """Apps show nobody what is said to them; it is for whoever looks why nothing comes."""
    answer = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    return _kept_to_oneself(answer)


def _kept_to_oneself(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
