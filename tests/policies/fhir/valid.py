"""Whether a resource is valid: by the models of `fhir.resources`, and what those leave unsaid.

R4 is checked by its subpackage R4B: FHIR 4.3.0 left the resources that are told here as 4.0.1 has them.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel

from policies.domain.fhir.values import Json, Release

PACKAGES = {Release.R4: "fhir.resources.R4B", Release.R5: "fhir.resources"}
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
ONLY_EXAMPLES = {"format"}  # a model's list of codes that others may be added to
# http://hl7.org/fhir/valueset-issue-type.html, as far as both releases have them
ISSUES = {
    "invalid", "required", "login", "forbidden", "not-found", "not-supported", "deleted", "too-long",
    "throttled", "transient", "too-costly", "exception", "informational",
}  # fmt: skip


@cache
def model_of(kind: str, release: Release) -> type[BaseModel]:
    model: type[BaseModel] = getattr(import_module(f"{PACKAGES[release]}.{kind.lower()}"), kind)
    return model


def valid(told: Json, release: Release) -> Json:
    """Raises where it is not; gives it back where it is."""
    model = model_of(told["resourceType"], release)
    problems = [*_codes(model.model_validate(told)), *_empty(told), *_invariants(told)]
    assert problems == []
    for entry in told.get("entry", []):
        valid(entry["resource"], release)
    return told


def _codes(model: BaseModel, path: str = "") -> Iterator[str]:
    """The models name required codes and kinds of references, and hold nobody to them."""
    for name, field in type(model).model_fields.items():
        value, about = getattr(model, name), field.json_schema_extra or {}
        assert isinstance(about, dict)
        for each in value if isinstance(value, list) else [value]:
            codes = [] if each is None or name in ONLY_EXAMPLES else about.get("enum_values")
            if isinstance(codes, list) and codes and str(each) not in codes:
                yield f"{path}.{name}: {each}"
            kinds = about.get("enum_reference_types")
            reference = getattr(each, "reference", None)
            if isinstance(kinds, list) and reference and reference.partition("/")[0] not in kinds:
                yield f"{path}.{name}: {reference}"
            if isinstance(each, BaseModel):
                yield from _codes(each, f"{path}.{name}")


def _empty(told: Any, path: str = "") -> Iterator[str]:
    """http://hl7.org/fhir/json.html: properties never are null, empty or blank."""
    if told in (None, "", [], {}):
        yield f"{path} is empty"
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, each in inside:
        yield from _empty(each, f"{path}.{name}")


def _elements(told: Any) -> Iterator[Json]:
    for each in told if isinstance(told, list) else told.values() if isinstance(told, dict) else ():
        yield from _elements(each)
    if isinstance(told, dict):
        yield told


def _invariants(told: Json) -> Iterator[str]:
    for each in _elements(told):
        if each.get("allDay") and {"availableStartTime", "availableEndTime"} & each.keys():
            yield "av-1: hours beside a whole day"
        if {"start", "end"} <= each.keys() and not _moment(each["start"]) < _moment(each["end"]):
            yield "per-1: ends before it starts"
        if "id" in each and not ID.fullmatch(each["id"]):
            yield f"no id: {each['id']}"
    if told["resourceType"] == "OperationOutcome":
        yield from (each["code"] for each in told["issue"] if each["code"] not in ISSUES)
    if told["resourceType"] == "Appointment":
        yield from _of_appointments(told)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _of_appointments(told: Json) -> Iterator[str]:
    reasons = {"cancelationReason", "cancellationReason", "cancellationDate"} & told.keys()
    if reasons and told["status"] != "cancelled":
        yield "app-4, app-7: a reason without a cancellation"
    if any(not {"actor", "type"} & each.keys() for each in told["participant"]):
        yield "app-1: a participant who is nobody"
    if not {"start", "end"} <= told.keys():
        yield "app-2, app-3: no time"
