"""The service's processes, started for real and killed for real."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.own_database import OwnDatabase

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Service:
    """Its processes share one environment; whatever still runs at the end is killed."""

    environment: Mapping[str, str]
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """`more` of an environment, for this one."""
        process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment, **more},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that its children die with it
        )
        self.running.append(process)
        return process

    def manage(self, *arguments: str) -> None:
        """Run one management command to its end."""
        process = self.start("manage.py", *arguments)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors


@contextmanager
def service(*, database: OwnDatabase, smtp_port: int, var: Path, **environment: str) -> Iterator[Service]:
    started = Service(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only for tests",
            "DEMO": "true",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": database.service_url,
            "MIGRATE_DATABASE_URL": database.url,
            "SMTP_PORT": str(smtp_port),
            "VAR_DIR": str(var),
            "REDIS_URL": "",
            **environment,
        }
    )
    try:
        yield started
    finally:
        kill(started.running)
        for process in started.running:
            with process:  # closes its pipes
                pass


def kill(processes: Sequence[subprocess.Popen[str]]) -> None:
    """SIGKILL, to each and its children."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
