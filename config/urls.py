"""The map of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import error_pages, health
from policies.api.fhir.metadata import NothingHereView

docs = SpectacularSwaggerSplitView.as_view(
    url_name="schema", template_name="api_docs.html", http_method_names=["get", "head"]
)

api: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    path("", include("notifications.api")),
]

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/v1/", include(api)),
    re_path("^api(?:/|$)", error_pages.nothing_here),
    path("fhir/", include("policies.api.fhir")),
    re_path("^fhir(?:/|$)", NothingHereView.as_view()),
    path("", include("web.urls")),
]

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.permission_denied"
handler404 = "config.error_pages.page_not_found"
handler500 = "config.error_pages.server_error"
