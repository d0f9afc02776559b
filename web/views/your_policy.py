"""What holds for reaching those who care for the client; a post says that they have read a version of it."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import ClientActor
from policies.services import acknowledge
from web.views.edges import for_clients, key
from web.views.your_page import policies_of, your_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_clients
def policies(request: HttpRequest, actor: ClientActor) -> HttpResponse:
    if request.method != "POST":
        return your_page(request, actor, "you/policy.html", {"policies": policies_of(actor)})
    acknowledge(actor=actor, version_id=key(request.POST.get("version", "")), now=datetime.now(UTC))
    return redirect("your_policy")
