"""Errors of the API as `application/problem+json` (RFC 9457): what happened, where, and what to do."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.queries import NotFoundError

PROBLEM_JSON = "application/problem+json"


def problem_response(error: Exception, context: dict[str, object]) -> Response | None:
    """DRF's exception handler. None, as DRF wants it, for what is nobody's doing but ours."""
    if isinstance(error, NotFoundError):
        error = exceptions.NotFound()
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = _detail(error)
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": detail,
    }
    if isinstance(error, exceptions.ValidationError):
        response.data["detail"] = "Some of what was sent cannot be used. Mend the places named in `errors`."
        response.data["errors"] = list(_places(error.detail))
    response.content_type = PROBLEM_JSON
    return response


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.NotFound | Http404):
        return "There is nothing here that this token may see."
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
