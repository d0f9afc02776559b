"""A session ends when nothing happens for a while, and after some hours in any case."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.domain.clocks import APART

BEGAN, LAST_SEEN = "began", "last_seen"  # seconds since 1970, kept in the session
NOTED_EVERY = 60  # seconds: not every page that is read has to write
Answer = Callable[[HttpRequest], HttpResponseBase]


def end_old_sessions(answer: Answer) -> Answer:
    def ended(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _hold_to_limits(request, time.time())
        return answer(request)

    return ended


def _hold_to_limits(request: HttpRequest, now: float) -> None:
    session = request.session
    began, last_seen = session.get(BEGAN, now), session.get(LAST_SEEN, 0)
    if BEGAN in session and _is_over(began, last_seen, now):
        logout(request)
        messages.info(request, _("You were signed out because nothing had happened for a while."))
    elif now - last_seen >= NOTED_EVERY:
        session[BEGAN], session[LAST_SEEN] = began, now
        seen = datetime.fromtimestamp(now, UTC)
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=seen)


def _is_over(began: float, last_seen: float, now: float) -> bool:
    """Also where the clock has gone back behind it: nobody can say any more how long it lasts."""
    idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    apart = APART.total_seconds()
    return not (-apart <= now - last_seen <= idle and -apart <= now - began <= whole)
