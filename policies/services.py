"""Writing and publishing policy versions."""

from datetime import datetime

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from accounts.wall import all_or_nothing
from policies.domain.document import BoundaryPolicy, to_json
from policies.domain.versions import NothingToPublishError, PastEffectError
from policies.models import PolicyVersion


def save_draft(
    *, actor: ClinicianActor, statement: str, policy: BoundaryPolicy, language: str, now: datetime
) -> PolicyVersion:
    """The clinician's one draft, replaced by these words and what was understood of them."""
    words = {
        "practice_id": actor.practice_id,
        "statement": statement,
        "language": language,
        "document": to_json(policy),
        "drafted_at": now,
    }
    with all_or_nothing(actor.practice_id):
        draft, _ = PolicyVersion.objects.update_or_create(
            clinician_id=actor.clinician_id, published_at=None, defaults=words
        )
    return draft


def publish(*, actor: ClinicianActor, now: datetime, effective_from: datetime | None = None) -> PolicyVersion:
    """The draft becomes the next version, in force from `effective_from` (now, where nothing is said).

    Raises NothingToPublishError, PastEffectError.
    """
    effect = effective_from or now
    if effect < now:
        raise PastEffectError(effect)
    with all_or_nothing(actor.practice_id):
        return _publish(actor, effect, now)


def _publish(actor: ClinicianActor, effect: datetime, now: datetime) -> PolicyVersion:
    versions = PolicyVersion.objects.select_for_update().filter(clinician_id=actor.clinician_id)
    draft = versions.filter(published_at=None).first()
    if draft is None:
        raise NothingToPublishError
    newest = versions.exclude(number=None).order_by("-number").first()
    draft.number = (newest.number or 0) + 1 if newest else 1
    draft.published_at = now
    draft.effective_from = effect
    draft.save(update_fields=["number", "published_at", "effective_from"])
    record(actor, Verb.PUBLISHED, Thing(Kind.POLICY_VERSION, draft.pk, actor.practice_id), now=now)
    return draft
