"""`PractitionerRole` and `Practitioner`: as public as a clinician's page."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.queries import NotFoundError
from policies.api.fhir.edge import (
    FhirView,
    SearchView,
    answer,
    asked_of,
    base_of,
    page_of,
    reader_of,
    searched,
)
from policies.api.fhir.facts import hours_of, names, person_of
from policies.domain.fhir.capability import OFFERED
from policies.domain.fhir.people import practitioner, practitioner_role
from policies.domain.fhir.searching import (
    Asked,
    CannotSearchError,
    Cursor,
    an_id,
    identifiers,
    ids,
    references,
)
from policies.domain.fhir.values import Json, Release
from policies.queries.told import Told, is_of_a_practice, people_told, person_told

ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # people come in the order of their ids alone


class PractitionerRoleView(FhirView):
    def get(self, request: Request, release: Release, name: str) -> HttpResponseBase:
        now = datetime.now(UTC)
        told = _one(request, name, now)
        return answer(request, _role(told, release, now), hours_of(told, now)[1])


class PractitionerView(FhirView):
    def get(self, request: Request, release: Release, name: str) -> HttpResponseBase:
        return answer(request, practitioner(person_of(_one(request, name, datetime.now(UTC))), release))


class PractitionerRolesView(SearchView):
    def get(self, request: Request, release: Release) -> HttpResponseBase:
        now = datetime.now(UTC)
        asked = asked_of(request, OFFERED["PractitionerRole"].known)
        practitioners = references(asked, "practitioner", {"Practitioner"}, base_of(release))
        found = _found(request, asked, practitioners, now)
        shown, end = page_of(found, _place_in_order, asked)
        roles = [_role(each, release, now) for each in shown]
        return searched(request, "PractitionerRole", release, asked, roles, total=len(found), end=end)


class PractitionersView(SearchView):
    def get(self, request: Request, release: Release) -> HttpResponseBase:
        asked = asked_of(request, OFFERED["Practitioner"].known)
        found = _found(request, asked, None, datetime.now(UTC))
        shown, end = page_of(found, _place_in_order, asked)
        people = [practitioner(person_of(each), release) for each in shown]
        return searched(request, "Practitioner", release, asked, people, total=len(found), end=end)


def _one(request: Request, name: str, now: datetime) -> Told:
    clinician_id = an_id(name)
    if clinician_id is None:
        raise NotFoundError
    return person_told(reader_of(request), clinician_id, now)


def _found(
    request: Request, asked: Asked, practitioners: Collection[UUID] | None, now: datetime
) -> list[Told]:
    reader, named = reader_of(request), ids(asked, "_id")
    if practitioners is not None:
        named = tuple(each for each in practitioners if named is None or each in named)
    slugs = identifiers(asked, names())
    if named is None and slugs is None and not is_of_a_practice(reader):
        raise CannotSearchError("Say whom: by _id or identifier.", code="required")
    return people_told(reader, now, ids=named, slugs=slugs)


def _place_in_order(told: Told) -> Cursor:
    return Cursor(ANY_TIME, told.clinician.pk)


def _role(told: Told, release: Release, now: datetime) -> Json:
    hours, changed = hours_of(told, now)
    return practitioner_role(person_of(told), hours, release, changed=changed)
