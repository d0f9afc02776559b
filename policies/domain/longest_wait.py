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
    known = [(at, reply) for at, reply in zip(instants, replies, strict=True) if reply]
    longest = max((Wait(*each) for each in known), key=attrgetter("length"), default=None)
    for number, ((hour, reply), following) in enumerate(pairwise(zip(instants, replies, strict=True))):
        if longest is None or reply is None or following[1] is None:
            continue
        beyond = following[1] - hour > longest.length
        if beyond and _jumps(following[1] - reply, has_edge=number in edges):
            longest = max((longest, *_minutes(reply_by, hour)), key=attrgetter("length"))
    return longest


def _jumps(passed: timedelta, *, has_edge: bool) -> bool:
    """Whether a wait may grow on the way to the next hour's reply, `passed` after this one's.

    Not while it shrinks evenly, and not while it stays as it is.
    """
    return bool(passed) and (passed != HOUR or has_edge)


def _minutes(reply_by: ReplyBy, hour: datetime) -> Iterator[Wait]:
    for minute in range(1, MINUTES_AN_HOUR):
        received = hour + MINUTE * minute
        if reply := reply_by(received):
            yield Wait(received, reply)
