"""Whether so much of a calendar went at once that its server may have made a mistake."""

from datetime import datetime
from hashlib import sha256

from scheduler.domain.interval import Intervals, overlapping

MANY = 5  # of what lies ahead, below which it is no wonder that half of it went


def vanished(before: Intervals, after: Intervals, now: datetime) -> bool:
    """All that lay ahead is gone, or more than half of it and at least five. Both are sorted and disjoint."""
    ahead, gone = sum(each.end > now for each in before), len(_gone(before, after, now))
    return bool(ahead) and (gone == ahead or (gone >= MANY and gone * 2 > ahead))


def mark_of_gone(before: Intervals, after: Intervals, since: datetime) -> bytes:
    """The same for two readings that miss the same of what lay ahead then, whatever else they say."""
    return sha256(repr(_gone(before, after, since)).encode()).digest()


def _gone(before: Intervals, after: Intervals, since: datetime) -> Intervals:
    """What was moved is gone from where it was; what still takes some of its time is not."""
    return tuple(each for each in before if each.end > since and not overlapping(after, each))
