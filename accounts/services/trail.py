"""Looking the audit trail over: what an operator keeps of it elsewhere, and whether it is as it was.

Sequences and hashes tell of nobody, so no actor is asked for.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Exists, Min, OuterRef

from accounts.domain.audit import FACTS, Checkpoint, Entry, Problem, Sealed, beginning, verify
from accounts.models import AuditEntry, AuditHead
from accounts.wall import every_practice, inside


def checkpoints() -> list[Checkpoint]:
    """Where each practice's chain ends now."""
    heads = AuditHead.objects.order_by("practice_id").values_list("practice_id", "sequence", "hash")
    with every_practice():
        return [Checkpoint(practice_id, sequence, bytes(digest)) for practice_id, sequence, digest in heads]


def problems(kept: Sequence[Checkpoint] = ()) -> Iterator[Problem]:
    """The first problem of each practice; what was `kept` elsewhere must still be on the way."""
    heads = {head.practice_id: head for head in checkpoints()}
    for practice_id in sorted(heads.keys() | {point.practice_id for point in kept}):
        head = heads.get(practice_id) or beginning(practice_id)
        ours = [point for point in kept if point.practice_id == practice_id]
        with inside(practice_id):
            problem = verify(_trail(head), head=head, kept=ours)
        if problem:
            yield problem
    yield from _beyond_their_head()


def waiting() -> int:
    """Entries that are not chained yet: moments old, or nobody delivers."""
    with every_practice():
        return AuditEntry.objects.filter(sequence=None).count()


def _trail(head: Checkpoint) -> Iterator[Sealed]:
    """Up to this head, however far it moves on meanwhile."""
    rows = AuditEntry.objects.filter(practice_id=head.practice_id, sequence__lte=head.sequence)
    ordered = rows.order_by("sequence", "pk").values_list("sequence", "hash", *FACTS)
    for sequence, digest, *facts in ordered.iterator():
        yield Sealed(sequence, bytes(digest or b""), Entry(*facts))


def _beyond_their_head() -> Iterator[Problem]:
    """Asked in one statement, for chains may grow meanwhile."""
    reached = AuditHead.objects.filter(pk=OuterRef("practice_id"), sequence__gte=OuterRef("sequence"))
    lost = AuditEntry.objects.filter(~Exists(reached), sequence__isnull=False).order_by()
    with every_practice():
        first: list[tuple[UUID, int]] = list(lost.values_list("practice_id").annotate(Min("sequence")))
    for practice_id, sequence in first:
        yield Problem(practice_id, sequence, "stands beyond the end: the end was set back")
