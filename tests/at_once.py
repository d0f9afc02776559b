"""Several things done at the same moment on PostgreSQL, each by a thread with a connection of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

Deed = Callable[[], object]
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
PATIENCE_SECONDS = 60.0


def at_once(*deeds: Deed) -> list[Exception]:
    """What they raised."""
    start, raised = threading.Barrier(len(deeds)), list[Exception]()
    threads = [threading.Thread(target=_do, args=[each, start, raised]) for each in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@contextmanager
def coming_too_late(deed: Deed) -> Iterator[list[Exception]]:
    """What stands below is done first, yet whole only once `deed` waits for it; gives what `deed` raised."""
    raised = list[Exception]()
    thread = threading.Thread(target=_do, args=[deed, threading.Barrier(1), raised])
    with transaction.atomic():
        yield raised
        thread.start()
        _until(lambda: not thread.is_alive() or _somebody_waits())
    thread.join()


def _do(deed: Deed, start: threading.Barrier, raised: list[Exception]) -> None:
    try:
        start.wait()
        deed()
    except Exception as error:  # noqa: BLE001  told to the test
        raised.append(error)
    finally:
        connection.close()


def _somebody_waits() -> bool:
    """PostgreSQL keeps who is there for a whole transaction, and whoever waits may have come since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def _until(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.01)
