"""Errors of the API as `application/problem+json` (RFC 9457): what happened, where, and what to do."""

from collections.abc import Iterator
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.domain.key_ring import WrongRingError
from accounts.queries import NotFoundError
from notifications.domain.resource_words import in_words
from notifications.domain.resources import ANYWHERE

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER = 30  # seconds
NOT_STORED = (
    "Nothing was stored, because {reason}. Send it again soon, and show the person who wrote where to find "
    "help."
)
AWAY = (OperationalError, InterfaceError, WrongRingError)  # there again once somebody has seen to it


def problem_response(error: Exception, context: dict[str, object]) -> Response | None:
    """DRF's exception handler. None, as DRF wants it, for what is nobody's doing but ours."""
    if isinstance(request := context.get("request"), Request):
        request.accepted_renderer = JSONRenderer()  # also where the view would answer with a page
        request.accepted_media_type = PROBLEM_JSON
    if isinstance(error, NotFoundError):
        error = exceptions.NotFound()
    if isinstance(error, AWAY):
        later = {"Retry-After": str(RETRY_AFTER)}
        return Response(unavailable(error), status=503, headers=later, content_type=PROBLEM_JSON)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = problem(response.status_code, _detail(error)) | _help_for(request)
    if isinstance(error, exceptions.ValidationError):
        response.data["detail"] = "Some of what was sent cannot be used. Mend the places named in `errors`."
        response.data["errors"] = list(_places(error.detail))
    response.content_type = PROBLEM_JSON
    return response


def unavailable(error: BaseException) -> dict[str, object]:
    """The database or a key is away. Whoever wrote must find help all the same: it stands in the answer."""
    reason = "the database cannot be reached just now"
    if isinstance(error, WrongRingError):
        reason = "a key to keep it under is missing on our side, and whoever runs this service has to add it"
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, NOT_STORED.format(reason=reason)) | help_anywhere()


def help_anywhere() -> dict[str, object]:
    """For whoever wrote what is not taken in: nobody here knows where they are."""
    return {"resources": [line.to_json() for line in in_words(ANYWHERE, "en")]}


def _help_for(request: object) -> dict[str, object]:
    """What is handed over is somebody's message, whatever else is wrong with it."""
    return help_anywhere() if isinstance(request, Request) and request.method == "POST" else {}


def problem(status: int, detail: str) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.NotFound | Http404):
        return "There is nothing here that you may see."
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    return str(error)


def _places(detail: object, place: str = "") -> Iterator[dict[str, str]]:
    match detail:
        case dict():
            for key, inner in detail.items():
                yield from _places(inner, f"{place}.{key}" if place else str(key))
        case list():
            for inner in detail:
                yield from _places(inner, place)
        case _:
            yield {"place": place or "body", "detail": str(detail)}
