"""What can be done about absences, calendars and times."""

from scheduler.services.coverage import accept_coverage, decline_coverage, offer_coverage, withdraw_coverage
from scheduler.services.feeds import (
    change_feed,
    end_feeds_of,
    keep_told,
    make_feed,
    note_feed_use,
    revoke_feed,
    rotate_feed,
)

__all__ = [
    "accept_coverage",
    "change_feed",
    "decline_coverage",
    "end_feeds_of",
    "keep_told",
    "make_feed",
    "note_feed_use",
    "offer_coverage",
    "revoke_feed",
    "rotate_feed",
    "withdraw_coverage",
]
