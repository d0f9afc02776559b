"""What there is: the CapabilityStatement, and where to find it."""

from importlib.metadata import version

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.queries import NotFoundError
from policies.api.fhir.edge import FhirView, answer, base_of
from policies.domain.fhir.answers import outcome
from policies.domain.fhir.capability import capability_statement
from policies.domain.fhir.values import Release

WAY = "FHIR R5 stands at {r5}, R4 at {r4}; each says at metadata what it has."


class IndexView(FhirView):
    def get(self, request: Request) -> HttpResponseBase:
        way = WAY.format(**{each.value: base_of(each) for each in Release})
        return answer(request, outcome(200, way, severity="information", code="informational"))


class MetadataView(FhirView):
    def get(self, request: Request, release: Release) -> HttpResponseBase:
        told = capability_statement(release, base=base_of(release), version=version("between-sessions"))
        return answer(request, told)


class NothingHereView(FhirView):
    """The end of the map: other resources, operations, histories."""

    def get(self, request: Request) -> HttpResponseBase:
        raise NotFoundError
