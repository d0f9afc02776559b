"""What nobody else answered: what a program reads under /api/ and /fhir/, a page with help anywhere else."""

import sys
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults

from config.problems import AWAY, PROBLEM_JSON, RETRY_AFTER, help_anywhere, problem, unavailable
from policies.domain.fhir.answers import outcome

DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request does not fit: look over its address, its Host and its headers.",
    HTTPStatus.FORBIDDEN: "This is not open to you.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. Addresses of the API end with a slash.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: 2 MiB is the most that is read.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side. Nothing may have been stored.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database cannot be reached just now; ask again soon.",
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _for_a_program(request, 400) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _for_a_program(request, 403) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _for_a_program(request, 404) or defaults.page_not_found(request, exception)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The end of the API's map, lest a forgotten slash be mended by a redirect, which drops the body."""
    raise Http404


def too_large(request: HttpRequest) -> HttpResponse:
    return _for_a_program(request, 413) or render(request, "413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where it is only the database or a key that is away."""
    error = sys.exception()
    if not isinstance(error, AWAY):
        return _for_a_program(request, 500) or defaults.server_error(request)
    if request.path.startswith("/api/"):
        return _later(JsonResponse(unavailable(error), content_type=PROBLEM_JSON))
    return _later(_for_a_program(request, 503) or defaults.server_error(request))


def _later(response: HttpResponse) -> HttpResponse:
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _for_a_program(request: HttpRequest, status: int) -> HttpResponse | None:
    """As each of our two interfaces words it; None for a person.

    What is handed over is somebody's message: help stands in the answer, also where nothing of it is read.
    """
    words = DETAILS[HTTPStatus(status)]
    if request.path.startswith("/api/"):
        document = problem(status, words) | (help_anywhere() if request.method == "POST" else {})
        return JsonResponse(document, status=status, content_type=PROBLEM_JSON)
    if request.path.startswith("/fhir/"):
        return JsonResponse(outcome(status, words), status=status, content_type="application/fhir+json")
    return None
