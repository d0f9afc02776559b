"""How a program shows who it is: `Authorization: Bearer bs_…`; what its token may be used for."""

from datetime import UTC, datetime
from typing import cast

from django.core.cache.backends.locmem import LocMemCache
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.domain.actors import IntegrationActor
from accounts.domain.internet_address import as_one_place
from accounts.domain.scopes import Scope
from accounts.queries import integration_for_token
from accounts.services import note_use


class Integration:
    """What DRF calls the user of a request."""

    is_authenticated = True

    def __init__(self, actor: IntegrationActor) -> None:
        self.actor = actor


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Integration, None] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = datetime.now(UTC)
        actor = integration_for_token(token.strip().decode("latin-1"), now=now)
        if actor is None:
            raise AuthenticationFailed(
                "this token is not known here, was revoked or has expired: make a new one"
            )
        note_use(actor, now=now)
        return Integration(actor), None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """The view says in `scope` what a token has to be made for."""

    def has_permission(self, request: Request, view: object) -> bool:
        scope: Scope = view.scope  # type: ignore[attr-defined]  # a view that asks for one has one
        if scope not in cast("Integration", request.user).actor.scopes:
            raise PermissionDenied(f"this token was not made for {scope}: make one that is")
        return True


class OftenAsked(SimpleRateThrottle):
    """So many questions from one place, counted by each process for itself: nobody's address is stored."""

    rate = "120/min"
    cache = LocMemCache("askers", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

    def get_cache_key(self, request: Request, view: object) -> str | None:
        return as_one_place(self.get_ident(request) or "")


class TokenAuthenticationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its hook is untyped
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
