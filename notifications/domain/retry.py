"""When to try a delivery again: exponential back-off with full jitter, to spare a server that recovers."""

from datetime import timedelta
from random import Random

BASE = timedelta(seconds=5)
CAP = timedelta(minutes=15)
GIVE_UP_AFTER = 200  # attempts; about a day, so that a mail server down for a night loses nobody's answer


def delay(attempt: int, *, random: Random) -> timedelta:
    """The wait after the given attempt (1, 2, …): uniform between nothing and the back-off's ceiling."""
    doublings = min(max(attempt - 1, 0), 32)
    ceiling = min(CAP, BASE * (1 << doublings))
    return ceiling * random.random()


def gives_up(attempt: int) -> bool:
    """Whether the delivery is dead after this many attempts; a human sees it and may replay it."""
    return attempt >= GIVE_UP_AFTER
