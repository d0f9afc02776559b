"""Bundles of what was searched for, and outcomes where something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from policies.domain.fhir.values import Json, said

CODES = {  # http://hl7.org/fhir/issue-type, the same codes in both releases
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not-supported",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.GONE: "deleted",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long",
    HTTPStatus.TOO_MANY_REQUESTS: "throttled",
    HTTPStatus.SERVICE_UNAVAILABLE: "transient",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found. `total`: of all of it. Addresses are whole."""

    resources: Sequence[Json]
    total: int
    this: str
    following: str | None


def bundle(page: Page, base: str) -> Json:
    links = [{"relation": "self", "url": page.this}]
    if page.following:
        links.append({"relation": "next", "url": page.following})
    entries = [
        {
            "fullUrl": f"{base}/{each['resourceType']}/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in page.resources
    ]
    return said(resourceType="Bundle", type="searchset", total=page.total, link=links, entry=entries)


def outcome(status: int, words: str, *, severity: str = "error", code: str = "", place: str = "") -> Json:
    """`place`: what it is about, as in `http.start`, the name that both releases give a parameter."""
    issue = said(
        severity=severity,
        code=code or CODES.get(HTTPStatus(status), "exception"),
        details={"text": words},
        diagnostics=words,
        expression=[f"http.{place}"] if place else [],
    )
    return {"resourceType": "OperationOutcome", "issue": [issue]}
