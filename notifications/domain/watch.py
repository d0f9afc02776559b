"""Whether a crisis would be heard of just now, judged by what the watch saw last.

Pure. Not seen, or not lately, is as bad as seen to be broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PERIOD = timedelta(seconds=30)  # between two looks
STALE_AFTER = 3 * PERIOD
LATE_AFTER = timedelta(seconds=60)  # a step, or an alarm
DEAD_FOR = timedelta(hours=1)  # so long what was given up counts; `between doctor` tells of it until mended
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
CANARY_PERIOD = timedelta(minutes=5)
CANARY_WITHIN = timedelta(minutes=2)  # it has to be back; lost, it is sent again at once


class Trouble(StrEnum):
    UNWATCHED = "unwatched"  # no look for three periods, or none that can be read
    STEPS_LATE = "steps_late"
    ALARMS_LATE = "alarms_late"
    ALARMS_DEAD = "alarms_dead"
    REPLIES_DEAD = "replies_dead"  # words of help that no address would take
    CLOCKS_APART = "clocks_apart"  # the process's and the database's
    CANARY_LOST = "canary_lost"


HARMLESS_TO_ALARMS = frozenset({Trouble.REPLIES_DEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """By the watch, when it looked last."""

    looked_at: datetime
    troubles: tuple[Trouble, ...] = ()  # of steps, deliveries and clocks
    canary_is_on: bool = False
    canary_sent_at: datetime | None = None  # the last one
    canary_back_at: datetime | None = None  # the last that came back
    heartbeat_at: datetime | None = None
    unreachable: int = 0  # clinicians for whom nobody could be alarmed, when it was asked last


@dataclass(frozen=True, slots=True)
class Lane:
    """The way that an alarm takes."""

    troubles: tuple[Trouble, ...]

    @property
    def is_well(self) -> bool:
        return not self.troubles

    @property
    def is_red(self) -> bool:
        """Alarms may be delayed."""
        return not HARMLESS_TO_ALARMS.issuperset(self.troubles)


def lane(seen: Seen | None, *, now: datetime) -> Lane:
    return Lane(tuple(_troubles(seen, now)))


def _troubles(seen: Seen | None, now: datetime) -> Iterator[Trouble]:
    if seen is None or now - seen.looked_at > STALE_AFTER:
        yield Trouble.UNWATCHED
    if seen is not None:
        yield from seen.troubles
        if seen.canary_is_on and canary_is_lost(seen, now=now):
            yield Trouble.CANARY_LOST


def canary_is_lost(seen: Seen, *, now: datetime) -> bool:
    """None has come back lately, or the last should have by now."""
    if seen.canary_back_at is None or now - seen.canary_back_at > CANARY_PERIOD + CANARY_WITHIN:
        return True
    sent = seen.canary_sent_at
    return sent is not None and sent > seen.canary_back_at and now - sent > CANARY_WITHIN


def canary_is_due(seen: Seen, *, now: datetime) -> bool:
    pause = CANARY_WITHIN if canary_is_lost(seen, now=now) else CANARY_PERIOD
    return seen.canary_is_on and (seen.canary_sent_at is None or now - seen.canary_sent_at >= pause)
