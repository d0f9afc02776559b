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
CANARY_WITHIN = timedelta(minutes=2)  # it has to be back; lost, it is followed by another


class Trouble(StrEnum):
    UNWATCHED = "unwatched"  # no look for three periods, or none that can be read
    STEPS_LATE = "steps_late"
    ALARMS_LATE = "alarms_late"
    ALARMS_DEAD = "alarms_dead"
    NOBODY_CALLED = "nobody_called"  # for all its steps; they are tried again
    REPLIES_DEAD = "replies_dead"  # words of help that no address would take
    CLOCKS_APART = "clocks_apart"  # the process's and the database's
    CANARY_LOST = "canary_lost"


HARMLESS_TO_ALARMS = frozenset(
    {Trouble.REPLIES_DEAD, Trouble.NOBODY_CALLED}
)  # of others: one practice's plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """By the watch, when it looked last."""

    looked_at: datetime | None = None  # None: a canary is on its way, and the first look is yet to come
    troubles: tuple[Trouble, ...] = ()  # of steps, deliveries and clocks
    canary_is_on: bool = False
    canary_sent_at: datetime | None = None  # the last one
    canary_back_at: datetime | None = None  # the last that came back
    canary_awaited_since: datetime | None = None  # when the first was sent of those that have not
    heartbeat_at: datetime | None = None
    unreachable: int = 0  # clinicians for whom nobody could be alarmed, when it was asked last


@dataclass(frozen=True, slots=True)
class Lane:
    """The way that an alarm takes."""

    troubles: tuple[Trouble, ...]
    is_proven: bool = True  # no canary is sent, or one came back lately

    @property
    def is_well(self) -> bool:
        return not self.troubles

    @property
    def is_red(self) -> bool:
        """Alarms may be delayed."""
        return not HARMLESS_TO_ALARMS.issuperset(self.troubles)


def lane(seen: Seen | None, *, now: datetime) -> Lane:
    is_proven = seen is not None and (not seen.canary_is_on or _came_back_lately(seen, now))
    return Lane(tuple(_troubles(seen, now)), is_proven)


def _troubles(seen: Seen | None, now: datetime) -> Iterator[Trouble]:
    if seen is None or seen.looked_at is None or now - seen.looked_at > STALE_AFTER:
        yield Trouble.UNWATCHED
    if seen is not None:
        yield from seen.troubles
        if seen.canary_is_on and canary_is_lost(seen, now=now):
            yield Trouble.CANARY_LOST


def canary_is_lost(seen: Seen, *, now: datetime) -> bool:
    """One should be back by now, or none has been sent lately.

    The first after a pause has its time like any other: until that is over nothing is known to be broken.
    """
    if seen.canary_awaited_since is not None:
        return _apart(now, seen.canary_awaited_since) > CANARY_WITHIN
    return seen.canary_back_at is not None and not _came_back_lately(seen, now)


def canary_is_due(seen: Seen, *, now: datetime) -> bool:
    pause = CANARY_WITHIN if seen.canary_awaited_since else CANARY_PERIOD
    return seen.canary_sent_at is None or _apart(now, seen.canary_sent_at) >= pause


def _came_back_lately(seen: Seen, now: datetime) -> bool:
    back = seen.canary_back_at
    return back is not None and _apart(now, back) <= CANARY_PERIOD + CANARY_WITHIN


def _apart(one: datetime, other: datetime) -> timedelta:
    """Either way: after a clock was set back, what is long ahead counts as what is long past."""
    return abs(one - other)
