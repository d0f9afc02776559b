"""`kill -9`, again and again, of what takes messages in and what sends them out: nothing is lost.

Longer with `make soak`.
"""

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.delivery_writer import address_of
from tests.own_database import OwnDatabase, own_database
from tests.processes import Service, kill, service
from tests.smtp_sink import smtp_sink

MESSAGES, KILLS = (5_000, 100) if os.environ.get("SOAK") == "1" else (600, 12)
LEASE_SECONDS = 3
SECONDS_FOR_A_MAIL = 0.02  # so that a kill finds one on its way
PATIENCE_SECONDS = 300

HALF_WRITTEN = """
    SELECT count(*) FROM notifications_inboundmessage AS message
    LEFT JOIN notifications_screening AS screening ON screening.message_id = message.id
    LEFT JOIN notifications_decision AS decision ON decision.message_id = message.id
    LEFT JOIN notifications_delivery AS delivery ON delivery.message_id = message.id
    WHERE screening.message_id IS NULL OR decision.message_id IS NULL OR delivery.id IS NULL
"""
WAITING = "SELECT count(*) FROM notifications_delivery WHERE next_at IS NOT NULL"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_lost_however_often_the_processes_are_killed(db: None, tmp_path: Path) -> None:
    with (
        smtp_sink(delay_seconds=SECONDS_FOR_A_MAIL) as sink,
        own_database(tmp_path) as database,
        service(database=database, smtp_port=sink.port, var=tmp_path) as house,
    ):
        taken = take_messages_and_kill(house)
        wait_until_drained(database)
        arrived = sink.copies_to_clients
        asked = house.start("-m", "tests.delivery_writer", "uncertain")
        uncertain = set(asked.communicate(timeout=PATIENCE_SECONDS)[0].split())
        repeats = sum(arrived.values()) - len(arrived)
        figures = f"{len(taken)} taken, {KILLS} kills, {repeats} repeats, {len(uncertain)} uncertain"
        print(figures)  # noqa: T201  shown by `pytest -s`
        assert taken == set(range(MESSAGES))
        assert {address_of(number) for number in taken} - set(arrived) - uncertain == set()
        assert repeats <= KILLS
        assert database.rows(HALF_WRITTEN) == [(0,)]
        assert database.integrity() == "ok"


def take_messages_and_kill(house: Service) -> set[int]:
    """One writer and two dispatchers; another takes each victim's place. Returns what was taken."""
    taken: set[int] = set()
    writer = start_writer(house, taken)
    dispatchers = [start_dispatcher(house), start_dispatcher(house)]
    for number in range(KILLS):
        time.sleep(random.uniform(0.3, 0.9))  # noqa: S311  no secret
        if number % 3 == 2:
            kill([writer])
            taken |= what_it_took(writer)
            writer = start_writer(house, taken)
        else:
            kill([dispatchers.pop(0)])
            dispatchers.append(start_dispatcher(house))
    return taken | what_it_took(writer)


def start_writer(house: Service, taken: set[int]) -> subprocess.Popen[str]:
    """It goes on with the first message that was not reported, as a client would that got no answer."""
    return house.start("-m", "tests.delivery_writer", str(len(taken)), str(MESSAGES))


def start_dispatcher(house: Service) -> subprocess.Popen[str]:
    return house.start("manage.py", "dispatch", "--lease", str(LEASE_SECONDS))


def what_it_took(writer: subprocess.Popen[str]) -> set[int]:
    reported, _ = writer.communicate(timeout=PATIENCE_SECONDS)
    return {int(line) for line in reported.splitlines()}


def wait_until_drained(database: OwnDatabase) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while database.rows(WAITING) != [(0,)]:
        assert time.monotonic() < deadline, "deliveries are still waiting"
        time.sleep(0.2)
