"""When, and who instead: absences that a colleague covers, calendars in and out, and times that are kept."""

from scheduler.models.appointments import Appointment, Series, SessionType, WaitingPlace
from scheduler.models.calendars import BusyTime, Calendar, HolidayDay
from scheduler.models.coverage import Coverage
from scheduler.models.feeds import EndedAddress, Feed

__all__ = [
    "Appointment",
    "BusyTime",
    "Calendar",
    "Coverage",
    "EndedAddress",
    "Feed",
    "HolidayDay",
    "Series",
    "SessionType",
    "WaitingPlace",
]
