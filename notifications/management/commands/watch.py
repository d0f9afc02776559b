"""Watch over alarms: `manage.py watch`. A process of its own, so that it does not hang with what it watches.

One thread looks; the other tells the world, also of a first one that looks no more.
"""

import logging
import signal
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.timezone import now

from notifications.domain import watch as rules
from notifications.services.outside import Outside
from notifications.services.watching import look, look_for_canary

REST_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Watch whether alarms would arrive, and say so outside, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  as Django passes them
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda _sign, _frame: stop.set())
        watch(stop, Outside())


@dataclass(slots=True)
class _Eyes:
    """`seen` is what they saw last; it grows stale where they see no more."""

    outside: Outside
    seen: rules.Seen | None = None
    next_at: datetime = field(default_factory=now)

    def look_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001  whatever it was, not having looked tells of it
                logger.error("not looked", extra={"error": type(error).__name__})  # noqa: TRY400
                close_old_connections()
            stop.wait(REST_SECONDS)

    def _look(self) -> None:
        if now() >= self.next_at:
            self.next_at = now() + rules.PERIOD
            self.seen = look(clock=now, heartbeat_at=self.outside.beat_at)
        look_for_canary(now=now())


def watch(stop: threading.Event, outside: Outside) -> None:
    eyes, patient_until = _Eyes(outside), now() + rules.STALE_AFTER
    threading.Thread(target=eyes.look_on, args=[stop], name="eyes", daemon=True).start()
    while not stop.wait(REST_SECONDS):
        if eyes.seen or now() > patient_until:
            outside.hear(rules.lane(eyes.seen, now=now()), now=now())
