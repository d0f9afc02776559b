"""The embedded dispatcher as a process: it outlives its database's troubles and stops when it is told to."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.own_database import own_database
from tests.processes import service
from tests.smtp_sink import smtp_sink

pytestmark = pytest.mark.slow

STATES = "SELECT state, count(*) FROM notifications_delivery WHERE kind <> 'notice' GROUP BY state"


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_it_waits_for_its_database_and_finishes_its_turn_when_told_to_stop(db: None, tmp_path: Path) -> None:
    with (
        smtp_sink(delay_seconds=0.05) as sink,
        own_database(tmp_path) as database,
        service(database_url=database.url, smtp_port=sink.port, var=tmp_path) as house,
    ):
        dispatcher = house.start("manage.py", "dispatch")  # against tables that are not there yet
        house.manage("migrate", "--verbosity", "0")
        writer = house.start("-m", "tests.delivery_writer", "0", "100")
        assert len(writer.communicate(timeout=60)[0].split()) == 100
        wait_until(lambda: len(sink.arrived) > 5)
        dispatcher.send_signal(signal.SIGTERM)
        assert dispatcher.wait(timeout=10) == 0
        states = dict(database.rows(STATES))
        assert set(states) == {"sent", "pending"}
        assert states["sent"] == sink.copies_to_clients.total()
