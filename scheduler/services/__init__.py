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
    move,
)
from scheduler.services.coverage import accept_coverage, decline_coverage, offer_coverage, withdraw_coverage
from scheduler.services.series import Made, Weekly, end_series, go_on, start_series
from scheduler.services.session_types import (
    Offer,
    change_session_type,
    create_session_type,
    end_session_type,
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
    "Made",
    "Offer",
    "Times",
    "Weekly",
    "Wish",
    "accept_coverage",
    "book",
    "cancel",
    "change_session_type",
    "confirm",
    "create_session_type",
    "decline",
    "decline_coverage",
    "end_all_with",
    "end_series",
    "end_session_type",
    "end_waiting_after_booking",
    "expire",
    "go_on",
    "look_for",
    "move",
    "note_freed",
    "offer_coverage",
    "start_series",
    "stop_waiting",
    "wait",
    "withdraw_coverage",
]
