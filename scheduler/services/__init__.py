"""What can be done about absences, calendars and times."""

from scheduler.services.booking import (
    Asker,
    Times,
    Wish,
    book,
    cancel,
    confirm,
    decline,
    end_all_with,
    expire,
    in_turn_with_all,
    move,
    must_be_open,
    others,
)
from scheduler.services.calendar_files import (
    OwnFeedError,
)
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
from scheduler.services.coverage import (
    accept_coverage,
    decline_coverage,
    offer_coverage,
    withdraw_coverage,
)
from scheduler.services.feeds import (
    change_feed,
    end_feeds_of,
    keep_told,
    make_feed,
    note_feed_use,
    revoke_feed,
    rotate_feed,
)
from scheduler.services.forgetting import (
    erase_asker,
    erase_times_of,
    forget_appointments,
    forget_what_ended,
)
from scheduler.services.reading_calendars import (
    read_due_calendars,
)
from scheduler.services.series import (
    Made,
    Weekly,
    end_series,
    go_on,
    start_series,
)
from scheduler.services.session_types import (
    Offer,
    change_session_type,
    create_session_type,
    end_session_type,
)
from scheduler.services.telling_of_calendars import (
    calendar_to_tell_of,
    note_told,
)
from scheduler.services.waiting import (
    end_waiting_after_booking,
    look_for,
    note_freed,
    stop_waiting,
    wait,
)

__all__ = [
    "Asker",
    "CalendarTerms",
    "Made",
    "NotReadableAgainError",
    "Offer",
    "OwnFeedError",
    "Times",
    "TooManyCalendarsError",
    "Weekly",
    "Wish",
    "accept_coverage",
    "answer_holidays",
    "book",
    "calendar_to_tell_of",
    "cancel",
    "change_calendar",
    "change_feed",
    "change_session_type",
    "confirm",
    "connect_calendar",
    "create_session_type",
    "decline",
    "decline_coverage",
    "disconnect_calendar",
    "end_all_with",
    "end_feeds_of",
    "end_series",
    "end_session_type",
    "end_waiting_after_booking",
    "erase_asker",
    "erase_times_of",
    "expire",
    "forget_appointments",
    "forget_what_ended",
    "go_on",
    "in_turn_with_all",
    "keep_told",
    "look_for",
    "make_feed",
    "move",
    "must_be_open",
    "note_feed_use",
    "note_freed",
    "note_told",
    "offer_coverage",
    "others",
    "read_again",
    "read_due_calendars",
    "revoke_feed",
    "rotate_feed",
    "start_series",
    "stop_waiting",
    "upload_again",
    "upload_calendar",
    "wait",
    "withdraw_coverage",
]
