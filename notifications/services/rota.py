"""For whom nobody could be alarmed: asked once a day, and told to the owners, before it is needed."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.domain.canary import CANARY_PRACTICE
from accounts.models import Clinician, Practice
from accounts.queries import owners
from accounts.wall import every_practice, inside
from notifications import queries
from notifications.domain.escalation import Role
from notifications.models import Notice
from notifications.services.escalating import reaches_somebody
from notifications.services.notices import promise_notices

DAYS_AHEAD = 7

logger = logging.getLogger(__name__)


def tell_of_unreachable(*, now: datetime) -> int:
    """How many clinicians there are for whom, on some day of the next week, nobody could be alarmed."""
    with every_practice():
        practices = list(Practice.objects.exclude(pk=CANARY_PRACTICE).values_list("pk", flat=True))
    return sum(_tell_if_possible(practice_id, now) for practice_id in practices)


def _tell_if_possible(practice_id: UUID, now: datetime) -> int:
    """One practice that cannot be asked about keeps no other from being told."""
    try:
        return _tell_of_those_in(practice_id, now)
    except Exception as error:  # noqa: BLE001  whatever it is, the others come next
        logger.error("plan not looked at", extra={"error": type(error).__name__})  # noqa: TRY400
        return 0


def _tell_of_those_in(practice_id: UUID, now: datetime) -> int:
    """Looked for before anything is written: nobody who writes waits for it."""
    still_here = Q(user=None) | Q(user__is_active=True)
    with inside(practice_id):
        ours = Clinician.objects.filter(still_here, practice_id=practice_id).order_by("slug")
        found = [each for each in ours if not is_somebody_reachable(each, now=now)]
        if found:
            told = [member.user.email for member in owners(practice_id).select_related("user")]
            promise_notices(Notice.Kind.NOBODY_REACHABLE, told, about=found[0], now=now)
    return len(found)


def is_somebody_reachable(clinician: Clinician, *, now: datetime) -> bool:
    """Every day: by who is named for good, or else by whoever covers just then."""
    named = [whom for step in queries.plan_of(clinician.practice_id) for whom in step.whom]
    lasting = [whom for whom in named if whom is not Role.COVERING]
    if reaches_somebody(lasting, clinician, now):
        return True
    days = [now + timedelta(days=day) for day in range(DAYS_AHEAD + 1)]
    return Role.COVERING in named and all(reaches_somebody([Role.COVERING], clinician, day) for day in days)
