"""When a calendar is read next. Never at the same moment for all: their servers are few."""

from datetime import timedelta
from random import Random

SHORTEST, USUAL, LONGEST = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=24)
LEASE = timedelta(minutes=5)  # longer than a turn of reading: for so long a calendar is held
SPREAD = 0.1  # of the wait, to either side
HELD_BACK = {401, 403, 404}  # it is there no more, or not for us: most likely until somebody does something
GONE = 410
_DOUBLINGS = 7  # reach the longest wait, whichever it begins with


def after_reading(asked: timedelta | None, *, random: Random) -> timedelta:
    """As often as the calendar asks to be read, within our own bounds."""
    return _spread(min(max(asked or USUAL, SHORTEST), LONGEST), random)


def after_failure(failures: int, status: int | None, *, random: Random) -> timedelta | None:
    """Longer with each of the failures in a row (1, 2, …); None: not again by itself."""
    if status == GONE:
        return None
    first = USUAL if status in HELD_BACK else SHORTEST
    return _spread(min(first * (1 << min(failures - 1, _DOUBLINGS)), LONGEST), random)


def _spread(wait: timedelta, random: Random) -> timedelta:
    spread = wait * random.uniform(1 - SPREAD, 1 + SPREAD)
    return min(max(spread, SHORTEST), LONGEST)
