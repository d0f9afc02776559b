"""What resources are made of: references, codes, periods, and what names a version of one."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval

Json: TypeAlias = dict[str, Any]

TIMEZONE = "http://hl7.org/fhir/StructureDefinition/timezone"  # on Meta, and on each time of day
LANGUAGES = "urn:ietf:bcp:47"
URIS = "urn:ietf:rfc:3986"
_DIGITS = 32  # of a hash that names a version


class Release(StrEnum):
    R4 = "r4"
    R5 = "r5"

    @property
    def number(self) -> str:
        """As a CapabilityStatement has it."""
        return {"r4": "4.0.1", "r5": "5.0.0"}[self.value]


def said(**elements: Any) -> Json:  # noqa: ANN401  whatever JSON has
    """Those elements that have something in them."""
    return {name: value for name, value in elements.items() if value not in (None, "", [], {})}


def resource(kind: str, name: str, elements: Mapping[str, Any], changed: datetime | None = None) -> Json:
    """With what is known of its version: a hash of what it says, and, where that is known, since when."""
    body = said(resourceType=kind, id=name, **elements)
    meta = said(
        extension=body.pop("meta", {}).get("extension"),
        versionId=version_of(body),
        lastUpdated=instant(changed) if changed else None,
    )
    return {"resourceType": kind, "id": name, "meta": meta, **body}


def version_of(body: Json) -> str:
    """The same for the same content."""
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def instant(moment: datetime) -> str:
    """In UTC, to the millisecond where there are any."""
    utc = moment.astimezone(UTC)
    written = utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds")
    return written.removesuffix("+00:00") + "Z"


def local(moment: datetime, place: ZoneInfo) -> str:
    """A dateTime as clocks there show it, with its offset."""
    return moment.astimezone(place).isoformat(timespec="seconds")


def period(span: Interval, place: ZoneInfo) -> Json:
    return {"start": local(span.start, place), "end": local(span.end, place)}


def reference(kind: str, name: object, display: str = "") -> Json:
    """To something that can be read here."""
    return said(reference=f"{kind}/{name}", type=kind, display=display)


def coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def zone_extension(place: str) -> list[Json]:
    """The IANA zone that times of day are meant in: FHIR's own have none."""
    return [{"url": TIMEZONE, "valueCode": place}]
