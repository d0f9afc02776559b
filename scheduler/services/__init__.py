"""What can be done about absences, calendars and times."""

from scheduler.services.calendar_files import OwnFeedError
from scheduler.services.calendars import (
    CalendarTerms,
    NotReadableAgainError,
    TooManyCalendarsError,
    answer_holidays,
    change_calendar,
    connect_calendar,
    disconnect_calendar,
    read_again,
    upload_again,
    upload_calendar,
)
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
from scheduler.services.reading_calendars import read_due_calendars

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
    "CalendarTerms",
    "NotReadableAgainError",
    "OwnFeedError",
    "TooManyCalendarsError",
    "answer_holidays",
    "change_calendar",
    "connect_calendar",
    "disconnect_calendar",
    "read_again",
    "read_due_calendars",
    "upload_again",
    "upload_calendar",
    "withdraw_coverage",
]
