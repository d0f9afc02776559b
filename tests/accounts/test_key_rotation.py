"""Keys turn while the service runs: nobody who reads or writes notices, whenever the rotation is killed.

100,000 rows with SOAK=1.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts import data_keys
from accounts.data_keys import DataKey
from accounts.domain.key_ring import new_key
from accounts.models import Client, Clinician
from accounts.sealed import sealed_fields
from accounts.services import key_rotation, resealing
from accounts.services.clients import shred
from config.between.__main__ import main
from notifications.models import InboundMessage
from tests.exchanges import take_message
from tests.own_database import OwnDatabase, own_database
from tests.processes import Service, kill, service

SOAK = os.environ.get("SOAK") == "1"
ROWS = 100_000 if SOAK else 500
KILL_AFTER = ROWS // 10  # values
PATIENCE_SECONDS = 3600 if SOAK else 240
NEW, OLD = f"new:{new_key()}", f"old:{new_key()}"
RETIRED = "SELECT count(*) FROM accounts_datakey WHERE retired_at IS NOT NULL"
NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_ready() -> Iterator[None]:
    data_keys.forget()
    yield
    data_keys.forget()


def told_nobody(done: int, in_all: int) -> None:
    """No progress."""


def test_the_ring_turns_and_the_old_key_may_go(ada: Clinician, dan: Client, settings: Settings) -> None:
    take_message(ada)
    used = DataKey.objects.count()
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    assert [(each.name, each.data_keys, each.may_be_removed) for each in key_rotation.ring_use()] == [
        ("new", 0, False),
        ("test", used, False),
    ]
    assert key_rotation.rewrap(progress=told_nobody) == used
    assert key_rotation.rewrap(progress=told_nobody) == 0
    assert [each.may_be_removed for each in key_rotation.ring_use()] == [False, True]
    settings.ENCRYPTION_KEYS = NEW
    data_keys.forget()
    assert InboundMessage.objects.get().text == "the words of a client"
    assert Client.objects.get().name == "Dan Abara"


def test_values_are_sealed_anew_and_old_keys_stay_while_anyone_may_hold_them(
    ada: Clinician, dan: Client
) -> None:
    take_message(ada)
    old = set(DataKey.objects.values_list("pk", flat=True))
    clock, rested = [NOW], []

    def rest(seconds: float) -> None:
        rested.append(seconds)
        assert old <= set(DataKey.objects.values_list("pk", flat=True))
        take_late()
        clock[0] += timedelta(seconds=seconds + 1)

    def take_late() -> None:
        """By a process that still holds the old key ready."""
        if len(rested) == 1:
            late = take_message(ada).message
            column = sealed_fields(InboundMessage)[2]
            with_old = data_keys.opened(DataKey.objects.exclude(retired_at=None).get(client=None))
            InboundMessage.objects.filter(pk=late.pk).update(text=column.sealed("late words", late, with_old))

    outcome = resealing.rotate_values(clock=lambda: clock[0], rest=rest, progress=told_nobody)
    assert outcome.broken == []
    assert rested[0] == resealing.HELD.total_seconds()
    assert old.isdisjoint(DataKey.objects.values_list("pk", flat=True))
    data_keys.forget()
    assert {row.text for row in InboundMessage.objects.all()} == {"the words of a client", "late words"}
    assert Client.objects.get().name == "Dan Abara"


def test_what_does_not_open_is_named_and_its_key_kept(ada: Clinician) -> None:
    message = take_message(ada).message
    other = take_message(ada).message
    value = InboundMessage.objects.filter(pk=other.pk).values_list("text", flat=True).get()
    InboundMessage.objects.filter(pk=message.pk).update(text=value)
    outcome = resealing.rotate_values(clock=lambda: NOW, rest=lambda _: None, progress=told_nobody)
    assert outcome.broken == [f"notifications_inboundmessage {message.pk}"]
    assert resealing.retired() > 0


def test_erased_keys_are_not_made_again(ada: Clinician, dan: Client) -> None:
    shred(dan)
    data_keys.forget()
    clock = iter([NOW, NOW, NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=1)])
    resealing.rotate_values(clock=lambda: next(clock), rest=lambda _: None, progress=told_nobody)
    assert not DataKey.objects.filter(client=dan).exists()


def test_the_commands(ada: Clinician, capsys: pytest.CaptureFixture[str]) -> None:
    take_message(ada)
    assert main(["keys", "new"]) == 0
    name, _, key = capsys.readouterr().out.strip().partition(":")
    assert (name[8:9], len(key)) == ("-", 44)
    assert main(["keys", "status"]) == 0
    told = capsys.readouterr().out
    assert "test" in told
    assert "newest" in told
    assert main(["keys", "rotate"]) == 0
    assert "0 data keys were put under the newest key." in capsys.readouterr().out


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    """As a full disk is: what was done until then is whole, and the same command goes on from there."""
    away = OwnDatabase(*[f"sqlite:///{tmp_path / 'nowhere' / 'own.sqlite3'}"] * 2)
    with service(database=away, smtp_port=0, var=tmp_path) as house:
        for words in (["status"], ["rotate"], ["rotate", "--values"]):
            _, told = (keys := house.start("-m", "config.between", "keys", *words)).communicate(timeout=60)
            assert keys.returncode == 1
            assert told.startswith("The database cannot be used just now: unable to open database file.")


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS * 2)
def test_nobody_notices_that_keys_turn(db: None, tmp_path: Path) -> None:
    with (
        own_database(tmp_path) as database,
        service(database=database, smtp_port=9, var=tmp_path, ENCRYPTION_KEYS=OLD) as house,
    ):
        part(house, "fill", str(ROWS)).communicate(timeout=PATIENCE_SECONDS)
        house.environment = {**house.environment, "ENCRYPTION_KEYS": f"{NEW},{OLD}"}
        beside = [part(house, "read"), part(house, "read"), part(house, "write")]
        took, resealed = turn_killed_once(house, database)
        did = [report_of(each) for each in beside]
        print(f"{ROWS} rows, {resealed} values in {took:.0f} s, beside it {did}")  # noqa: T201  by `pytest -s`
        assert [each["errors"] for each in did] == [[], [], []]
        assert all(each["did"] for each in did)
        assert database.rows(RETIRED) == [(0,)]
        house.environment = {**house.environment, "ENCRYPTION_KEYS": NEW}
        last = part(house, "read")
        time.sleep(1)
        assert report_of(last)["errors"] == []


def part(house: Service, *words: str) -> "subprocess.Popen[str]":
    return house.start("-m", "tests.key_turner", *words)


def turn_killed_once(house: Service, database: OwnDatabase) -> tuple[float, int]:
    """How long it took, and how many values were sealed anew after it was killed and started again."""
    started, first = time.monotonic(), part(house, "turn")
    assert first.stdout is not None
    for line in first.stdout:
        if int(line.split()[0]) >= KILL_AFTER:
            break
    kill([first])
    assert database.rows(RETIRED) != [(0,)]
    again = part(house, "turn")
    said, errors = again.communicate(timeout=PATIENCE_SECONDS)
    assert again.returncode == 0, errors
    return time.monotonic() - started, max(int(line.split()[0]) for line in said.splitlines())


def report_of(process: "subprocess.Popen[str]") -> dict[str, object]:
    said, errors = process.communicate(input="", timeout=PATIENCE_SECONDS)
    assert said, errors
    report: dict[str, object] = json.loads(said)
    return report
