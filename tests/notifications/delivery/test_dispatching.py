"""The dispatcher as a process: it outlives database troubles, stops when told to, and respects a lease."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.own_database import own_database
from tests.processes import service
from tests.smtp_sink import smtp_sink

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 120

STATES = """
    SELECT state, count(*) FROM notifications_delivery WHERE kind NOT IN ('notice', 'alarm') GROUP BY state
"""

OUTCOMES = "SELECT state, attempts, unsettled, sent_at FROM notifications_delivery"


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_it_waits_for_its_database_and_finishes_its_turn_when_told_to_stop(db: None, tmp_path: Path) -> None:
    with (
        smtp_sink(delay_seconds=0.05) as sink,
        own_database(tmp_path, migrated=False) as database,
        service(database=database, smtp_port=sink.port, var=tmp_path) as house,
    ):
        dispatcher = house.start("manage.py", "dispatch")  # against tables that are not there yet
        house.manage("migrate", "--verbosity", "0")
        writer = house.start("-m", "tests.delivery_writer", "0", "100")
        assert len(writer.communicate(timeout=PATIENCE_SECONDS)[0].split()) == 100
        wait_until(lambda: len(sink.arrived) > 5)
        dispatcher.send_signal(signal.SIGTERM)
        assert dispatcher.wait(timeout=PATIENCE_SECONDS) == 0
        states = dict(database.rows(STATES))
        assert set(states) == {"sent", "pending"}
        assert states["sent"] == sink.copies_to_clients.total()


def test_one_that_slept_past_its_lease_settles_nothing(db: None, tmp_path: Path) -> None:
    """It is stopped while the mail server has its mail but has not said so; another sends the mail again."""
    with (
        smtp_sink(delay_seconds=1) as sink,
        own_database(tmp_path) as database,
        service(database=database, smtp_port=sink.port, var=tmp_path) as house,
    ):
        house.start("-m", "tests.delivery_writer", "1", "2").communicate(timeout=PATIENCE_SECONDS)
        sleeper = house.start("manage.py", "dispatch", "--lease", "2")
        wait_until(lambda: len(sink.arrived) == 1)
        sleeper.send_signal(signal.SIGSTOP)
        house.start("manage.py", "dispatch", "--lease", "2")
        wait_until(lambda: database.rows(OUTCOMES)[0][0] == "sent")
        settled = database.rows(OUTCOMES)
        assert settled[0][:3] == ("sent", 2, 1)  # one send was never heard of
        sleeper.send_signal(signal.SIGCONT)
        sleeper.send_signal(signal.SIGTERM)
        assert sleeper.wait(timeout=PATIENCE_SECONDS) == 0
        assert database.rows(OUTCOMES) == settled
        assert list(sink.copies.values()) == [2]
