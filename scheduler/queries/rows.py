"""What rows look like to the apps above, which hold them and never ask for one themselves."""

from scheduler.models import Appointment, Calendar, Series, SessionType, WaitingPlace

State = Appointment.State
By = Appointment.By
Place = SessionType.Place
WhoBooks = SessionType.WhoBooks

__all__ = [
    "Appointment",
    "By",
    "Calendar",
    "Place",
    "Series",
    "SessionType",
    "State",
    "WaitingPlace",
    "WhoBooks",
]
