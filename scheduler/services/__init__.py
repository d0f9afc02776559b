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
from scheduler.services.reading_calendars import read_due_calendars

__all__ = [
    "CalendarTerms",
    "NotReadableAgainError",
    "OwnFeedError",
    "TooManyCalendarsError",
    "accept_coverage",
    "answer_holidays",
    "change_calendar",
    "connect_calendar",
    "decline_coverage",
    "disconnect_calendar",
    "offer_coverage",
    "read_again",
    "read_due_calendars",
    "upload_again",
    "upload_calendar",
    "withdraw_coverage",
]
