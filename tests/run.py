"""`make test`: every check and test, on every database and browser to be had here, and what was left out.

REQUIRE_ALL=1: leaving anything out is a failure. SOAK=1: faults and brute force at full length, for hours.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from tests import calendar_apps, services

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
SQLITE = "sqlite://:memory:"
SOAK = os.environ.get("SOAK") == "1"
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}  # tests start hundreds of processes of our own code
AT_ONCE = 3  # one more than the smallest machine has cores: some tests wait for much of their time


class Report:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failed = False

    def run(self, name: str, command: list[str], **environment: str) -> None:
        """What it prints is shown as a whole when it ends, for another may run beside it."""
        started = time.monotonic()
        with TemporaryFile("w+", errors="replace") as printed:
            passed = services.call(command, output=printed, **COMPILED_ONCE, **environment) == 0
            printed.seek(0)
            services.say(f"\n=== {name}\n{printed.read()}")
        self.failed |= not passed
        took = time.monotonic() - started
        self.lines.append(f"{'passed' if passed else 'FAILED':9} {name} ({took:.0f} s)")

    def leave_out(self, name: str, why: str) -> None:
        self.failed |= REQUIRE_ALL
        self.lines.append(f"left out  {name}: {why}")

    def __str__(self) -> str:
        return "\n".join(["\n=== All in all", *self.lines])


def main() -> int:
    services.install_missing()
    calendar_apps.install_missing()
    report = Report()
    if not services.find("redis-server"):
        report.leave_out("tests with Redis and Celery", "no server here; install redis-server")
    for each in calendar_apps.missing():
        report.leave_out("tests with a calendar app", f"no {each} here")
    with services.postgresql() as database_url, ThreadPoolExecutor(AT_ONCE) as beside:
        for ended in [beside.submit(run) for run in runs(report, database_url)]:
            ended.result()
    services.say(str(report))
    return int(report.failed)


def runs(report: Report, database_url: str | None) -> Iterator[Callable[[], None]]:
    """The longest first; what asks no database runs once, on SQLite."""
    if database_url:
        on_postgresql = {"DATABASE_URL": database_url, "DATABASE_TESTS_ONLY": "1"}
        yield partial(report.run, "tests on PostgreSQL", pytest("not browser"), **on_postgresql)
    else:
        why = "no server here; install postgresql, or set TEST_DATABASE_URL"
        report.leave_out("tests on PostgreSQL", why)
    yield partial(report.run, "checks", ["make", "--no-print-directory", "check"])
    without = pytest("not browser and not postgresql")
    yield partial(report.run, "tests on SQLite", without, DATABASE_URL=SQLITE)
    if services.chromium():
        in_chromium = pytest("browser", *sorted(map(str, Path("tests").rglob(services.IN_A_BROWSER))))
        yield partial(report.run, "tests in Chromium", in_chromium, DATABASE_URL=SQLITE)
    else:
        report.leave_out("tests in Chromium", "no browser here; install chromium-headless-shell")


def pytest(markers: str, *files: str) -> list[str]:
    """Of all files where none is named."""
    patience = ["--timeout", "7200"] if SOAK else []  # seconds for one test
    return [sys.executable, "-m", "pytest", "-q", "-rs", *patience, "-m", markers, *files]


if __name__ == "__main__":
    sys.exit(main())
