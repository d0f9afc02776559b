"""Answers that everyone may keep, and what is told to who has one already."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag


def unless_known(
    request: HttpRequest, response: HttpResponse, *, etag: str = "", seconds: int = 0
) -> HttpResponseBase:
    """The response, or 304 for who has it. `seconds`: for how long it may be used without asking again.

    Where no ETag is given, the content makes it.
    """
    if seconds:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    response["ETag"] = tag = quote_etag(etag or sha256(response.content).hexdigest())
    return get_conditional_response(request, tag, response=response) or response
