"""An owner's page for whom to alarm of what sounds like danger, and in which order."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.actors import OwnerActor
from accounts.queries import people
from notifications import queries, services
from web.plan_forms import PlanForm
from web.views.edges import for_owners

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def plan(request: HttpRequest, actor: OwnerActor) -> HttpResponse:
    here = people(actor).filter(user__is_active=True).order_by("name")
    named = [(str(each.user_id), each.name) for each in here]
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(queries.escalation_plan(actor), named, posted)
    if form.is_bound and (said := form.plan()):
        services.save_plan(actor=actor, plan=said, now=datetime.now(UTC))
        messages.success(request, _("Saved. From now on these people are called, in this order."))
        return redirect("escalation_plan")
    gaps = services.gaps_in_plan(actor=actor, now=datetime.now(UTC))
    context = {"form": form, "gaps": gaps}
    return render(request, "practice/plan.html", context, status=UNPROCESSABLE if form.is_bound else None)
