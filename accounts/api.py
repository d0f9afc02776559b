"""How a program shows who it is: `Authorization: Bearer bs_…`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.domain.actors import IntegrationActor
from accounts.queries import integration_for_token


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
        actor = integration_for_token(token.strip().decode("latin-1"))
        if actor is None:
            raise AuthenticationFailed("this token is not known here, or was revoked: make a new one")
        return Integration(actor), None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class TokenAuthenticationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its hook is untyped
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
