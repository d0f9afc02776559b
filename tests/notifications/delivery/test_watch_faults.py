"""Whatever of the way that alarms take is broken, the watch sees it within three periods, and says so.

Real processes, whose watch is in a hurry (tests.hurried): while nothing is broken heartbeats come to a server
of the test's own; then one part is killed, frozen or made to lie. Each many times over, and against the
clock, with `make soak`.
"""

import json
import os
import signal
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.db import connection

from tests.feed_server import FeedServer, answer, feed_server, says
from tests.notifications.delivery.test_celery import Redis
from tests.own_database import own_database
from tests.processes import Service, kill, service
from tests.running_service import eventually
from tests.services import free_port
from tests.smtp_sink import smtp_sink

SOAK = os.environ.get("SOAK") == "1"
SPEED, TIMES, QUIET_SECONDS = (10, 20, 900) if SOAK else (20, 1, 0)
LOOK, CANARY, BEAT = (seconds / SPEED for seconds in (30, 60, 60))  # as tests.hurried has them
GRAIN = 1.5  # seconds that starting, asking and a busy machine take, whatever the speed
DANGER, NOT_SURE = "I want to kill myself tonight.", "we cannot say when somebody will read yours"
PARTS = ("mail-in", "mail-out", "web", "watch")
CELERY = {
    "worker": ["-m", "celery", "-A", "config.celery", "worker", "--concurrency", "2", "-l", "ERROR"],
    "beat": ["-m", "celery", "-A", "config.celery", "beat", "-s", "{schedule}", "-l", "ERROR"],
}


@dataclass
class House:
    """Every part of the service by its name, and what is to be seen of them from outside."""

    processes: Service
    beats: FeedServer
    port: int
    mail_out_port: int
    token: str
    broker: Redis | None
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def start(self, part: str, **more: str) -> None:
        schedule = self.processes.environment["VAR_DIR"] + "-beat"
        words = CELERY.get(part) or ["-m", "tests.hurried", str(SPEED), part]
        self.running[part] = self.processes.start(*(word.format(schedule=schedule) for word in words), **more)

    def end(self, part: str) -> None:
        kill([self.running[part]])

    def signal(self, part: str, sign: signal.Signals) -> None:
        self.running[part].send_signal(sign)

    def is_red(self) -> bool:
        return "\nbetween_lane_red 1.0" in self._get("/metrics")

    def is_well(self) -> bool:
        """As the web shows it, and as it is told outside."""
        before = len(self.beats.requests)
        time.sleep(BEAT)
        return not self.is_red() and len(self.beats.requests) > before

    def _get(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as response:
            return str(response.read().decode())

    def answer_to_danger(self) -> str:
        somebody = f"{uuid4().hex}@client.example"  # who writes again is not always answered again
        said = {"clinician": "maya-okafor", "channel": "email", "from": somebody, "text": DANGER}
        request = Request(
            f"http://127.0.0.1:{self.port}/api/v1/messages/",
            data=json.dumps(said).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=60) as response:  # noqa: S310  http, on this machine
            return str(json.load(response)["reply"]["text"])

    def doctor(self) -> tuple[int, str]:
        asked = self.processes.start("-m", "tests.hurried", str(SPEED), "doctor")
        said, _ = asked.communicate(timeout=120)
        return asked.returncode, said


@pytest.fixture
def broker(db: None, tmp_path: Path) -> Iterator[Redis | None]:
    """On PostgreSQL Celery delivers, as in production; on SQLite the embedded dispatcher."""
    if connection.vendor == "sqlite":
        yield None
        return
    server = Redis(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture
def house(
    broker: Redis | None, tmp_path: Path, certificate: Path, context: ssl.SSLContext
) -> Iterator[House]:
    ports = {name: free_port() for name in ("PORT", "LISTEN_SMTP_PORT", "SMTP_PORT")}
    with (
        feed_server(says(answer(body=b"OK")), context) as beats,
        own_database(tmp_path) as database,
        service(
            database=database,
            smtp_port=ports["SMTP_PORT"],
            var=tmp_path / "var",
            PORT=str(ports["PORT"]),
            LISTEN_SMTP_PORT=str(ports["LISTEN_SMTP_PORT"]),
            REDIS_URL=broker.url if broker else "",
            HEARTBEAT_URL="https://feeds.example/ping",
            HEARTBEAT_PORT=str(beats.port),
            HEARTBEAT_CERTIFICATE=str(certificate),
        ) as processes,
    ):
        processes.manage("migrate", "--verbosity", "0")
        said, errors = processes.start("manage.py", "seed_demo").communicate(timeout=120)
        assert "API token: " in said, errors
        token = said.partition("API token: ")[2].strip()
        built = House(processes, beats, ports["PORT"], ports["SMTP_PORT"], token, broker)
        for part in (*PARTS, *(CELERY if broker else ("delivery",))):
            built.start(part)
        eventually(lambda: _answers(built))
        yield built


def _answers(house: House) -> bool:
    try:
        return house.is_well()
    except OSError:
        return False


# --- what can be broken, and mended again


@contextmanager
def killed(house: House, part: str) -> Iterator[None]:
    house.end(part)
    yield
    house.start(part)


@contextmanager
def frozen(house: House, part: str) -> Iterator[None]:
    house.signal(part, signal.SIGSTOP)
    yield
    house.signal(part, signal.SIGCONT)


@contextmanager
def mail_is(house: House, *answers: str) -> Iterator[None]:
    """By whoever stands where mail goes out: he takes what he is told no answers for, and loses it."""
    house.end("mail-out")
    with smtp_sink(port=house.mail_out_port) as sink:
        sink.at_recipient.extend(answers)
        yield
    house.start("mail-out")


@contextmanager
def clock_is_ahead(house: House) -> Iterator[None]:
    house.end("watch")
    house.start("watch", AHEAD_SECONDS="600")
    yield
    house.end("watch")
    house.start("watch")


@contextmanager
def redis_is_frozen(house: House) -> Iterator[None]:
    assert house.broker
    house.broker.freeze()
    yield
    house.broker.thaw()


@dataclass(frozen=True)
class Fault:
    name: str
    broken: Callable[[House], object]
    seen: frozenset[str]  # any of these is told
    within: float  # seconds: three periods of who sees it


BY_LOOKING, BY_CANARY = 3 * LOOK, 3 * CANARY
LATE = frozenset({"alarms_late", "canary_lost"})
BROKEN = [
    Fault("watch killed", lambda house: killed(house, "watch"), frozenset({"unwatched"}), BY_LOOKING),
    Fault("watch frozen", lambda house: frozen(house, "watch"), frozenset({"unwatched"}), BY_LOOKING),
    Fault("watch's clock ahead", clock_is_ahead, frozenset({"clocks_apart"}), BY_LOOKING),
    Fault("mail listener dead", lambda house: killed(house, "mail-in"), LATE, BY_CANARY),
    Fault("mail taken and lost", mail_is, frozenset({"canary_lost"}), BY_CANARY),
    Fault("mail put off", lambda house: mail_is(house, *["451 later"] * 999), LATE, BY_CANARY),
    Fault("mail refused", lambda house: mail_is(house, *["550 no"] * 999), LATE | {"alarms_dead"}, BY_CANARY),
    Fault("mail server gone", lambda house: killed(house, "mail-out"), LATE, BY_CANARY),
]
EMBEDDED = [
    Fault("dispatcher frozen", lambda house: frozen(house, "delivery"), LATE, BY_CANARY),
    Fault("dispatcher killed", lambda house: killed(house, "delivery"), LATE, BY_CANARY),
]
IN_PRODUCTION = [
    Fault("beat killed", lambda house: killed(house, "beat"), LATE, BY_CANARY),
    Fault("worker killed", lambda house: killed(house, "worker"), LATE, BY_CANARY),
    Fault("Redis frozen", redis_is_frozen, LATE, BY_CANARY),
]
ESSENTIAL = {"dispatcher frozen", "watch killed", "mail taken and lost", "beat killed"}

# Who is frozen may hold SQLite's one lock; an alarm about a message of ours that was refused stays dead; and
# a message of ours wakes a worker, who brings the canary home although beat is dead.
SAYS_LITTLE = {"dispatcher frozen", "mail refused", "beat killed"}


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_whatever_breaks_is_seen_within_three_periods_and_said(house: House) -> None:
    stays_quiet(house, QUIET_SECONDS)
    faults = [*BROKEN, *(IN_PRODUCTION if house.broker else EMBEDDED)]
    for fault in faults * TIMES:
        if SOAK or fault.name in ESSENTIAL:
            _is_seen(house, fault)


def stays_quiet(house: House, seconds: float) -> None:
    until, before = time.monotonic() + seconds, len(house.beats.requests)
    while time.monotonic() < until:
        assert not house.is_red()
        time.sleep(LOOK / 2)
    assert len(house.beats.requests) - before >= (seconds // BEAT) * 0.9


def _is_seen(house: House, fault: Fault) -> None:
    eventually(house.is_well)
    with ExitStack() as broken:
        began = time.monotonic()
        broken.enter_context(fault.broken(house))  # type: ignore[arg-type]  # each is a context
        eventually(house.is_red)
        took = time.monotonic() - began
        beats = len(house.beats.requests)
        figures = f"{fault.name}: seen after {took:.1f} s of {fault.within:.1f}"
        print(figures)  # noqa: T201  shown by `pytest -s`
        assert not SOAK or took <= fault.within + GRAIN, figures
        if fault.name not in SAYS_LITTLE:
            _is_said(house, fault)
        assert len(house.beats.requests) <= beats + 1  # one may have been on its way


def _is_said(house: House, fault: Fault) -> None:
    assert NOT_SURE in house.answer_to_danger()
    eventually(lambda: _is_told_by_the_doctor(house, fault))


def _is_told_by_the_doctor(house: House, fault: Fault) -> bool:
    status, said = house.doctor()
    alarms = [line for line in said.splitlines() if line.startswith("WRONG  alarms ")]
    return status == 1 and any(trouble in line for line in alarms for trouble in fault.seen)
