"""Help that is shown with every answer: by where the client is, and never a foreign number by default."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from notifications.domain.errors import ResourcesError

HELPLINES = Path(__file__).parent / "helplines"


class ResourceKind(StrEnum):
    EMERGENCY = "emergency"
    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Resource:
    """`name` and `display` are English message ids; `dial` is what a phone dials, or an address to open."""

    token: str
    name: str
    display: str
    dial: str
    kind: ResourceKind
    hours: str = ""
    languages: tuple[str, ...] = ()
    source: str = ""
    verified_on: date | None = (
        None  # None: no page of the line's own was seen; shown as not verified to clinicians
    )

    def to_json(self) -> dict[str, str]:
        """As decisions keep it, and as answers to programs have it."""
        shown = {"token": self.token, "name": self.name, "display": self.display, "dial": self.dial}
        return {**shown, "kind": self.kind}


LOCAL_EMERGENCY = Resource(
    token="local_emergency",  # noqa: S106  a name of the resource, no secret
    name="Emergency services",
    display="your local emergency number",
    dial="",
    kind=ResourceKind.EMERGENCY,
)
FIND_A_HELPLINE = Resource(
    token="findahelpline",  # noqa: S106  likewise
    name="Find a helpline in your country",
    display="findahelpline.com",
    dial="https://findahelpline.com",
    kind=ResourceKind.CHAT,
)
NEAREST_ER = Resource(
    token="nearest_er",  # noqa: S106  likewise
    name="The nearest emergency department",
    display="the nearest emergency department",
    dial="",
    kind=ResourceKind.PLACE,
)
ANYWHERE = (LOCAL_EMERGENCY, FIND_A_HELPLINE)
_PLACES = {resource.token: resource for resource in (NEAREST_ER, *ANYWHERE)}


def resources_for(
    *,
    client_region: str | None,
    clinician_region: str | None,
    tokens: Sequence[str] = (),
) -> tuple[Resource, ...]:
    """The emergency number first, then lines; what the policy names (`tokens`) before the region's others.

    Regions are ISO 3166 codes such as `US-NY`. The client's decides; where it is unknown, the clinician's.
    A number that the policy names but that does not work where the client is, is left out.
    """
    regional = _regional(client_region or clinician_region)
    here = {resource.token: resource for resource in regional} | _PLACES
    named = [here[token] for token in tokens if token in here]
    wanted = dict.fromkeys((*named, *regional))
    return tuple(sorted(wanted, key=lambda resource: resource.kind is not ResourceKind.EMERGENCY))


def _regional(region: str | None) -> tuple[Resource, ...]:
    country = (region or "")[:2].upper()
    try:
        return helplines(country) or ANYWHERE
    except ResourcesError:
        return ANYWHERE  # a broken file may not cost anyone the way to help; `check_helplines` reports it


def check_helplines() -> list[str]:
    """What is wrong with the shipped files, one sentence each; empty when all can be used."""
    problems = []
    for path in sorted(HELPLINES.glob("*.json")):
        try:
            helplines(path.stem)
        except ResourcesError as error:
            problems.append(str(error))
    return problems


@cache
def helplines(country: str) -> tuple[Resource, ...]:
    path = HELPLINES / f"{country}.json"
    if not (country.isascii() and country.isalpha()) or not path.is_file():
        return ()
    try:
        return tuple(_resource(row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResourcesError(
            f"{path.name}: {type(error).__name__}: {error}. See docs/helplines.md."
        ) from error


@cache
def countries_reached() -> Mapping[str, frozenset[str]]:
    """The countries in which a number reaches help, by its token and by what is dialled."""
    found: dict[str, set[str]] = {}
    for path in sorted(HELPLINES.glob("*.json")):
        for resource in _regional(path.stem):
            for number in {resource.token, resource.dial} - {""}:
                found.setdefault(number, set()).add(path.stem)
    return {number: frozenset(countries) for number, countries in found.items()}


def _resource(row: Mapping[str, str]) -> Resource:
    verified = row.get("verified_on")
    return Resource(
        token=row["token"],
        name=row["name"],
        display=row["display"],
        dial=row["dial"],
        kind=ResourceKind(row["kind"]),
        hours=row.get("hours", ""),
        languages=tuple(row.get("languages", "").split()),
        source=row.get("source", ""),
        verified_on=date.fromisoformat(verified) if verified else None,
    )
