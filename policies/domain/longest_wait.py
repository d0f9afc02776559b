"""The longest wait for a reply, whatever minute it is that it begins in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MINUTES_AN_HOUR = 60

ReplyBy = Callable[[datetime], datetime | None]


class Wait(NamedTuple):
    received: datetime
    reply_by: datetime

    @property
    def length(self) -> timedelta:
        return self.reply_by - self.received


def longest_wait(
    reply_by: ReplyBy, instants: Sequence[datetime], replies: Sequence[datetime | None], edges: set[int]
) -> Wait | None:
    """The longest from any minute of the hours that begin at `instants`, of which the first are known.

    `edges` are the numbers of the hours inside which something opens, closes, begins or ends. Within an hour
    a wait may jump up, but not beyond the reply of the next hour: a later message is never due earlier, but
    for calendar days in an hour that comes twice.
    """
    waits = [Wait(at, reply) if reply else None for at, reply in zip(instants, replies, strict=True)]
    longest = max(filter(None, waits), key=attrgetter("length"), default=None)
    for number, (hour, following) in enumerate(pairwise(waits)):
        if not (longest and hour and following):
            continue
        if following.reply_by - hour.received > longest.length and _jumps(hour, following, number in edges):
            longest = max((longest, *_minutes(reply_by, hour.received)), key=attrgetter("length"))
    return longest


def _jumps(hour: Wait, following: Wait, has_edge: bool) -> bool:  # noqa: FBT001  (an hour has one or has none)
    """Whether the wait may grow on the way: not while it shrinks evenly, and not while it stays as it is."""
    passed = following.reply_by - hour.reply_by
    return bool(passed) and (passed != HOUR or has_edge)


def _minutes(reply_by: ReplyBy, hour: datetime) -> Iterator[Wait]:
    for minute in range(1, MINUTES_AN_HOUR):
        received = hour + MINUTE * minute
        if reply := reply_by(received):
            yield Wait(received, reply)
