"""The CapabilityStatement: what can be read and searched here, in either release."""

from collections.abc import Mapping
from typing import NamedTuple

from policies.domain.fhir.values import Json, Release, said

DATE = "2026-11-27"  # when what it says last changed
_BEARER = (
    "PractitionerRole, Practitioner, Schedule and free Slots of whoever has published a policy are open to "
    "anyone. Appointments, busy Slots and the rest of a practice take a token of that practice with the "
    "scope appointments:read, as Authorization: Bearer. Each search may be posted to _search as a form, too."
)


class Search(NamedTuple):
    name: str
    type: str
    words: str


class Offered(NamedTuple):
    searches: tuple[Search, ...]
    words: str = ""

    @property
    def known(self) -> frozenset[str]:
        return frozenset(each.name for each in self.searches) | {"_count", "_after"}


_ID = Search("_id", "token", "One or several, with commas.")
_IDENTIFIER = Search("identifier", "token", "The name in the address of their page.")

OFFERED: Mapping[str, Offered] = {
    "PractitionerRole": Offered(
        (_ID, _IDENTIFIER, Search("practitioner", "reference", "Practitioner/[id]")),
        "Contact hours, and when they do not hold in the months ahead.",
    ),
    "Practitioner": Offered((_ID, _IDENTIFIER)),
    "Schedule": Offered(
        (_ID, Search("actor", "reference", "PractitionerRole/[id] or Practitioner/[id]")),
        "One for each kind of session.",
    ),
    "Slot": Offered(
        (
            Search("schedule", "reference", "Schedule/[id]; needed."),
            Search("start", "date", "eq, ge, gt, le, lt, sa, eb; at most 62 days, else four weeks from now."),
            Search("status", "token", "free, busy, busy-tentative"),
        ),
        "Of what is taken, nothing is told without a token.",
    ),
    "Appointment": Offered(
        (
            _ID,
            Search("date", "date", "Of the start: eq, ge, gt, le, lt, sa, eb."),
            Search("actor", "reference", "PractitionerRole/[id] or Practitioner/[id]"),
            Search("practitioner", "reference", "Practitioner/[id]"),
            Search("status", "token", "pending, booked, cancelled"),
            Search("_lastUpdated", "date", "As date."),
        ),
        "Times and states: no names, no notes.",
    ),
}


def capability_statement(release: Release, *, base: str, version: str) -> Json:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        "software": {"name": "Between Sessions", "version": version},
        "implementation": {"description": "Between Sessions, read-only", "url": base},
        "fhirVersion": release.number,
        "format": ["json", "application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {"cors": True, "description": _BEARER},
                "resource": [_resource(kind, offered) for kind, offered in OFFERED.items()],
            }
        ],
    }


def _resource(kind: str, offered: Offered) -> Json:
    return said(
        type=kind,
        documentation=offered.words,
        interaction=[{"code": "read"}, {"code": "search-type"}],
        versioning="versioned",
        readHistory=False,
        searchParam=[
            {"name": each.name, "type": each.type, "documentation": each.words} for each in offered.searches
        ],
    )
