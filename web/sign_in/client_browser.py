"""What a client's browser holds: half of the code it waits for, then the key of its session.

Clinicians' sessions are others: whoever is both in one browser is each of them on their own pages alone.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now  # noqa: TID251  an edge reads the clock

from accounts.domain.actors import ClientActor
from accounts.domain.clocks import APART
from accounts.models import ClientSession, Clinician
from accounts.queries import session_for_token
from accounts.services import note_client_seen
from accounts.services.client_sign_in import GOOD_FOR, SignedIn
from accounts.wall import inside
from web.sign_in import known_browser
from web.sign_in.limits import NOTED_EVERY

_KEY = re.compile(  # whose page they signed in at, of which practice, and the session's token
    r"(?P<slug>[\w-]{1,80})\.(?P<practice>[0-9a-f]{32})\.(?P<token>[\w-]{43})", re.ASCII
)


def wait_with(response: HttpResponse, browser: str) -> None:
    _give(response, settings.CLIENT_CODE_COOKIE_NAME, browser, GOOD_FOR)


def waits_with(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.CLIENT_CODE_COOKIE_NAME, "")


def sign_in(response: HttpResponse, clinician: Clinician, signed_in: SignedIn) -> None:
    key = f"{clinician.slug}.{clinician.practice_id.hex}.{signed_in.token}"
    _give(response, settings.CLIENT_COOKIE_NAME, key, timedelta(hours=settings.SESSION_HOURS))
    response.delete_cookie(settings.CLIENT_CODE_COOKIE_NAME)
    known_browser.remember(response, f"{signed_in.client.pk}", cookie=settings.CLIENT_KNOWN_COOKIE_NAME)


def sign_out(response: HttpResponse) -> None:
    response.delete_cookie(settings.CLIENT_COOKIE_NAME)


def session_of(request: HttpRequest) -> ClientSession | None:
    """The session that this browser is in, while it lasts; that it goes on is noted."""
    key = _key(request)
    if key is None:
        return None
    at = now()
    with inside(UUID(key["practice"])):
        session = session_for_token(key["token"], began_after=at - _whole(), seen_after=at - _idle(), now=at)
        if session and at - session.last_seen_at >= timedelta(seconds=NOTED_EVERY):
            note_client_seen(session, now=at)
    return session


def actor_of(session: ClientSession) -> ClientActor:
    return ClientActor(practice_id=session.practice_id, client_id=session.client_id)


def lasts(session: ClientSession, at: datetime) -> bool:
    began, seen, latest = session.began_at, session.last_seen_at, at + APART
    return at - _whole() <= began <= latest and at - _idle() <= seen <= latest


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where they signed in before. What was written meanwhile is given back, for nothing of it was sent."""
    key = _key(request)
    if words := request.POST.get("text") or request.POST.get("note"):  # of a message, or with a time
        context = {"text": words, "slug": key["slug"] if key else ""}
        return render(request, "you/signed_out.html", context, status=403)
    return redirect("client_sign_in", key["slug"]) if key else redirect("client_signed_out")


def _key(request: HttpRequest) -> re.Match[str] | None:
    return _KEY.fullmatch(request.COOKIES.get(settings.CLIENT_COOKIE_NAME, ""))


def _give(response: HttpResponse, name: str, value: str, lasting: timedelta) -> None:
    rules: dict[str, Any] = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
    response.set_cookie(name, value, max_age=lasting, **rules)


def _idle() -> timedelta:
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def _whole() -> timedelta:
    return timedelta(hours=settings.SESSION_HOURS)
