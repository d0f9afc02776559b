"""What nobody else answered: a problem document under /api/, a page with help anywhere else."""

import sys
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults

from config.problems import AWAY, PROBLEM_JSON, RETRY_AFTER, help_anywhere, problem, unavailable

DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request does not fit: look over its address, its Host and its headers.",
    HTTPStatus.FORBIDDEN: "This is not open to you.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. Addresses of the API end with a slash.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: 2 MiB is the most that is read.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side. Nothing may have been stored.",
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 400) if _is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 403) if _is_api(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, 404) if _is_api(request) else defaults.page_not_found(request, exception)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The end of the API's map, lest a forgotten slash be mended by a redirect, which drops the body."""
    raise Http404


def too_large(request: HttpRequest) -> HttpResponse:
    return _problem(request, 413) if _is_api(request) else render(request, "413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where it is only the database or a key that is away."""
    error = sys.exception()
    if not _is_api(request):
        page = defaults.server_error(request)
        return _later(page) if isinstance(error, AWAY) else page
    if isinstance(error, AWAY):
        return _later(JsonResponse(unavailable(error), content_type=PROBLEM_JSON))
    return _problem(request, 500)


def _later(response: HttpResponse) -> HttpResponse:
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(request: HttpRequest, status: int) -> HttpResponse:
    """Whoever wrote what is handed over must find help, also where nothing of it is read."""
    document = problem(status, DETAILS[HTTPStatus(status)])
    document |= help_anywhere() if request.method == "POST" else {}
    return JsonResponse(document, status=status, content_type=PROBLEM_JSON)
