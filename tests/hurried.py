"""A part of the service whose watch is in a hurry, for tests: `python -m tests.hurried SPEED PART`.

Every period and patience of the watch is divided by SPEED, so that they stay to one another as they are; the
canary goes out once a minute to begin with, as the reliability goals have it. The environment may say where
heartbeats go (HEARTBEAT_PORT and HEARTBEAT_CERTIFICATE, by the seam that the one way out has for tests) and
how far the watch's clock is ahead (AHEAD_SECONDS).
"""

import os
import signal
import socket
import ssl
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.utils import timezone

from config.between.part import PARTS
from scheduler.feeds.network import INTERNET, Network

PUBLIC = ip_address("93.184.215.14")  # as the guard is told; behind it stands the test's server
CANARY_PERIOD = timedelta(minutes=1)
IN_WATCH = ("PERIOD", "STALE_AFTER", "LATE_AFTER", "CANARY_PERIOD", "CANARY_WITHIN")
IN_OUTSIDE = ("HEARTBEAT_EVERY", "MAIL_AFTER", "MAIL_EVERY", "MAIL_AGAIN_AFTER")
REST_SECONDS = 0.1


def main() -> int:
    _, speed, part = sys.argv
    django.setup()
    _hurry(float(speed))
    return int({**PARTS, "watch": _watch, "web": _web, "doctor": _doctor}[part]() or 0)


def _hurry(speed: float) -> None:
    from notifications.domain import watch
    from notifications.services import lane, outside

    watch.CANARY_PERIOD = CANARY_PERIOD
    for module, names in ((watch, IN_WATCH), (outside, IN_OUTSIDE)):
        for name in names:
            _divide(module, name, speed)
    lane.KEPT_SECONDS /= speed


def _divide(module: ModuleType, name: str, speed: float) -> None:
    setattr(module, name, getattr(module, name) / speed)


def _watch() -> None:
    from notifications.management.commands import watch
    from notifications.services.outside import Outside

    watch.REST_SECONDS, watch.AGAIN_SECONDS = REST_SECONDS, 10 * REST_SECONDS
    ahead = timedelta(seconds=int(os.environ.get("AHEAD_SECONDS", "0")))
    vars(watch)["now"] = lambda: timezone.now() + ahead
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    watch.watch(stop, Outside(network=_network()))


def _network() -> Network:
    if "HEARTBEAT_PORT" not in os.environ:
        return INTERNET
    here = ("127.0.0.1", int(os.environ["HEARTBEAT_PORT"]))
    return replace(
        INTERNET,
        resolve=lambda _host, _seconds: [PUBLIC],
        connect=lambda _public, seconds: socket.create_connection(here, seconds),
        trust=partial(ssl.create_default_context, cafile=os.environ["HEARTBEAT_CERTIFICATE"]),
    )


def _web() -> None:
    """In this process: Granian's workers would be in no hurry."""
    from config.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    make_server(settings.LISTEN_HOST, settings.PORT, application, handler_class=Quiet).serve_forever()


def _doctor() -> int:
    from argparse import Namespace

    from config.between import doctor

    return doctor.run(Namespace())


if __name__ == "__main__":
    sys.exit(main())
