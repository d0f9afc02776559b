"""The audit trail grows: recorded with what was done, and chained a moment later.

A chain has one end, so chaining at once would make all who write in a practice wait for one another.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, connection

from accounts.domain.actors import Actor, Operator
from accounts.domain.audit import FACTS, Checkpoint, Entry, Thing, Verb, beginning, entry_of, link
from accounts.domain.canary import CANARY_PRACTICE
from accounts.models import AuditEntry, AuditHead
from accounts.wall import all_or_nothing, every_practice

BATCH = 1000  # entries at a time: 60 ms in which the sweep delivers nothing

logger = logging.getLogger(__name__)


def record(actor: Actor | Operator, verb: Verb, thing: Thing, *, now: datetime) -> None:
    """Within the caller's transaction: what is undone was never done, what is done is on record."""
    if thing.practice_id == CANARY_PRACTICE:  # no person wrote it, and nobody reads it
        return
    entry = entry_of(actor, verb, thing, at=now)
    AuditEntry.objects.create(**{fact: getattr(entry, fact) for fact in FACTS})


def seal(*, limit: int = BATCH) -> int:
    """Chain what was recorded since, practice by practice. Returns how many entries."""
    waiting, done = AuditEntry.objects.filter(sequence=None).order_by(), 0
    with every_practice():
        practices = list(waiting.values_list("practice_id", flat=True).distinct())
    for practice_id in practices:
        if done < limit:
            done += _seal_if_possible(practice_id, limit - done)
    return done


def _seal_if_possible(practice_id: UUID, limit: int) -> int:
    """A trail that was tampered with holds up neither the others nor any delivery: `audit verify` tells."""
    try:
        return _seal(practice_id, limit)
    except DatabaseError as error:
        details = {"practice": str(practice_id), "error": type(error).__name__}
        logger.warning("audit trail not chained", extra=details)
        return 0


def _seal(practice_id: UUID, limit: int) -> int:
    """Whoever holds the head's row chains; another who comes meanwhile leaves it to them."""
    with all_or_nothing(practice_id):
        return _chain(practice_id, limit)


def _chain(practice_id: UUID, limit: int) -> int:
    start = beginning(practice_id)
    AuditHead.objects.bulk_create(
        [AuditHead(practice_id=practice_id, sequence=start.sequence, hash=start.hash)], ignore_conflicts=True
    )
    head = AuditHead.objects.select_for_update(skip_locked=True).filter(pk=practice_id).first()
    if head is None:
        return 0
    waiting = AuditEntry.objects.filter(practice_id=practice_id, sequence=None).order_by("pk")
    at, chained = Checkpoint(practice_id, head.sequence, bytes(head.hash)), []
    for pk, *facts in waiting.values_list("pk", *FACTS)[:limit]:
        at = link(at, Entry(*facts))
        chained.append((at.sequence, at.hash, pk))
    with connection.cursor() as cursor:  # a statement for each row: `bulk_update` takes four times as long
        cursor.executemany("UPDATE accounts_auditentry SET sequence = %s, hash = %s WHERE id = %s", chained)
    AuditHead.objects.filter(pk=practice_id, sequence__lt=at.sequence).update(
        sequence=at.sequence, hash=at.hash
    )
    return len(chained)
