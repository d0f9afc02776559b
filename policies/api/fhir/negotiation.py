"""What is asked, and which form the answer has: JSON, under FHIR's name for it or the plain one."""

from collections.abc import Iterable

from django.http import QueryDict
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import order_by_precedence

FHIR_JSON = "application/fhir+json"
ANYTHING = {"*/*", "application/*", "text/html", "application/xhtml+xml"}  # a browser looks, too
FORMATS = {
    "json": FHIR_JSON,
    FHIR_JSON: FHIR_JSON,
    "application/json": "application/json",
    "text/json": FHIR_JSON,
}


def given_in(request: Request) -> dict[str, list[str]]:
    """The parameters of the address and, where a search is posted, those of its form beside them."""
    given = {name: list(values) for name, values in request.query_params.lists()}
    form: object = request.data if request.parsers else None  # which only such a search has
    if isinstance(form, QueryDict):  # and not where nothing was posted
        for name, values in form.lists():
            given[name] = [*given.get(name, ()), *values]
    return given


class FhirRenderer(JSONRenderer):
    media_type = FHIR_JSON
    format = "fhir"


class ByFormat(DefaultContentNegotiation):
    """`_format` before Accept, as FHIR has it."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        media_type = _by_parameter(given_in(request)) or _by_header(request)
        return next(each for each in renderers if each.media_type == media_type), media_type


def _by_parameter(given: dict[str, list[str]]) -> str | None:
    written = next(reversed(given.get("_format", [])), "")
    if not written:
        return None
    plain = written.partition(";")[0].strip().replace(" ", "+").lower()  # what a query makes of a plus
    if plain not in FORMATS:
        raise NotAcceptable
    return FORMATS[plain]


def _by_header(request: Request) -> str:
    accepted = [each.strip() for each in request.headers.get("Accept", "*/*").split(",") if each.strip()]
    for ranked in order_by_precedence(accepted):
        for each in ranked:
            plain = each.partition(";")[0].strip().lower()
            if plain in FORMATS:
                return FORMATS[plain]
            if plain in ANYTHING:
                return FHIR_JSON
    if accepted:
        raise NotAcceptable
    return FHIR_JSON
