"""What all answers share: who asks, errors as OperationOutcome, versions, pages."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from accounts.api import Integration, OftenAsked, TokenAuthentication
from accounts.domain.actors import IntegrationActor, Visitor
from accounts.queries import NotFoundError
from policies.api.fhir.negotiation import FHIR_JSON, ByFormat, FhirRenderer, given_in
from policies.domain.fhir.answers import Page, bundle, outcome
from policies.domain.fhir.searching import AFTER, Asked, CannotSearchError, Cursor, count, cursor, read
from policies.domain.fhir.values import Json, Release, version_of
from policies.queries.told import GoneError, is_of_a_practice

T = TypeVar("T")
NOTHING = "There is nothing here that you may see."
GONE = "This clinician takes no messages here any more; their page says whom to ask."


class VisitorsOften(OftenAsked):
    """A practice's own programs may ask as often as they need to."""

    def get_cache_key(self, request: Request, view: object) -> str | None:
        return None if program_of(request) else super().get_cache_key(request, view)


class FhirView(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes: Any = ()
    renderer_classes = (FhirRenderer, JSONRenderer)
    parser_classes = ()
    content_negotiation_class = ByFormat
    throttle_classes = (VisitorsOften,)
    http_method_names = ("get", "head")
    schema = None  # not in the OpenAPI schema: `metadata` says what there is

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return outcome_response


class SearchView(FhirView):
    """Asked by GET or, at `_search`, by POST, whose form keeps what is asked out of logs of addresses."""

    def post(self, request: Request, release: Release) -> HttpResponseBase:
        by_get: Callable[[Request, Release], HttpResponseBase] = self.get  # type: ignore[attr-defined]  # each search has it
        return by_get(request, release)


def outcome_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """None, as DRF wants it, for what is nobody's doing but ours: `config.error_pages` answers that."""
    request = context.get("request")
    if isinstance(request, Request):
        request.accepted_renderer = FhirRenderer()
        request.accepted_media_type = FHIR_JSON
    match error:
        case CannotSearchError():
            told = outcome(400, error.words, code=error.code, place=error.parameter)
            return _kept_nowhere(Response(told, status=400))
        case GoneError():
            return _kept_nowhere(Response(outcome(410, GONE), status=410))
        case NotFoundError():
            return _kept_nowhere(Response(outcome(404, NOTHING), status=404))
    response = exception_handler(error, context)
    if response is not None:
        words = str(error.detail) if isinstance(error, exceptions.APIException) else NOTHING
        response.data = outcome(response.status_code, words)
        return _kept_nowhere(response)
    return None


def _kept_nowhere(response: Response) -> Response:
    patch_cache_control(response, no_store=True, private=True)
    return response


def program_of(request: Request) -> IntegrationActor | None:
    user: object = request.user
    return user.actor if isinstance(user, Integration) else None


def reader_of(request: Request) -> IntegrationActor | Visitor:
    """A program with a token for it, or anyone."""
    actor = program_of(request)
    return actor if actor and is_of_a_practice(actor) else Visitor()


def base_of(release: Release) -> str:
    return f"{settings.BASE_URL}/fhir/{release}"


# --- answers


def answer(request: Request, told: Json, changed: datetime | None = None) -> HttpResponseBase:
    """With its version as its ETag (http://hl7.org/fhir/http.html#versioning); 304 for who has it."""
    response = Response(told)
    tag = f'W/"{told.get("meta", {}).get("versionId") or version_of(told)}"'
    response["ETag"] = tag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    if not program_of(request):
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
    patch_vary_headers(response, ["Authorization"])
    if request.method == "POST":
        return _kept_nowhere(response)
    if program_of(request):
        patch_cache_control(response, no_store=True, private=True)
    else:
        patch_cache_control(response, no_cache=True, public=True)
    plain: HttpRequest = request._request  # noqa: SLF001  DRF has no other name for it
    return get_conditional_response(plain, etag=tag, response=response) or response


# --- searches


def asked_of(request: Request, known: Collection[str]) -> Asked:
    """Raises CannotSearchError."""
    preferred = request.headers.get("Prefer", "").replace(" ", "").lower()
    return read(given_in(request), known, strict="handling=strict" in preferred)


def page_of(
    found: Sequence[T], key: Callable[[T], Cursor], asked: Asked
) -> tuple[Sequence[T], Cursor | None]:
    """Of all that was found, in the order of its keys: a page, and where it ended if it goes on."""
    after, number = cursor(asked), count(asked)
    rest = [each for each in found if after is None or key(each) > after]
    shown = rest[:number]
    return shown, key(shown[-1]) if shown and len(rest) > number else None


def searched(  # noqa: PLR0913  a page has this many particulars
    request: Request,
    kind: str,
    release: Release,
    asked: Asked,
    resources: Sequence[Json],
    *,
    total: int,
    end: Cursor | None,
) -> HttpResponseBase:
    """`end`: where this page ended; None: it is the last."""
    here = f"{base_of(release)}/{kind}"
    following = asked.address(here, **{AFTER: str(end)}) if end else None
    return answer(request, bundle(Page(resources, total, asked.address(here), following), base_of(release)))
