"""Celery's workers with a Redis server of their own, which is frozen and whose clients are killed."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis

from tests.own_database import OwnDatabase, own_database
from tests.processes import Service, kill, service
from tests.smtp_sink import Sink, free_port, smtp_sink

pytestmark = [pytest.mark.redis, pytest.mark.postgresql, pytest.mark.slow]

MESSAGES = 60
PATIENCE_SECONDS = 120
BROKER_PATIENCE_SECONDS = 1  # who waits for a frozen broker waits so long at the least: config/celery.py
LEASES_RUN_OUT = "UPDATE notifications_delivery SET next_at = created_at WHERE state = 'leased'"

TIME_WAKING = """
import time, django
django.setup()
from notifications.outbox import wake
for _ in range(100):
    started = time.perf_counter()
    wake()
    print(time.perf_counter() - started)
    time.sleep(0.01)
"""


class Redis:
    """A server that can be frozen, which a shared one must not be."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        self.process = subprocess.Popen(  # noqa: S603  a program of the system
            [program, "--port", str(self.port), "--dir", str(folder), "--save", "", "--daemonize", "no"],
            stdout=subprocess.DEVNULL,
        )
        wait_until(self.answers)

    def answers(self) -> bool:
        with closing(redis.Redis(port=self.port)) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def database(db: None, tmp_path: Path) -> Iterator[OwnDatabase]:
    with own_database(tmp_path) as database:
        yield database


@pytest.fixture
def house(database: OwnDatabase, sink: Sink, broker: Redis, tmp_path: Path) -> Iterator[Service]:
    with service(database=database, smtp_port=sink.port, var=tmp_path, REDIS_URL=broker.url) as house:
        yield house


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def start_worker(house: Service) -> subprocess.Popen[str]:
    return house.start("-m", "celery", "-A", "config.celery", "worker", "--concurrency", "2", "-l", "ERROR")


def start_beat(house: Service, folder: Path) -> subprocess.Popen[str]:
    return house.start(
        "-m", "celery", "-A", "config.celery", "beat", "-s", str(folder / "beat"), "-l", "ERROR"
    )


def take_messages(house: Service) -> None:
    writer = house.start("-m", "tests.delivery_writer", "0", str(MESSAGES))
    reported, errors = writer.communicate(timeout=PATIENCE_SECONDS)
    assert len(reported.split()) == MESSAGES, errors


def test_a_commit_wakes_the_workers(house: Service, sink: Sink) -> None:
    """There is no beat: only wake-ups can have brought these."""
    start_worker(house)
    take_messages(house)
    wait_until(lambda: len(sink.copies_to_clients) == MESSAGES)
    assert set(sink.copies_to_clients.values()) == {1}


def test_what_a_killed_worker_held_is_swept_up(
    house: Service, sink: Sink, database: OwnDatabase, tmp_path: Path
) -> None:
    sink.delay_seconds = 0.5  # so that the worker cannot be done before it is killed
    take_messages(house)
    worker = start_worker(house)
    start_beat(house, tmp_path)
    wait_until(lambda: len(sink.copies_to_clients) > MESSAGES // 10)
    kill([worker])
    arrived = len(sink.copies_to_clients)
    assert arrived < MESSAGES
    sink.delay_seconds = 0
    database.run(LEASES_RUN_OUT)
    start_worker(house)
    wait_until(lambda: len(sink.copies_to_clients) == MESSAGES)
    assert sink.copies_to_clients.total() <= MESSAGES + 2  # one for each process of the killed worker


def test_a_frozen_broker_holds_up_neither_messages_nor_replies(
    house: Service, sink: Sink, broker: Redis
) -> None:
    broker.freeze()
    times, errors = house.start("-c", TIME_WAKING).communicate(timeout=PATIENCE_SECONDS)
    assert max(map(float, times.split())) < BROKER_PATIENCE_SECONDS / 2, errors
    take_messages(house)
    house.start("manage.py", "dispatch")
    wait_until(lambda: len(sink.copies_to_clients) == MESSAGES)
    broker.thaw()


def test_beat_sweeps_up_what_was_taken_while_the_broker_was_frozen(
    house: Service, sink: Sink, broker: Redis, tmp_path: Path
) -> None:
    broker.freeze()
    take_messages(house)
    broker.thaw()
    start_worker(house)
    start_beat(house, tmp_path)
    wait_until(lambda: len(sink.copies_to_clients) == MESSAGES)
