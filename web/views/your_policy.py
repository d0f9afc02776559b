"""What holds for reaching those who care for the client; a post says that they have read a version of it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import ClientActor
from accounts.models import Clinician
from policies.services import acknowledge, open_own_agreements
from web.views.edges import for_clients, key
from web.views.your_page import policies_of, your_page


def _looked_at(actor: ClientActor, clinician: Clinician) -> Iterable[object]:
    """What they agreed, on record before it is shown."""
    return open_own_agreements(actor=actor, clinician=clinician, now=datetime.now(UTC))


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def policies(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    if request.method != "POST":
        return your_page(request, actor, "you/policy.html", {"policies": policies_of(actor, _looked_at)})
    acknowledge(actor=actor, version_id=key(request.POST.get("version", "")), now=datetime.now(UTC))
    return redirect("your_policy")
