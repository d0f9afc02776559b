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
from scheduler.services.coverage import accept_coverage, decline_coverage, offer_coverage, withdraw_coverage
from scheduler.services.forgetting import erase_asker, erase_times_of, forget_appointments, forget_what_ended
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
    "erase_asker",
    "erase_times_of",
    "expire",
    "forget_appointments",
    "forget_what_ended",
    "go_on",
    "in_turn_with_all",
    "look_for",
    "move",
    "must_be_open",
    "note_freed",
    "offer_coverage",
    "others",
    "start_series",
    "stop_waiting",
    "wait",
    "withdraw_coverage",
]
