"""What is known of the way that alarms take, for whoever has to say so: read cheaply, trusted briefly."""

import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from notifications.domain import watch as rules
from notifications.models import Watch

KEPT_SECONDS = 5.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Memory:
    """Of one process: what was read stays good for a moment."""

    seen: rules.Seen | None = None
    until: float = 0.0  # monotonic

    def recall(self) -> rules.Seen | None:
        if time.monotonic() >= self.until:
            self.keep(_read_if_possible(), seconds=KEPT_SECONDS)
        return self.seen

    def keep(self, seen: rules.Seen | None, *, seconds: float) -> None:
        self.seen, self.until = seen, time.monotonic() + seconds


memory = Memory()


def lane(*, now: datetime) -> rules.Lane:
    """Where it cannot be read, it is red."""
    return rules.lane(memory.recall(), now=now)


def read_seen() -> rules.Seen | None:
    """None where nobody has ever watched."""
    row = Watch.objects.first()
    return seen_in(row) if row else None


def seen_in(row: Watch) -> rules.Seen:
    return rules.Seen(
        looked_at=row.looked_at,
        troubles=tuple(_named(each) for each in row.troubles),
        canary_is_on=row.canary_is_on,
        canary_sent_at=row.canary_sent_at,
        canary_back_at=row.canary_back_at,
        canary_awaited_since=row.canary_awaited_since,
        heartbeat_at=row.heartbeat_at,
        unreachable=row.unreachable,
    )


def _named(trouble: str) -> rules.Trouble:
    """One that only a newer release knows is a look that cannot be read."""
    try:
        return rules.Trouble(trouble)
    except ValueError:
        return rules.Trouble.UNWATCHED


def _read_if_possible() -> rules.Seen | None:
    """A failure here must not undo the message that asks."""
    apart = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with apart:
            return read_seen()
    except DatabaseError as error:
        logger.warning("the watch cannot be read", extra={"error": type(error).__name__})
        return None
