"""What can be wrong with a calendar."""

from enum import StrEnum

from scheduler.domain.errors import SchedulerError


class Trouble(StrEnum):
    """Why a whole file gives no answer. What was known before it still holds."""

    NOT_A_CALENDAR = "not_a_calendar"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"
    TOO_MUCH = "too_much"  # events, dates or repetitions
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    READER_FAILED = "reader_failed"


class NotACalendarError(SchedulerError):
    """Nothing in the file can be read as a calendar; an empty answer would pass for free time."""

    def __init__(self, message: str, trouble: Trouble = Trouble.NOT_A_CALENDAR) -> None:
        super().__init__(message)
        self.trouble = trouble


class Found(StrEnum):
    """What was not read as it stands; its time may be missing, or too much of it taken."""

    BAD_LINE = "bad_line"
    BAD_EVENT = "bad_event"
    BAD_TIME = "bad_time"  # one of the dates left out or added
    BAD_ZONE = "bad_zone"
    BAD_RULE = "bad_rule"  # only the first time is taken
    RULE_PART = "rule_part"  # the rest of the rule is followed
    TOO_OFTEN = "too_often"  # everything from some time on is taken
    UNKNOWN_ZONE = "unknown_zone"
    NO_ZONE = "no_zone"
    NOT_READ = "not_read"  # a kind of content that says when somebody is free, and is not understood


class BadEventError(SchedulerError):
    """One event cannot be read; the others can."""

    def __init__(self, message: str, found: Found = Found.BAD_EVENT) -> None:
        super().__init__(message)
        self.found = found


class BadZoneError(SchedulerError):
    """What a file says of a time zone cannot be."""
