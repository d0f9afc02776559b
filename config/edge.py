"""Before and after every view: whom to believe, how much to read, what a browser may keep."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control

from accounts.domain.internet_address import as_itself
from config.error_pages import too_large

Answer = Callable[[HttpRequest], HttpResponseBase]

WHAT_A_PROXY_SAYS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP")
MOST_DIGITS = 12  # int() itself refuses thousands of them
NO_SENSORS = ", ".join(
    f"{power}=()"
    for power in (
        "camera",
        "microphone",
        "geolocation",
        "payment",
        "usb",
        "display-capture",
        "browsing-topics",
    )
)


def believe_only_proxies(answer: Answer) -> Answer:
    """What stands in X-Forwarded-… counts where TRUSTED_PROXIES says it, and is dropped from anyone else."""

    def believed(request: HttpRequest) -> HttpResponseBase:
        if not _is_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in [name for name in request.META if name.startswith(WHAT_A_PROXY_SAYS)]:
                del request.META[name]
        return answer(request)

    return believed


def _is_proxy(address: str) -> bool:
    try:
        peer = as_itself(ip_address(address))
    except ValueError:
        return False
    return any(peer in ip_network(each) for each in settings.TRUSTED_PROXIES)


def forget_who_asks(answer: Answer) -> Answer:
    """What is the same for everyone is answered as to nobody: no session is read, or set, for its sake."""

    def forgotten(request: HttpRequest) -> HttpResponseBase:
        if "HTTP_COOKIE" in request.META and _is_for_everyone(request.path_info):
            del request.META["HTTP_COOKIE"]
        return answer(request)

    return forgotten


def _is_for_everyone(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "for_everyone", False)
    except Resolver404:
        return False


def keep_private(answer: Answer) -> Answer:
    """No sensors for any page; what a program, a form or somebody signed in is answered is stored nowhere."""

    def kept(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Permissions-Policy", NO_SENSORS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_private(request, response) and "Cache-Control" not in response.headers:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return kept


def _is_private(request: HttpRequest, response: HttpResponseBase) -> bool:
    sessions = {settings.SESSION_COOKIE_NAME, settings.CLIENT_COOKIE_NAME}
    signed_in = not sessions.isdisjoint(request.COOKIES) or not sessions.isdisjoint(response.cookies)
    return request.path.startswith(("/api/", "/fhir/")) or request.method == "POST" or signed_in


def limit_bodies(answer: Answer) -> Answer:
    """413 by what the request says of its length: nothing of the body is read, let alone parsed.

    A body of unsaid length (chunked) reads as empty, as WSGI has it.
    """

    def limited(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        return answer(request) if _is_read(length) else too_large(request)

    return limited


def _is_read(length: str) -> bool:
    return length.isdecimal() and len(length) < MOST_DIGITS and int(length) <= settings.LARGEST_BODY
