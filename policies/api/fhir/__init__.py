"""Read-only HL7 FHIR, R4 and R5, under `/fhir/`.

It is kept out of the OpenAPI schema: FHIR clients ask for `metadata`, which says the same in their own way.
"""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.parsers import FormParser

from policies.api.fhir.edge import SearchView
from policies.api.fhir.metadata import IndexView, MetadataView
from policies.api.fhir.people import (
    PractitionerRolesView,
    PractitionerRoleView,
    PractitionersView,
    PractitionerView,
)
from policies.api.fhir.times import (
    AppointmentsView,
    AppointmentView,
    SchedulesView,
    ScheduleView,
    SlotsView,
    SlotView,
)
from policies.domain.fhir.values import Release

SEARCHES: dict[str, type[SearchView]] = {
    "PractitionerRole": PractitionerRolesView,
    "Practitioner": PractitionersView,
    "Schedule": SchedulesView,
    "Slot": SlotsView,
    "Appointment": AppointmentsView,
}
resources: list[URLPattern | URLResolver] = [
    path("metadata", MetadataView.as_view()),
    *(path(kind, view.as_view()) for kind, view in SEARCHES.items()),
    *(
        path(f"{kind}/_search", view.as_view(http_method_names=["post"], parser_classes=[FormParser]))
        for kind, view in SEARCHES.items()
    ),
    path("PractitionerRole/<str:name>", PractitionerRoleView.as_view()),
    path("Practitioner/<str:name>", PractitionerView.as_view()),
    path("Schedule/<str:name>", ScheduleView.as_view()),
    path("Slot/<str:name>", SlotView.as_view()),
    path("Appointment/<str:name>", AppointmentView.as_view()),
]
urlpatterns = [
    path("", IndexView.as_view()),
    *(path(f"{each}/", include(resources), {"release": each}) for each in Release),
]
