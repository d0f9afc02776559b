"""Publishing a draft, and taking back what has not taken effect yet."""

from datetime import datetime
from uuid import UUID

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.queries import NotFoundError
from accounts.services import record
from policies.domain.document import parse_document
from policies.domain.versions import NothingToPublishError, PastEffectError, TooLateToWithdrawError
from policies.models import PolicyVersion, Withdrawal
from policies.queries import draft, published_versions, would_change
from policies.services.drafting import require_seen
from policies.services.turns import in_turn
from policies.services.zones import follow_policy


def publish(
    *,
    actor: ClinicianActor,
    now: datetime,
    effective_from: datetime | None = None,
    seen: int | None = None,
) -> PolicyVersion:
    """The draft becomes the next version, in force from `effective_from` (now, where nothing is said).

    `seen` is the revision that was looked at before. Clients are told by `notifications.services`.
    Raises NothingToPublishError, PastEffectError, StaleDraftError.
    """
    effect = effective_from or now
    if effect < now:
        raise PastEffectError(effect)
    with in_turn(actor):
        if seen is not None:
            require_seen(actor, seen)
        version = _published(actor, effect, now)
        record(actor, Verb.PUBLISHED, _thing(version), now=now)
        follow_policy(actor.clinician_id, actor.practice_id, now=now)
    return version


def _published(actor: ClinicianActor, effect: datetime, now: datetime) -> PolicyVersion:
    version = draft(actor)
    if version is None:
        raise NothingToPublishError
    newest = published_versions(actor).order_by("-number").first()
    version.number = (newest.number or 0) + 1 if newest else 1
    version.published_at = now
    version.effective_from = effect
    told = would_change(actor, parse_document(version.document), effect)
    version.is_material = any(change.material for change in told)
    version.save(update_fields=["number", "published_at", "effective_from", "is_material"])
    return version


def withdraw(*, actor: ClinicianActor, version_id: UUID, now: datetime) -> None:
    """A published version that has not taken effect yet never will. What is withdrawn stays so.

    Clients are told by `notifications.services`. Raises NotFoundError, TooLateToWithdrawError.
    """
    with in_turn(actor):
        version = published_versions(actor).filter(pk=version_id).first()
        if version is None or version.number is None or version.effective_from is None:
            raise NotFoundError
        if version.effective_from <= now:
            raise TooLateToWithdrawError(version.number)
        _, new = Withdrawal.objects.get_or_create(
            version=version, defaults={"practice_id": actor.practice_id, "at": now}
        )
        if new:
            record(actor, Verb.WITHDRAWN, _thing(version), now=now)


def _thing(version: PolicyVersion) -> Thing:
    return Thing(Kind.POLICY_VERSION, version.pk, version.practice_id)
