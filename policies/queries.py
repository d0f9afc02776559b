"""Which policy version speaks at an instant. What is in force is public; a draft is its clinician's own."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.actors import ClinicianActor
from accounts.models import Clinician
from policies.domain.document import BoundaryPolicy, parse_document
from policies.domain.promise import CompiledPolicy, compile_policy
from policies.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy that speaks, and the version that it is of: none where nothing has been published yet."""

    version_id: UUID | None
    number: int | None
    policy: CompiledPolicy


def in_force(clinician: Clinician, at: datetime) -> InForce:
    """What every message to the clinician is promised under."""
    begun = _begun(at).filter(clinician_id=clinician.pk).values_list("pk", flat=True)
    version_id = next(iter(begun[:1]), None)
    return published(version_id) if version_id else nothing_published(clinician.time_zone)


def version_in_force(clinician: Clinician, at: datetime) -> PolicyVersion | None:
    """The published version that applies at this instant. It is public, so no actor is asked for."""
    return _begun(at).filter(clinician=clinician).defer("statement", "document").first()


def _begun(at: datetime) -> QuerySet[PolicyVersion]:
    """Published and in effect by `at`, the newest effect first."""
    return PolicyVersion.objects.filter(effective_from__lte=at).order_by("-effective_from", "-number")


@lru_cache(maxsize=1024)
def published(version_id: UUID) -> InForce:
    """A published version, ready to promise: it never changes, so it is kept in memory."""
    version = PolicyVersion.objects.get(pk=version_id, published_at__isnull=False)
    return InForce(version_id, version.number, compile_policy(parse_document(version.document)))


@lru_cache(maxsize=1024)
def nothing_published(time_zone: str) -> InForce:
    """Promises nothing."""
    return InForce(None, None, compile_policy(BoundaryPolicy(timezone=time_zone)))


def compiled(version_id: UUID) -> CompiledPolicy:
    return published(version_id).policy


def draft(actor: ClinicianActor) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at=None).first()


def published_versions(actor: ClinicianActor) -> QuerySet[PolicyVersion]:
    """The clinician's own history and plans, newest effect first."""
    return PolicyVersion.objects.filter(clinician_id=actor.clinician_id, published_at__isnull=False)
