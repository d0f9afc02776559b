"""Writing a policy: one draft, whoever writes it, and nobody's words lost."""

from datetime import datetime

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.services import record
from policies.domain.document import BoundaryPolicy, to_json
from policies.domain.versions import NoDraftError, StaleDraftError
from policies.models import PolicyVersion
from policies.queries import draft, revision
from policies.services.turns import in_turn


def save_draft(
    *,
    actor: ClinicianActor,
    statement: str,
    policy: BoundaryPolicy,
    language: str,
    seen: int,
    now: datetime,
) -> PolicyVersion:
    """The clinician's one draft, replaced by these words and what was understood of them.

    `seen` is the revision that the editor started from (`queries.to_edit`, `queries.revision`; 0: nothing was
    ever saved). Raises StaleDraftError where another one was saved meanwhile, and changes nothing.
    """
    with in_turn(actor):
        require_seen(actor, seen)
        saved, _ = PolicyVersion.objects.update_or_create(
            clinician_id=actor.clinician_id,
            published_at=None,
            defaults={
                "practice_id": actor.practice_id,
                "statement": statement,
                "language": language,
                "document": to_json(policy),
                "drafted_at": now,
                "revision": seen + 1,
            },
        )
    return saved


def discard_draft(*, actor: ClinicianActor, seen: int, now: datetime) -> None:
    """The draft is gone, words and all; what is published stays. Raises NoDraftError, StaleDraftError.

    Its row stays, emptied, and counts the revision: an editor opened before can save over nobody.
    """
    with in_turn(actor):
        require_seen(actor, seen)
        thrown_away = draft(actor)
        if thrown_away is None:
            raise NoDraftError
        thrown_away.statement, thrown_away.document = "", {}
        thrown_away.revision = seen + 1
        thrown_away.save(update_fields=["statement", "document", "revision"])
        thing = Thing(Kind.POLICY_VERSION, thrown_away.pk, thrown_away.practice_id)
        record(actor, Verb.DISCARDED, thing, now=now)


def require_seen(actor: ClinicianActor, seen: int) -> None:
    """Raises StaleDraftError."""
    if (current := revision(actor)) != seen:
        raise StaleDraftError(current)
