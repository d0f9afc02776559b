"""Whether so much of a calendar went at once that its server may have made a mistake."""

from datetime import datetime

from scheduler.domain.interval import Intervals, overlapping

MANY = 5  # of what lies ahead, below which it is no wonder that half of it went


def vanished(before: Intervals, after: Intervals, now: datetime) -> bool:
    """All that lay ahead is gone, or more than half of it and at least five. Both are sorted and disjoint.

    What was moved is gone from where it was; what still takes some of its time is not.
    """
    ahead = [each for each in before if each.end > now]
    gone = sum(not overlapping(after, each) for each in ahead)
    return bool(ahead) and (gone == len(ahead) or (gone >= MANY and gone * 2 > len(ahead)))
