"""Whoever reads calendars, or tells of them, is killed on the way: nothing is half, lost or told twice."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.elsewhere import Elsewhere, elsewhere, event
from tests.own_database import OwnDatabase, own_database
from tests.processes import Service, kill, service
from tests.stopping import PATIENCE_SECONDS

MORNING = datetime(2026, 3, 11, 13, tzinfo=UTC)
LEASE = 6  # minutes, and one more
A_DAY = 24 * 60


@pytest.fixture
def database(db: None, tmp_path: Path) -> Iterator[OwnDatabase]:
    with own_database(tmp_path) as database:
        yield database


@pytest.fixture
def house(database: OwnDatabase, tmp_path: Path) -> Iterator[Service]:
    with service(database=database, smtp_port=9, var=tmp_path) as house:
        said(house, "fill")
        yield house


@pytest.fixture
def outside(context: ssl.SSLContext, certificate: Path) -> Iterator[Elsewhere]:
    with elsewhere(context, certificate) as there:
        yield there


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS * 4)
def test_killed_amid_a_reading_nothing_is_half_and_the_next_is_whole(
    database: OwnDatabase, house: Service, outside: Elsewhere, certificate: Path
) -> None:

    def at(minutes: int, stop_at: int = 0) -> list[str]:
        return ["read", str(outside.server.port), str(certificate), str(minutes), str(stop_at)]

    outside.serve(event(MORNING))
    last = int(said(house, *at(0)))  # statements of a whole one, the end of its transaction apart
    for number, stop_at in enumerate((2, last // 2, last - 1, last), start=1):
        outside.serve(*(event(MORNING + timedelta(days=each)) for each in range(number + 1)))
        minutes = number * 100
        kill_amid(house, *at(minutes, stop_at))
        halfway = counted(house)
        assert halfway["times"] == halfway["revision"] == number, stop_at
        said(house, *at(minutes + LEASE))
        done = counted(house)
        assert done["times"] == done["revision"] == number + 1, stop_at
    assert database.integrity() == "ok"


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS * 4)
def test_killed_amid_telling_it_is_told_once(house: Service, outside: Elsewhere, certificate: Path) -> None:
    outside.fail("503 Service Unavailable")
    said(house, "read", str(outside.server.port), str(certificate), "0", "0")
    assert counted(house)["trouble"] == "server_error"
    for stop_at in (8, 12):
        kill_amid(house, "tell", str(A_DAY), str(stop_at))
        assert counted(house)["notices"] == 0
        assert counted(house)["told_of"] == ""
    for _ in range(2):
        said(house, "tell", str(A_DAY), "0")
    assert counted(house)["notices"] == 1
    assert counted(house)["told_of"] == "server_error"


def kill_amid(house: Service, *words: str) -> None:
    part: Any = house.start("-m", "tests.calendar_reader", *words)
    assert part.stdout.readline() == "amid\n", part.stderr.read()
    kill([part])


def counted(house: Service) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(house, "count"))
    return found


def said(house: Service, *words: str) -> str:
    part = house.start("-m", "tests.calendar_reader", *words)
    told, errors = part.communicate(timeout=PATIENCE_SECONDS)
    assert part.returncode == 0, errors
    return told
