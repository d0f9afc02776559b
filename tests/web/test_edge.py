"""Whatever is asked, and however: what the edge answers, believes, reads and lets be kept."""

import json
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from pytest_django import Settings

from accounts.domain.key_ring import WrongRingError
from accounts.models import Clinician
from config import edge
from config.encoding import Handler, Request
from tests import factories
from web.views import home

FAULTS = [(OperationalError, 503), (WrongRingError, 503), (ZeroDivisionError, 500)]
PROBLEM = "application/problem+json"
MIB = 1024 * 1024


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"]
)
@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/nothing/", "/api/v1/messages", "/api/v2/messages/"]
)
def test_unknown_addresses_of_the_api_are_problems(client: Browser, method: str, path: str) -> None:
    response = client.generic(method, path)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_the_documents_of_the_api_are_there_to_be_read(client: Browser, method: str) -> None:
    for path in ("/api/v1/schema/", "/api/v1/docs/"):
        response = client.generic(method, path)
        allowed = method in {"GET", "HEAD"}
        assert response.status_code == (200 if allowed else 405)
        assert allowed or response["Content-Type"] == PROBLEM


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_other_verbs_are_told_which_there_are(ada: Clinician, client: Browser, method: str) -> None:
    bearer = {"authorization": f"Bearer {factories.issue_token(practice=ada.practice)}"}
    response = client.generic(method, "/api/v1/messages/", headers=bearer)
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert response["Allow"] == "POST, OPTIONS"


def test_who_wants_no_json_is_told_that_there_is_nothing_else(ada: Clinician, client: Browser) -> None:
    bearer = {"authorization": f"Bearer {factories.issue_token(practice=ada.practice)}", "accept": "text/csv"}
    response = client.post("/api/v1/messages/", {}, content_type="application/json", headers=bearer)
    assert (response.status_code, response["Content-Type"]) == (406, PROBLEM)


@pytest.mark.parametrize("path", ["/", "/p/ada-quist/", "/p/ada-quist/policy.json", "/healthz", "/sign-in/"])
def test_head_says_what_get_would(published: Clinician, client: Browser, path: str) -> None:
    by_head, by_get = client.head(path), client.get(path)
    assert (by_head.status_code, by_head["Content-Type"]) == (200, by_get["Content-Type"])
    assert by_head.content == b""


def test_a_verb_in_a_header_or_a_field_changes_nothing(ada: Clinician, client: Browser) -> None:
    for name in ("x-http-method-override", "x-http-method", "x-method-override"):
        assert client.get("/sign-out/", headers={name: "POST"}).status_code == 405
    assert client.get("/sign-out/?_method=POST").status_code == 405


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/messages/", PROBLEM), ("/", "text/html; charset=utf-8")]
)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", ""])
def test_a_foreign_host_is_refused(client: Browser, host: str, path: str, kind: str) -> None:
    response = client.get(path, headers={"host": host or "."})
    assert (response.status_code, response["Content-Type"]) == (400, kind)


def test_a_forwarded_host_counts_for_nothing(client: Browser) -> None:
    response = client.get("/sign-in/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize("peer", ["203.0.113.9", "10.0.0.1", "", "not an address"])
def test_a_proxy_is_believed_only_where_it_is_known(settings: Settings, peer: str) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "192.168.0.0/16"]
    forged = {
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "127.0.0.1",
        "HTTP_FORWARDED": "for=1",
    }
    assert _believed(peer, **forged) == {}
    assert _believed("192.168.7.1", **forged) == forged


def _believed(peer: str, **said: str) -> dict[str, str]:
    seen: dict[str, str] = {}

    def look(request: HttpRequest) -> HttpResponse:
        seen.update({name: request.META[name] for name in said if name in request.META})
        return HttpResponse()

    request = RequestFactory().get("/")
    request.META.update(REMOTE_ADDR=peer, **said)
    edge.believe_only_proxies(look)(request)
    return seen


class Unread:
    """A body that must not be touched."""

    def read(self, *_: object) -> bytes:
        pytest.fail("the body was read")


def _sent(path: str, length: str) -> WSGIRequest:
    request = RequestFactory().post(path, b"", content_type="application/json")
    request.META["CONTENT_LENGTH"] = length
    request._stream = Unread()  # type: ignore[assignment]  # noqa: SLF001  where Django keeps it
    return request


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/messages/", PROBLEM), ("/sign-in/", "text/html; charset=utf-8")]
)
@pytest.mark.parametrize("length", [str(2 * MIB + 1), str(30 * MIB), "9" * 5000, "-1", "1e9", "²"])
def test_what_is_too_large_is_refused_unread(length: str, path: str, kind: str) -> None:
    response = edge.limit_bodies(lambda _: pytest.fail("let through"))(_sent(path, length))
    assert (response.status_code, response["Content-Type"]) == (413, kind)
    assert isinstance(response, HttpResponse)
    assert kind == PROBLEM or "Send them in parts" in response.content.decode()


def test_the_longest_text_gets_in_however_it_is_escaped(ada: Clinician, client: Browser) -> None:
    bearer = {"authorization": f"Bearer {factories.issue_token(practice=ada.practice)}"}
    said = {"clinician": ada.slug, "channel": "sms", "from": "+12125550123", "text": "\U0001f642" * 100_000}
    response = client.post(
        "/api/v1/messages/", json.dumps(said), content_type="application/json", headers=bearer
    )
    assert response.status_code == 201


ENCODINGS = [
    "zlib",
    "rot13",
    "unicode_escape",
    "utf-7",
    "undefined",
    "idna",
    "utf-16",
    "latin-1",
    "utf-8-sig",
]
PARTS = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_form_in_another_encoding_is_refused(published: Clinician, client: Browser, encoding: str) -> None:
    said = {"address": "dan@client.example", "text": r"Hello +2AA- \ud800"}
    body = "".join(PARTS.format(*each) for each in said.items()) + "--x--\r\n"
    for kind, sent in (
        ("multipart/form-data; boundary=x", body),
        ("application/x-www-form-urlencoded", urlencode(said)),
    ):
        answer = client.generic("POST", "/p/ada-quist/", sent, content_type=f"{kind}; charset={encoding}")
        assert (kind, answer.status_code) == (kind, 400)
        assert client.generic("POST", "/p/ada-quist/", sent, content_type=kind).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("encoding", [*ENCODINGS, "nothing-known"])
def test_no_encoding_that_is_said_keeps_a_request_from_being_answered(
    published: Clinician, encoding: str, kind: str
) -> None:
    """Asked as the server asks, for Django's own test client makes requests of its own kind."""
    for verb, path in (("GET", "/p/ada-quist/"), ("POST", "/p/ada-quist/"), ("POST", "/api/v1/messages/")):
        environ = {
            "REQUEST_METHOD": verb,
            "PATH_INFO": path,
            "QUERY_STRING": "channel=%80+2AA-",
            "CONTENT_TYPE": f"{kind}; charset={encoding}",
        }
        setup_testing_defaults(environ)
        answer = Handler().get_response(Request(environ))
        assert answer.status_code in {200, 400, 401, 403, 415}


@pytest.mark.parametrize(("error", "status"), FAULTS)
def test_faults_are_told_as_what_they_are(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error("canary-7f3a")

    monkeypatch.setattr(home, "render", fails)
    response = Browser(raise_request_exception=False).get("/")
    assert response.status_code == status
    assert response.has_header("Retry-After") is (status == 503)
    assert "canary-7f3a" not in response.content.decode()
    assert "https://findahelpline.com" in response.content.decode()


@pytest.mark.parametrize(("error", "status"), FAULTS)
def test_faults_of_the_api_are_problems(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error("canary-7f3a")

    monkeypatch.setattr("accounts.api.integration_for_token", fails)
    response: Any = Browser(raise_request_exception=False).post(
        "/api/v1/messages/", {}, content_type="application/json", headers={"authorization": "Bearer x"}
    )
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert response.json()["status"] == status
    assert "canary-7f3a" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/p/ada-quist/", "/sign-in/", "/nothing", "/api/v1/nothing", "/healthz"]
)
def test_every_answer_carries_what_browsers_hold_to(published: Clinician, client: Browser, path: str) -> None:
    headers = client.get(path).headers
    parts = (part.split() for part in headers["Content-Security-Policy"].split(";"))
    assert {name: words for name, *words in parts} == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
    assert headers["Permissions-Policy"] == edge.NO_SENSORS
    assert {name: headers[name] for name in STRICT} == STRICT


STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/inbox/", "/", "/p/ada-quist/", "/nothing", "/sign-in/"])
def test_nothing_that_somebody_signed_in_sees_is_kept(signed_in: Browser, path: str) -> None:
    assert "no-store" in signed_in.get(path)["Cache-Control"]


def test_what_a_program_is_told_is_not_kept(client: Browser) -> None:
    assert client.post("/api/v1/messages/")["Cache-Control"] == "no-store, private"


def test_what_everyone_may_know_may_be_kept(published: Clinician, client: Browser) -> None:
    assert client.get("/p/ada-quist/policy.json")["Cache-Control"] == "public, no-cache"
    assert "Cache-Control" not in client.get("/p/ada-quist/").headers


def test_signing_in_sets_cookies_that_scripts_and_other_sites_do_not_get(
    published: Clinician, client: Browser
) -> None:
    answer = client.post("/sign-in/", {"login": "ada@inbox.example", "password": factories.PASSWORD})
    for cookie in answer.cookies.values():
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert set(answer.cookies) == {"session", "csrf", "known_browser"}
    assert "no-store" in answer["Cache-Control"]
