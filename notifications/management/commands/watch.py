"""Watch over alarms: `manage.py watch`. A process of its own, so that it does not hang with what it watches.

One thread looks; the main one tells the world, also of a first one that looks no more. A third asks once a
day for whom nobody could be alarmed, which may take longer than a look.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.timezone import now

from notifications.domain import watch as rules
from notifications.services.outside import Outside
from notifications.services.watching import look, look_at_plans, look_for_canary, seen

REST_SECONDS = 1.0
AGAIN_SECONDS = 5.0  # where a look has failed
PLANS_SECONDS = 60.0  # between two questions whether it is time to ask

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
    look_at: float = 0.0  # monotonic: a clock that is set back puts no look off

    def look_on(self, stop: threading.Event) -> None:
        """The canary first: when it is said that all is well, it is on its way."""
        while not stop.is_set():
            _try(lambda: look_for_canary(now=now()))
            _try(self._look)
            stop.wait(REST_SECONDS)

    def _look(self) -> None:
        if time.monotonic() >= self.look_at:
            self.look_at = time.monotonic() + AGAIN_SECONDS
            self.seen = look(clock=now, heartbeat_at=self.outside.beat_at)
            self.look_at = time.monotonic() + rules.PERIOD.total_seconds()
        elif self.seen:
            self.seen = seen()  # the canary may be back


def _try(act: Callable[[], object]) -> None:
    """Whatever goes wrong, not to have seen tells of it."""
    try:
        act()
    except Exception as error:  # noqa: BLE001  see above
        logger.error("not watched", extra={"error": type(error).__name__})  # noqa: TRY400  never a text
        close_old_connections()


def _look_at_plans(stop: threading.Event) -> None:
    while not stop.is_set():
        _try(lambda: look_at_plans(now=now()))
        stop.wait(PLANS_SECONDS)


def watch(stop: threading.Event, outside: Outside) -> None:
    eyes, patient_until = _Eyes(outside), time.monotonic() + rules.STALE_AFTER.total_seconds()
    for act in (eyes.look_on, _look_at_plans):
        threading.Thread(target=act, args=[stop], name=act.__name__, daemon=True).start()
    while not stop.wait(REST_SECONDS):
        if eyes.seen or time.monotonic() > patient_until:
            _try(lambda: outside.hear(rules.lane(eyes.seen, now=now()), now=now()))
