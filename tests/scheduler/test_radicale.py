"""A calendar that a real server of calendars keeps, and serves as a whole: it is read as any other."""

import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from accounts.models import Clinician
from scheduler import services
from scheduler.domain.interval import Interval
from scheduler.feeds import fetch as fetching
from scheduler.feeds.addresses import is_public
from scheduler.feeds.network import Network
from scheduler.models import Calendar
from scheduler.services import reading_calendars
from tests.elsewhere import connect, event, ics, times_of
from tests.factories import NOW
from tests.feed_server import PUBLIC, always
from tests.written import ROOT

RADICALE = ROOT / "var" / "calendar-apps" / "venv" / "bin" / "radicale"
AUTHORIZED = {"Authorization": f"Basic {b64encode(b'ada:x').decode()}"}
MORNING = datetime(2026, 3, 11, 13, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[int]:
    """Its port."""
    if not RADICALE.exists():
        pytest.skip("radicale is not here; make test installs it where that is allowed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    rights = tmp_path / "rights"
    rights.write_text("[anyone]\nuser: .*\ncollection: .*\npermissions: RrWw\n")
    settings = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "storage-filesystem-folder": str(tmp_path / "kept"),
        "rights-type": "from_file",
        "rights-file": str(rights),
        "logging-level": "error",
    }
    command = [str(RADICALE), *(f"--{name}={value}" for name, value in settings.items()), "--config="]
    with subprocess.Popen(command) as process:  # noqa: S603  our own words
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)


def ask(port: int, verb: str, path: str, body: bytes = b"") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(verb, path, body, {**AUTHORIZED, "Content-Type": "text/calendar"})
    return connection.getresponse().status


def put(port: int, *events: str) -> None:
    assert ask(port, "PROPFIND", "/ada/") == 207  # which makes the principal
    assert ask(port, "PUT", "/ada/work/", ics(*events)) == 201


def test_a_calendar_of_radicale_is_read_and_followed(
    radicale: int, ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It speaks plain http here, the one thing that is bent for it."""
    monkeypatch.setattr(reading_calendars, "fetch", _plainly(radicale))
    network = Network(
        resolve=always(PUBLIC),
        judge=is_public,
        connect=lambda _public, seconds: socket.create_connection(("127.0.0.1", radicale), seconds),
    )

    def read(now: datetime) -> list[Interval]:
        Calendar.objects.update(next_at=now)
        assert services.read_due_calendars(clock=lambda: now, network=network) == 1
        assert Calendar.objects.get().trouble == ""
        return times_of(made)

    put(radicale, event(MORNING, RRULE="FREQ=WEEKLY;COUNT=3"), event(MORNING + 2 * HOUR, 30))
    made = connect(ada)
    weekly = [Interval(MORNING + each * WEEK, MORNING + each * WEEK + HOUR) for each in range(3)]
    alone = Interval(MORNING + 2 * HOUR, MORNING + timedelta(hours=2, minutes=30))
    assert read(NOW) == sorted([*weekly, alone], key=lambda each: each.start)
    put(radicale, event(MORNING, RRULE="FREQ=WEEKLY;COUNT=2"))
    assert read(NOW + HOUR) == weekly[:2]
    revision = Calendar.objects.get().revision
    assert read(NOW + 2 * HOUR) == weekly[:2]
    assert Calendar.objects.get().revision == revision == 2


def _plainly(port: int) -> object:
    def fetch(_address: str, **asked: object) -> fetching.Fetched:
        limits = fetching.Limits(plain_http=True)
        address = "http://feeds.example/ada/work/"
        return fetching.fetch(address, **{**asked, "limits": limits})  # type: ignore[arg-type]  # passed on as they came

    return fetch
