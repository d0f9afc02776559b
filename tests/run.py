"""`make test`: every check and test, on every database and browser to be had here, and what was left out.

REQUIRE_ALL=1: leaving anything out is a failure. SOAK=1: faults and brute force at full length, for hours.
"""

import os
import sys
import time

from tests import services

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
SQLITE = "sqlite://:memory:"
SOAK = os.environ.get("SOAK") == "1"


class Report:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failed = False

    def run(self, name: str, command: list[str], **environment: str) -> None:
        services.say(f"\n=== {name}")
        started = time.monotonic()
        passed = services.call(command, **environment) == 0
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
    if not services.find("redis-server"):
        report.leave_out("tests with Redis and Celery", "no server here; install redis-server")
    report.run("tests on SQLite", pytest("not browser and not postgresql"), DATABASE_URL=SQLITE)
    with services.postgresql() as database_url:
        if database_url:
            report.run("tests on PostgreSQL", pytest("not browser"), DATABASE_URL=database_url)
        else:
            why = "no server here; install postgresql, or set TEST_DATABASE_URL"
            report.leave_out("tests on PostgreSQL", why)


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
