"""What Celery is told by name. Nothing travels with a task; which calendars are due stands in the rows."""

from celery import shared_task
from django.utils.timezone import now

from scheduler.services import read_due_calendars


@shared_task(name="scheduler.read_calendars", soft_time_limit=110, time_limit=115)
def read_calendars() -> None:
    """One turn. In a queue of its own: a slow calendar holds up no delivery."""
    read_due_calendars(clock=now)
