"""How often a code can be asked for.

Three tries at each code, and few codes: that is why guessing does not pay. A browser in which this client has
signed in before is counted by itself, so no stranger keeps a client out of it; elsewhere it takes fifteen
minutes from when the strangers stop. An address that nobody knows is counted like any other.
"""

from datetime import timedelta

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import Client, Clinician
from web.sign_in import known_browser

WAIT = timedelta(minutes=15)
RATES = {  # "ip" is the network place, "key" what is handed over
    "anywhere": "30/15m/ip,6/15m/key",
    "one-place": "3/15m/key",
    "known-browser": "5/15m/key",
}


def may_ask(request: HttpRequest, clinician: Clinician, address: str, client: Client | None) -> bool:
    who = f"{client.pk}" if client else "nobody"
    if mark := known_browser.mark_of(request, who, cookie=settings.CLIENT_KNOWN_COOKIE_NAME):
        return _is_within(request, "known-browser", mark)
    whose = salted_hmac("web.sign_in.asking", f"{clinician.practice_id}:{address}", algorithm="sha256")
    here = f"{whose.hexdigest()}:{ratelimit.get_ip(request)}"
    return _is_within(request, "one-place", here) and _is_within(request, "anywhere", whose.hexdigest())


def _is_within(request: HttpRequest, action: str, key: str) -> bool:
    return bool(ratelimit.consume(request, app="clients", action=action, config=RATES, key=key))
