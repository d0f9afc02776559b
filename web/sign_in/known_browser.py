"""A browser that has signed in before is counted by itself.

So strangers who guess at a clinician's password cannot keep the clinician out: their guesses fill another
account's worth of tries. OWASP calls such a mark a device cookie. It opens nothing.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
KEPT_FOR = timedelta(days=180)
_signer = signing.TimestampSigner(salt="web.sign_in.known_browser")


def remember(response: HttpResponse, who: str, *, cookie: str = COOKIE) -> None:
    """`who`: an email address, or whatever else names one who signs in."""
    mark = _signer.sign(f"{_fingerprint(who, cookie)}-{secrets.token_hex(8)}")
    response.set_cookie(
        cookie, mark, max_age=KEPT_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def mark_of(request: HttpRequest, who: str, *, cookie: str = COOKIE) -> str | None:
    """This browser's own mark, where this very person has signed in from it."""
    try:
        mark = _signer.unsign(request.COOKIES.get(cookie, ""), max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return mark if mark.startswith(f"{_fingerprint(who, cookie)}-") else None


def _fingerprint(who: str, cookie: str) -> str:
    return salted_hmac(cookie, who.lower(), algorithm="sha256").hexdigest()
