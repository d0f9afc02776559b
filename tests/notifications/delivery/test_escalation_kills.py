"""`kill -9`, again and again, of what makes the steps of escalations, while some are answered and some never.

The oracle is what the mail server took, beside what stands in the rows. Longer with `make soak`.
"""

import os
import random
import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from tests.escalation_processes import CALLED, WAIT
from tests.own_database import OwnDatabase, own_database
from tests.processes import Service, kill, service
from tests.smtp_sink import Sink, smtp_sink

SOAK = os.environ.get("SOAK") == "1"
ESCALATIONS, KILLS, TIMES, STEPS = (200, 60, 4, 9) if SOAK else (20, 6, 20, 5)
SECONDS_FOR_A_MAIL = 0.01  # so that a kill finds one on its way
SILENT_AFTER_SECONDS = 1.0 if SOAK else 15.0  # once it was taken up; a busy machine is slow to say so
LATE_SECONDS = 10.0
SLACK = 0.01  # a time in a row is of a moment before its commit
PATIENCE_SECONDS = 900 if SOAK else 200
PART = ("-m", "tests.escalation_processes")

EVENTS = "SELECT escalation_id, what, place, at FROM notifications_escalationevent ORDER BY id"
STILL_TO_SEND = "SELECT count(*) FROM notifications_delivery WHERE next_at IS NOT NULL"
NO_MORE_STEPS = "UPDATE notifications_escalation SET next_at = NULL"
STATES = "SELECT state, id FROM notifications_delivery WHERE kind = 'alarm'"
TAKEN_UP = "SELECT count(*) FROM accounts_auditentry WHERE verb = 'took_up'"
PAGE = re.compile(r"/duty/([0-9a-f-]{36})/")
TAP = re.compile(r"/duty/tap/([^/\s]+)/")


class Happened(NamedTuple):
    what: str
    place: int | None
    at: float  # by the test's own clock


class Alarm(NamedTuple):
    """A mail, as the sink took it."""

    escalation: UUID
    place: int
    at: float
    tap: str
    key: str


@dataclass
class Run:
    """What is under way, and what the test has seen of it."""

    house: Service
    database: OwnDatabase
    sink: Sink
    began: float
    taken_up: dict[UUID, float] = field(default_factory=dict)

    def happened(self) -> dict[UUID, list[Happened]]:
        told: dict[UUID, list[Happened]] = defaultdict(list)
        for escalation, what, place, at in self.database.rows(EVENTS):
            told[UUID(str(escalation))].append(Happened(what, place, self._slow(at)))
        return told

    def _slow(self, at: Any) -> float:  # a text on SQLite
        when = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
        return self.began + (when.timestamp() - self.began) / TIMES

    def alarms(self) -> Iterator[Alarm]:
        for mail, at in zip(self.sink.mails, list(self.sink.arrived_at), strict=False):
            text = mail.get_payload(decode=True)
            if mail["To"] in CALLED and isinstance(text, bytes) and (page := PAGE.search(text.decode())):
                tap = TAP.search(text.decode())
                assert tap
                place = CALLED.index(mail["To"])
                yield Alarm(UUID(page[1]), place, at, tap[1], mail["Message-ID"])


@contextmanager
def under_way(folder: Path) -> Iterator[Run]:
    began = time.time()
    with (
        smtp_sink(delay_seconds=SECONDS_FOR_A_MAIL) as sink,
        own_database(folder) as database,
        service(
            database=database,
            smtp_port=sink.port,
            var=folder,
            FAST_FROM=str(began),
            FAST_TIMES=str(TIMES),
        ) as house,
    ):
        house.manage("migrate", "--verbosity", "0")
        yield Run(house, database, sink, began)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_step_is_skipped_and_nobody_is_called_after_it_was_taken_up(db: None, tmp_path: Path) -> None:
    with under_way(tmp_path) as run:
        writer = run.house.start(*PART, "write", str(ESCALATIONS))
        kills = kill_and_answer(run, writer)
        opened = [UUID(line) for line in writer.communicate(timeout=PATIENCE_SECONDS)[0].split()]
        wait_until_all_were_called(run, opened)
        happened, alarms = run.happened(), list(run.alarms())
        print(figures(run, happened, alarms, kills))  # noqa: T201  shown by `pytest -s`
        assert len(opened) == ESCALATIONS
        assert set(happened) == set(opened)
        for escalation in opened:
            check_steps(happened[escalation])
            ours = [alarm for alarm in alarms if alarm.escalation == escalation]
            check_each_step_was_told(happened[escalation], ours)
            check_silence(happened[escalation], run.taken_up.get(escalation), ours)
        assert run.database.rows(TAKEN_UP) == [(len(run.taken_up),)]
        check_rows(run, alarms)
        assert run.database.integrity() == "ok"


def kill_and_answer(run: Run, writer: subprocess.Popen[str]) -> int:
    """Whoever has the work in hand is killed amid it; every other escalation is answered, some time."""
    dispatchers = [run.house.start(*PART, "dispatch") for _ in range(2)]
    answerer = run.house.start(*PART, "answer")
    for _kill in range(KILLS):
        wait_for_work(run)
        time.sleep(random.uniform(0, 1))  # noqa: S311  no secret
        kill([dispatchers.pop(0)])
        dispatchers.append(run.house.start(*PART, "dispatch"))
        answer_some(run, answerer)
    assert writer.wait(timeout=PATIENCE_SECONDS) == 0
    answer_some(run, answerer)
    return KILLS


def wait_for_work(run: Run) -> None:
    """Processes take their time to start, and killing those that do nothing yet proves nothing."""
    so_far, deadline = len(run.sink.arrived), time.monotonic() + PATIENCE_SECONDS
    while len(run.sink.arrived) == so_far:
        assert time.monotonic() < deadline, "nothing goes out"
        time.sleep(0.05)


def answer_some(run: Run, answerer: subprocess.Popen[str]) -> None:
    latest = {alarm.escalation: alarm for alarm in run.alarms()}
    for escalation, alarm in latest.items():
        to_be_answered = escalation.int % 2 == 0 and escalation not in run.taken_up
        if to_be_answered and random.random() < 0.3:  # noqa: S311  no secret
            assert answerer.stdin
            assert answerer.stdout
            answerer.stdin.write(f"{alarm.tap}\n")
            answerer.stdin.flush()
            tap, at, taken = answerer.stdout.readline().split()
            assert (tap, taken) == (alarm.tap, "True")
            run.taken_up[escalation] = float(at)


def wait_until_all_were_called(run: Run, opened: list[UUID]) -> None:
    """Those whom nobody answers, round and into the next round; and nothing is still on its way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not enough(run.happened(), set(opened) - set(run.taken_up)):
        assert time.monotonic() < deadline, "some were not called in time"
        time.sleep(0.5)
    run.database.run(NO_MORE_STEPS)
    while run.database.rows(STILL_TO_SEND) != [(0,)]:
        assert time.monotonic() < deadline, "deliveries are still waiting"
        time.sleep(0.1)
    kill(run.house.running)


def enough(happened: dict[UUID, list[Happened]], unanswered: set[UUID]) -> bool:
    return all(len(calls(happened[each])) >= STEPS for each in unanswered)


def calls(happened: list[Happened]) -> list[Happened]:
    return [each for each in happened if each.what == "alarmed"]


def check_steps(happened: list[Happened]) -> None:
    """In turn, each no sooner than its time; from the first where it rings again."""
    assert {each.what for each in happened} <= {"opened", "alarmed", "acknowledged", "reopened"}
    place, before = 0, None
    for each in happened:
        if each.what == "reopened":
            place, before = 0, None
        if each.what != "alarmed":
            continue
        assert each.place == place
        place = (place + 1) % len(CALLED)
        if before is not None:
            lateness = each.at - before - WAIT.total_seconds() / TIMES
            assert lateness >= -SLACK
            assert lateness <= LATE_SECONDS or not SOAK
        before = each.at


def check_each_step_was_told(happened: list[Happened], alarms: list[Alarm]) -> None:
    """By a mail to whom it calls, and not before; one that was late may stand for the next round, too."""
    for number, each in enumerate(happened):
        if each.what == "alarmed":
            later = [after.what for after in happened[number + 1 :]]
            told = [alarm for alarm in alarms if alarm.place == each.place and alarm.at >= each.at - SLACK]
            assert told or "acknowledged" in later
    for place, began in first_calls(happened).items():
        assert all(alarm.at >= began - SLACK for alarm in alarms if alarm.place == place)


def first_calls(happened: list[Happened]) -> dict[int | None, float]:
    return {each.place: each.at for each in reversed(calls(happened))}


def check_silence(happened: list[Happened], taken_up: float | None, alarms: list[Alarm]) -> None:
    if taken_up is None:
        return
    again = [each.at for each in happened if each.what == "reopened"]
    until = again[0] if again else float("inf")
    late = [alarm for alarm in alarms if taken_up + SILENT_AFTER_SECONDS < alarm.at < until]
    assert late == []


def check_rows(run: Run, alarms: list[Alarm]) -> None:
    """What is said to be sent has arrived, and no alarm was lost with whoever had it in hand."""
    arrived = {alarm.key.strip("<>").partition("@")[0] for alarm in alarms}
    states = run.database.rows(STATES)
    assert {state for state, _ in states} <= {"sent", "not_needed"}
    assert {str(UUID(str(pk))) for state, pk in states if state == "sent"} <= arrived


def figures(run: Run, happened: dict[UUID, list[Happened]], alarms: list[Alarm], kills: int) -> str:
    late = [
        after.at - before.at - WAIT.total_seconds() / TIMES
        for each in happened.values()
        for before, after in zip(calls(each), calls(each)[1:], strict=False)
        if all(other.what == "alarmed" for other in each[each.index(before) : each.index(after)])
    ]
    silence = [
        alarm.at - run.taken_up[alarm.escalation]
        for alarm in alarms
        if alarm.escalation in run.taken_up
        and not any(each.what == "reopened" for each in happened[alarm.escalation])
    ]
    steps = sum(len(calls(each)) for each in happened.values())
    repeats = len(alarms) - len({alarm.key for alarm in alarms})
    return (
        f"{len(happened)} escalations, {kills} kills, {steps} steps, {len(alarms)} alarms of which {repeats} "
        f"repeats, {len(run.taken_up)} taken up; latest step {max(late):.2f} s late, 99 in 100 within "
        f"{sorted(late)[len(late) * 99 // 100]:.2f} s; last alarm {max(silence, default=0):.2f} s "
        "after it was taken up"
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_of_fifty_who_tap_at_the_same_moment_one_has_it(db: None, tmp_path: Path) -> None:
    with under_way(tmp_path) as run:
        run.house.start(*PART, "write", "1").communicate(timeout=PATIENCE_SECONDS)
        dispatcher = run.house.start(*PART, "dispatch")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (alarms := list(run.alarms())):
            assert time.monotonic() < deadline, "nobody was alarmed"
            time.sleep(0.1)
        crowd = run.house.start(*PART, "crowd", alarms[0].tap, "50")
        said = crowd.communicate(timeout=PATIENCE_SECONDS)[0].split()
        kill([dispatcher])
        assert sorted(said) == ["False"] * 49 + ["True"]
        happened = run.happened()[alarms[0].escalation]
        assert [each.what for each in happened].count("acknowledged") == 1
        assert run.database.rows(TAKEN_UP) == [(1,)]
