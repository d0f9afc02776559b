"""What a clinician takes elsewhere, ready to be copied."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.domain.actors import ClinicianActor
from accounts.queries import signed_in_clinician
from policies.queries import in_force
from web.presentation.public_page import PublicPage
from web.presentation.reader import reader_for
from web.presentation.share import Share
from web.views.edges import for_clinicians


@require_safe
@for_clinicians
def share(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    me, now = signed_in_clinician(actor), datetime.now(UTC)
    version = in_force(me, now)
    if version.number is None:
        return render(request, "share/nothing.html")
    page = PublicPage(me, version.policy, now, reader_for(""))
    return render(request, "share.html", {"share": Share(page), "page": page})
