"""One part of the service as a process of its own: `python -m config.between.part NAME PARENT_ID`."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable

import django
from django.conf import settings
from django.core.management import call_command

from config.between.leash import end_with
from config.between.ports import Port

THREADS = 2  # a worker process; more only wait for one another (benchmarks/messages.py)
SQLITE_THREADS = 4  # one process: SQLite has one writer at a time anyway


def web() -> None:
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    embedded = connection.vendor == "sqlite"
    server = Granian(
        "config.wsgi:application",
        address=settings.LISTEN_HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=1 if embedded else os.cpu_count() or 1,
        blocking_threads=SQLITE_THREADS if embedded else THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_leashed_application, wrap_loader=False)


def _leashed_application() -> Callable[..., object]:
    """Granian's worker is a process of its own, and must not outlive its parent either."""
    parent = multiprocessing.parent_process()
    if parent and parent.pid:
        end_with(parent.pid)
    from config.wsgi import application

    return application


def delivery() -> None:
    call_command("dispatch")


def mail_in() -> None:
    call_command("listen_smtp")


def mail_out() -> None:
    from config.between.mail_sink import serve
    from notifications.services import canary

    listener = Port(settings.LISTEN_SMTP_HOST, settings.LISTEN_SMTP_PORT, "LISTEN_SMTP_PORT")
    address = canary.address()
    ours = (address, listener) if address else None
    asyncio.run(serve(settings.SMTP_HOST, settings.SMTP_PORT, settings.VAR_DIR / "mail", ours))


def watch() -> None:
    call_command("watch")


def calendars() -> None:
    call_command("read_calendars")


PARTS = {
    "web": web,
    "delivery": delivery,
    "mail-in": mail_in,
    "mail-out": mail_out,
    "watch": watch,
    "calendars": calendars,
}


def main() -> None:
    _, name, parent = sys.argv
    end_with(int(parent))
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the supervisor ends its parts
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    PARTS[name]()


if __name__ == "__main__":
    main()
