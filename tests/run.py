"""`make test`: every check and test, on every database and browser to be had here, and what was left out.

REQUIRE_ALL=1: leaving anything out is a failure. SOAK=1: faults and brute force at full length, for hours.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryFile

from tests import services

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
SQLITE = "sqlite://:memory:"
SOAK = os.environ.get("SOAK") == "1"


class Report:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failed = False

    def run(self, name: str, command: list[str], **environment: str) -> None:
        """What it prints is shown as a whole when it ends, for another may run beside it."""
        started = time.monotonic()
        with TemporaryFile("w+", errors="replace") as printed:
            passed = services.call(command, output=printed, **environment) == 0
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
    report = Report()
    report.run("checks", ["make", "--no-print-directory", "check"])
    run_tests(report)
    run_browser_tests(report)
    services.say(str(report))
    return int(report.failed)


def run_tests(report: Report) -> None:
    """The two databases beside each other; what asks no database runs once, beside SQLite."""
    if not services.find("redis-server"):
        report.leave_out("tests with Redis and Celery", "no server here; install redis-server")
    runs = {"tests on SQLite": (pytest("not browser and not postgresql"), SQLITE, "")}
    with services.postgresql() as database_url, ThreadPoolExecutor() as beside:
        if database_url:
            runs["tests on PostgreSQL"] = (pytest("not browser"), database_url, "1")
        else:
            why = "no server here; install postgresql, or set TEST_DATABASE_URL"
            report.leave_out("tests on PostgreSQL", why)
        begun = [
            beside.submit(report.run, name, command, DATABASE_URL=url, DATABASE_TESTS_ONLY=only)
            for name, (command, url, only) in runs.items()
        ]
        for run in begun:
            run.result()


def run_browser_tests(report: Report) -> None:
    if services.find("chromium"):
        report.run("tests in Chromium", pytest("browser"), DATABASE_URL=SQLITE)
    else:
        report.leave_out("tests in Chromium", "no browser here; install chromium")


def pytest(markers: str) -> list[str]:
    patience = ["--timeout", "7200"] if SOAK else []  # seconds for one test
    return [sys.executable, "-m", "pytest", "-q", "-rs", *patience, "-m", markers]


if __name__ == "__main__":
    sys.exit(main())
