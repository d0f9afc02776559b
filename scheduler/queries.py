"""The guarded doors to coverage: who is away, and who looks after what comes meanwhile."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.actors import ClinicianActor, CoveringActor
from accounts.models import Clinician
from accounts.queries import NotFoundError
from scheduler.models import Coverage


def coverages(actor: ClinicianActor) -> QuerySet[Coverage]:
    """What the actor has offered, and what was offered to them; the soonest first."""
    concerned = Q(clinician_id=actor.clinician_id) | Q(covering_id=actor.clinician_id)
    ours = Coverage.objects.filter(concerned, practice_id=actor.practice_id)
    return ours.select_related("clinician", "covering").order_by("start", "offered_at")


def coverage(actor: ClinicianActor, coverage_id: UUID) -> Coverage:
    """Raises NotFoundError."""
    try:
        return coverages(actor).get(pk=coverage_id)
    except Coverage.DoesNotExist:
        raise NotFoundError from None


def coverings(actor: ClinicianActor, *, now: datetime) -> list[CoveringActor]:
    """What the actor covers at this moment, and as whom they then ask."""
    return [
        CoveringActor(
            each.practice_id,
            each.covering_id,
            each.pk,
            each.clinician_id,
            each.start,
            each.end,
            each.scope,
        )
        for each in _holding(now)
        .filter(practice_id=actor.practice_id, covering_id=actor.clinician_id)
        .order_by("end")
    ]


def covering_for(clinician: Clinician, *, now: datetime) -> list[Clinician]:
    """Who covers for this clinician at this moment."""
    held = _holding(now).filter(practice_id=clinician.practice_id, clinician=clinician)
    return list(Clinician.objects.filter(pk__in=held.values("covering_id"), user__is_active=True))


def away(actor: CoveringActor) -> Clinician:
    """Whom the actor covers for."""
    return Clinician.objects.get(pk=actor.covered_id, practice_id=actor.practice_id)


def _holding(now: datetime) -> QuerySet[Coverage]:
    agreed = Coverage.objects.filter(accepted_at__isnull=False, declined_at=None, withdrawn_at=None)
    return agreed.filter(start__lte=now, end__gt=now)
