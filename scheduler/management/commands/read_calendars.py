"""The embedded reader of calendars: a process of its own, so that a slow calendar holds up nothing else."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils.timezone import now

from scheduler.services import read_due_calendars

REST_SECONDS = 2.0  # between two looks that found nothing; each costs an indexed read
FIRST_BACK_OFF_SECONDS = 1.0
LONGEST_BACK_OFF_SECONDS = 30.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read the calendars that clinicians connected, whenever they are due, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda _sign, _frame: stop.set())
        read(stop)


def read(stop: threading.Event) -> None:
    back_off = FIRST_BACK_OFF_SECONDS
    while not stop.is_set():
        try:
            rest = 0.0 if read_due_calendars(clock=now) else REST_SECONDS
            back_off = FIRST_BACK_OFF_SECONDS
        except (DatabaseError, InterfaceError) as error:
            logger.warning("database away", extra={"error": type(error).__name__, "seconds": back_off})
            close_old_connections()
            rest, back_off = back_off, min(back_off * 2, LONGEST_BACK_OFF_SECONDS)
        stop.wait(rest)
