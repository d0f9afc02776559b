"""`between serve`, whole: real processes, real mail, real HTTP."""

import re
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest

from tests.own_database import copy_migrated
from tests.running_service import PATIENCE_SECONDS, ROOT, RunningService, environment, eventually, running

MIB = 1024 * 1024
CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
PROMISED = re.compile(r"You will have a reply [^\r\n]+")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """From nothing, as whoever tries it starts it."""
    with running(tmp_path_factory.mktemp("serve") / "var") as started:
        yield started


def between(command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "config.between", command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def write_to(service: RunningService, sender: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, service.demo["clinician_address"], "Thursday"
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", service.demo["smtp_port"]) as wire:
        wire.send_message(mail)


def answers_to(service: RunningService, address: str) -> list[EmailMessage]:
    """Without what else they are told of, such as their appointments."""
    return [mail for mail in service.mails_to(address) if mail["Auto-Submitted"] == "auto-replied"]


def test_a_mail_is_answered_at_once_with_the_time_that_the_api_promises_too(service: RunningService) -> None:
    by_api = service.post(channel="email", **{"from": "someone@new.example"}, text="May I ask something?")
    write_to(service, service.demo["client"], "Could we move Thursday?")
    reply = eventually(lambda: answers_to(service, service.demo["client"]), service.log)[0]
    promised = PROMISED.search(by_api["reply"]["text"])
    assert promised is not None
    assert PROMISED.findall(reply.get_content()) == [promised[0]]
    assert (reply["Return-Path"], reply["Auto-Submitted"]) == ("<>", "auto-replied")


def test_what_scripts_need_is_written_down(service: RunningService) -> None:
    assert set(service.demo) == {
        "url", "api_token", "clinician", "clinician_address", "client", "smtp_port", "mail_dir"
    }  # fmt: skip
    assert (ROOT / service.demo["mail_dir"]).resolve() == (service.var / "mail").resolve()
    assert (service.var / "demo.json").stat().st_mode & 0o777 == 0o600


def test_nobody_else_can_read_what_it_keeps(service: RunningService) -> None:
    readable = [path for path in service.var.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert readable == []


def test_it_says_that_it_is_ready_and_counts_what_it_did(service: RunningService) -> None:
    assert (service.get("/healthz"), service.get("/readyz")) == ("ok\n", "ready\n")
    assert 'between_messages_total{level="none"}' in service.get("/metrics")


@pytest.mark.parametrize("length", [f"Content-Length: {30 * MIB}", "Transfer-Encoding: chunked"])
def test_a_body_of_thirty_megabytes_is_never_held_in_memory(service: RunningService, length: str) -> None:
    service.post(channel="portal", **{"from": "someone@new.example"}, text="May I ask something?")
    web, most, answer = service.parts()["web"], 0, b""
    before = memory(web)
    host, _, port = service.demo["url"].removeprefix("http://").partition(":")
    headers = {"Host": host, "Authorization": f"Bearer {service.demo['api_token']}"}
    asked = [*map(": ".join, headers.items()), "Content-Type: application/json", length, "", ""]
    with socket.create_connection((host, int(port)), timeout=20) as wire, suppress(ConnectionError):
        wire.sendall("\r\n".join(["POST /api/v1/messages/ HTTP/1.1", *asked]).encode())
        with suppress(ConnectionError):  # it hangs up on who goes on
            for _ in range(480):
                wire.sendall(CHUNK if "chunked" in length else CHUNK[7:-2])
                most = max(most, memory(web))
        answer = wire.recv(12)
    assert (b"HTTP/1.1 400" if "chunked" in length else b"HTTP/1.1 413").startswith(answer)
    assert most - before < 15 * MIB
    assert service.get("/healthz") == "ok\n"


def memory(process: psutil.Process) -> int:
    """Bytes, of the process and its workers."""
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))


def test_doctor_finds_nothing_wrong_while_it_runs(service: RunningService) -> None:
    env = psutil.Process(service.process.pid).environ()
    eventually(lambda: "between_canary_age_seconds" in service.get("/metrics"), service.log)
    seen = between("doctor", env)
    assert (seen.returncode, seen.stdout.splitlines()[-1]) == (0, "All is well."), seen.stdout
    assert "alarms       green" in seen.stdout


def test_a_part_that_is_killed_is_back(service: RunningService) -> None:
    killed = service.parts()["mail-in"]
    killed.kill()
    eventually(lambda: service.parts().get("mail-in", killed).pid != killed.pid, service.log)
    assert "mail-in ended (SIGKILL)" in service.log.read_text()
    eventually(lambda: _takes_mail(service), service.log)


def _takes_mail(service: RunningService) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", service.demo["smtp_port"]) as wire:
            return wire.noop()[0] == 250
    except OSError:
        return False


def test_web_that_is_killed_is_back_and_leaves_no_worker_behind(service: RunningService) -> None:
    web = service.parts()["web"]
    workers = web.children()
    web.kill()
    eventually(lambda: not any(worker.is_running() for worker in workers), service.log)
    eventually(lambda: service.parts().get("web", web).pid != web.pid, service.log)
    eventually(lambda: _answers(service), service.log)


def _answers(service: RunningService) -> bool:
    try:
        return service.get("/healthz") == "ok\n"
    except OSError:
        return False


def test_one_signal_ends_all_of_it_and_the_next_start_finds_its_data(
    django_db_setup: None, tmp_path: Path
) -> None:
    """Even a killed supervisor leaves nothing running."""
    var, said = copy_migrated(tmp_path / "var"), {"from": "someone@new.example", "text": "Kept?"}
    with running(var) as first:
        first.post(channel="portal", **said, external_id="kept-1")
        end(first, signal.SIGINT)
    with running(var) as second:
        again = second.post(channel="portal", **said, external_id="kept-1")
        assert second.demo["api_token"] == first.demo["api_token"]
        assert 'between_messages_total{level="none"} 4.0' in second.get("/metrics")
        assert again["reply"] is not None
        second.post(channel="portal", **said, external_id="kept-2")
        end(second, signal.SIGTERM)
    with running(var) as third:
        assert 'between_messages_total{level="none"} 5.0' in third.get("/metrics")
        family = third.family()
        third.stop(signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=20)
        assert alive == []


def end(service: RunningService, how: signal.Signals) -> None:
    family = service.family()
    assert service.stop(how) == 0
    assert [each for each in family if each.is_running()] == []


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        seen = between("serve", environment(tmp_path / "var", LISTEN_SMTP_PORT=str(port)))
    assert (seen.returncode, seen.stdout) == (1, "")
    assert seen.stderr == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use): "
        f"stop what uses it, or choose another, as in LISTEN_SMTP_PORT={port + 1}.\n"
    )
