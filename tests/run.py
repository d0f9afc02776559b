"""`make test`: every check and test, on every database and browser to be had here, and what was left out.

REQUIRE_ALL=1: leaving anything out is a failure. SOAK=1: only the fault tests, at full length.
"""

import os
import sys
import time
from contextlib import ExitStack

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
    if not SOAK:
        report.run("checks", ["make", "--no-print-directory", "check"])
    with ExitStack() as stack:
        database_url = stack.enter_context(services.postgresql())
        redis_url = stack.enter_context(services.redis())
        run_tests(report, database_url=database_url, redis_url=redis_url)
    if not SOAK:
        run_browser_tests(report)
    services.say(str(report))
    return int(report.failed)


def run_tests(report: Report, *, database_url: str | None, redis_url: str | None) -> None:
    servers = {"TEST_REDIS_URL": redis_url} if redis_url else {}
    if not redis_url:
        report.leave_out(
            "tests that need Redis", "no server here; install redis-server, or set TEST_REDIS_URL"
        )
    report.run("tests on SQLite", pytest("not browser and not postgresql"), DATABASE_URL=SQLITE, **servers)
    if database_url:
        name = "tests on PostgreSQL"
        report.run(name, pytest("not browser"), DATABASE_URL=database_url, **servers)
    else:
        report.leave_out(
            "tests on PostgreSQL", "no server here; install postgresql, or set TEST_DATABASE_URL"
        )


def run_browser_tests(report: Report) -> None:
    if services.find("chromium"):
        report.run("tests in Chromium", pytest("browser"), DATABASE_URL=SQLITE)
    else:
        report.leave_out("tests in Chromium", "no browser here; install chromium")


def pytest(markers: str) -> list[str]:
    wanted = f"slow and {markers}" if SOAK else markers
    return [sys.executable, "-m", "pytest", "-q", "-rs", "-m", wanted]


if __name__ == "__main__":
    sys.exit(main())
