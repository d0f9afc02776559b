"""The embedded dispatcher: delivers without a broker, by looking into the tables often."""

import logging
import signal
import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils.timezone import now

from accounts.services import forget_ended_sign_ins
from notifications.outbox import LEASE
from notifications.services.delivering import sweep

REST_SECONDS = 0.25  # between two looks that found nothing; each costs two indexed reads
FIRST_BACK_OFF_SECONDS = 1.0
LONGEST_BACK_OFF_SECONDS = 30.0
AN_HOUR = 3600.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Deliver whatever is due, until told to stop (SIGTERM finishes what is being sent)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lease",
            type=int,
            default=int(LEASE.total_seconds()),
            help="seconds after which another takes up what a dead dispatcher held (%(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda _sign, _frame: stop.set())
        dispatch(stop, lease=timedelta(seconds=options["lease"]))


def dispatch(stop: threading.Event, *, lease: timedelta) -> None:
    back_off, look_at = FIRST_BACK_OFF_SECONDS, time.monotonic()
    while not stop.is_set():
        try:
            rest = 0.0 if sweep(clock=now, lease=lease) else REST_SECONDS
            if time.monotonic() >= look_at:
                forget_ended_sign_ins(now=now())
                look_at += AN_HOUR
            back_off = FIRST_BACK_OFF_SECONDS
        except (DatabaseError, InterfaceError) as error:
            logger.warning("database away", extra={"error": type(error).__name__, "seconds": back_off})
            close_old_connections()
            rest, back_off = back_off, min(back_off * 2, LONGEST_BACK_OFF_SECONDS)
        stop.wait(rest)
