"""The whole service as `between serve` starts it, on ports of its own, with a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import Request, urlopen

import psutil

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 180.0  # on a machine that does much besides

Found = TypeVar("Found")


@dataclass
class RunningService:
    var: Path
    log: Path
    process: subprocess.Popen[bytes]
    demo: dict[str, Any] = field(default_factory=dict)

    def mails(self) -> list[EmailMessage]:
        """What was sent, oldest first."""
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(path.read_bytes()) for path in sorted((self.var / "mail").glob("*.eml"))]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if mail["Delivered-To"] == address]

    def post(self, **message: str) -> dict[str, Any]:
        request = Request(  # noqa: S310  http, on this machine
            f"{self.demo['url']}/api/v1/messages/",
            data=json.dumps({"clinician": self.demo["clinician"], **message}).encode(),
            headers={
                "Authorization": f"Bearer {self.demo['api_token']}",
                "Content-Type": "application/json",
            },
        )
        with urlopen(request, timeout=20) as response:  # noqa: S310  http, on this machine
            answer: dict[str, Any] = json.load(response)
            return answer

    def get(self, path: str) -> str:
        with urlopen(f"{self.demo['url']}{path}", timeout=20) as response:  # noqa: S310  http, on this machine
            return str(response.read().decode())

    def parts(self) -> dict[str, psutil.Process]:
        """The service's parts, by name."""
        named = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess, IndexError):  # ended, or not yet become what it will be
                named[child.cmdline()[3]] = child
        return named

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=PATIENCE_SECONDS)


def environment(var: Path, **more: str) -> dict[str, str]:
    secrets = {"SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY"}
    ours = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SMTP_HOST", "BASE_URL", *secrets}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    ports = {name: str(free_port()) for name in ("PORT", "LISTEN_SMTP_PORT", "SMTP_PORT")}
    return {**kept, **ports, "DEMO": "true", "VAR_DIR": str(var), **more}


@contextmanager
def running(var: Path, **more: str) -> Iterator[RunningService]:
    """Started, and ready once this is entered."""
    log = var.with_suffix(".log")
    command = [sys.executable, "-m", "config.between", "serve"]
    started = time.time_ns()
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603  our own module
            command, cwd=ROOT, env=environment(var, **more), stdout=output, stderr=output
        )
    service = RunningService(var=var, log=log, process=process)
    try:
        service.demo = eventually(lambda: _written_since(started, var / "demo.json"), log)
        yield service
    finally:
        if process.poll() is None:
            service.stop(signal.SIGTERM)


def _written_since(started: int, path: Path) -> dict[str, Any] | None:
    """`started` in nanoseconds, as file systems count."""
    fresh = path.exists() and path.stat().st_mtime_ns >= started
    return json.loads(path.read_text()) if fresh else None


def eventually(look: Callable[[], Found | None], log: Path | None = None) -> Found:
    """What `look` finds, asked again and again; raises AssertionError, with the log, where it stays empty."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(log.read_text() if log else "nothing came in time")
