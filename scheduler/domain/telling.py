"""When a clinician is told that a calendar of theirs cannot be read: so seldom that it is listened to."""

from datetime import datetime, timedelta

SOON = timedelta(hours=24)  # by then most of what was wrong has mended itself
AGAIN = timedelta(days=7)
A_ROUND = timedelta(minutes=75)  # in which all that are read hourly have their turn
TOGETHER = timedelta(hours=3)  # what would be told so soon after is told along
NEEDS_SOMEBODY = frozenset({"not_allowed", "gone", "own_feed", "address_lost"})  # waiting mends none of these


def is_known(trouble: str, told_of: str) -> bool:
    """Whether somebody who was told of one trouble (blank: of none) need not be told of another."""
    return bool(told_of) and (told_of in NEEDS_SOMEBODY or trouble not in NEEDS_SOMEBODY)


def first_telling(
    trouble: str, since: datetime, *, was_read: bool, told_at: datetime | None, now: datetime
) -> datetime:
    """At once of what waits for them alone; of that not again and again, where it comes and goes.

    A calendar that was never read is before the eyes of whoever has just connected it.
    """
    lately = told_at is not None and now - AGAIN < told_at
    is_urgent = trouble in NEEDS_SOMEBODY and was_read and not lately
    return now if is_urgent else since + SOON
