"""The versions of one's policy, each as it was published, and taking back what has not begun."""

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.actors import ClinicianActor
from notifications.services import withdraw_and_tell
from policies.domain.versions import TooLateToWithdrawError
from policies.queries import history, standing
from policies.services import list_readers
from web.presentation.policy_versions import Readership, Version
from web.presentation.reader import reader_of
from web.views.edges import for_clinicians

PER_PAGE = 20
CONFLICT = 409


@require_safe
@for_clinicians
def versions(request: HttpRequest, actor: ClinicianActor) -> HttpResponse:
    return _versions(request, actor)


def _versions(request: HttpRequest, actor: ClinicianActor, *, too_late: bool = False) -> HttpResponse:
    now, reader = datetime.now(UTC), reader_of(request)
    readers = list_readers(actor=actor, now=now)
    shown = Paginator(history(actor, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "versions": [Version(each, readers, reader) for each in shown],
        "shown": shown,
        "readership": Readership(readers),
        "too_late": too_late,
    }
    return render(request, "policy/versions.html", context, status=CONFLICT if too_late else None)


@require_safe
@for_clinicians
def version(request: HttpRequest, actor: ClinicianActor, number: int) -> HttpResponse:
    """As it was published, with its words."""
    now = datetime.now(UTC)
    found = standing(actor, number, now)
    shown = Version(found, list_readers(actor=actor, now=now), reader_of(request))
    return render(request, "policy/version.html", {"version": shown})


@require_POST
@for_clinicians
def withdraw(request: HttpRequest, actor: ClinicianActor, number: int) -> HttpResponse:
    now = datetime.now(UTC)
    found = standing(actor, number, now)
    try:
        withdraw_and_tell(actor=actor, version_id=found.version.pk, now=now)
    except TooLateToWithdrawError:
        return _versions(request, actor, too_late=True)
    return redirect("policy_versions")
