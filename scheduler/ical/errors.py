"""What can be wrong with a calendar."""

from scheduler.domain.errors import SchedulerError


class NotACalendarError(SchedulerError):
    """Nothing in the file can be read as a calendar; an empty answer would pass for free time."""


class BadEventError(SchedulerError):
    """One event cannot be read; the others can."""
