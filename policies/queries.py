"""Which policy version speaks at an instant. What is in force is public; a draft is its clinician's own."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.models import PolicyVersion


def version_in_force(clinician: Clinician, at: datetime) -> PolicyVersion | None:
    """The published version that applies at this instant. It is public, so no actor is asked for."""
    begun = PolicyVersion.objects.filter(clinician_id=clinician.pk, effective_from__lte=at)
    newest_first = begun.order_by("-effective_from", "-number").defer("statement", "document")
    return next(iter(newest_first[:1]), None)


def compiled_in_force(clinician: Clinician, at: datetime) -> tuple[PolicyVersion | None, CompiledPolicy]:
    """The version in force and its policy; without one, a policy that promises nothing."""
    version = version_in_force(clinician, at)
    if version is None:
        return None, _nothing_said(clinician.time_zone)
    return version, compiled(version.pk)


@lru_cache(maxsize=1024)
def _nothing_said(time_zone: str) -> CompiledPolicy:
    return compile_policy(BoundaryPolicy(timezone=time_zone))


@lru_cache(maxsize=1024)
def compiled(version_id: UUID) -> CompiledPolicy:
    """A published version's policy, ready to promise: it never changes, so it is kept in memory."""
    published = PolicyVersion.objects.filter(published_at__isnull=False)
    return compile_policy(parse_document(published.values_list("document", flat=True).get(pk=version_id)))


def draft(actor: ClinicianActor) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at=None).first()


def published_versions(actor: ClinicianActor) -> QuerySet[PolicyVersion]:
    """The clinician's own history and plans, newest effect first."""
    return PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at__isnull=False)
