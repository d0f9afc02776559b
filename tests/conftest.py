"""What every test stands on: its people, no network beyond this machine, and the services that are there.

`DATABASE_URL` chooses the database: SQLite in memory where it is unset. With `DATABASE_TESTS_ONLY=1` only
the tests that ask one run: the others would say the same beside any.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from math import inf

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.log import configure_logging
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

from accounts.api import OftenAsked
from accounts.row_security import let_in
from notifications.domain.watch import Seen
from notifications.services.lane import memory
from tests.application_role import ROLE
from tests.emptying import empty_database
from tests.own_database import keep_migrated
from tests.services import IN_A_BROWSER

pytest_plugins = ["tests.people", "tests.browser", "tests.sinks", "tests.certificates", "tests.elsewhere"]

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
DATABASE_TESTS_ONLY = os.environ.get("DATABASE_TESTS_ONLY") == "1"
OBJECTS_MADE = 50_000  # until it is looked whether some are held by nothing but each other


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _must_be_where_the_browser_looks(items)
    if DATABASE_TESTS_ONLY:
        others = [item for item in items if not _asks_a_database(item)]
        items[:] = [item for item in items if _asks_a_database(item)]
        config.hook.pytest_deselected(items=others)


def _must_be_where_the_browser_looks(items: list[pytest.Item]) -> None:
    """The run in Chromium reads those files alone: a test elsewhere would never be run."""
    for item in items:
        if item.get_closest_marker("browser") and not item.path.match(IN_A_BROWSER):
            raise pytest.UsageError(f"{item.nodeid}: what needs Chromium stands in a file {IN_A_BROWSER}")


def pytest_sessionstart() -> None:
    """What tests commit is taken out our way."""
    TransactionTestCase._fixture_teardown = lambda _: empty_database()  # type: ignore[attr-defined]  # noqa: SLF001


def pytest_collection_finish() -> None:
    """What is there by now stays until the end, and need not be looked through for what nobody holds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_MADE, 10, 10)


def _asks_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    return marked or not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"])
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL server")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is required, a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _spanish_ends_with_its_test() -> Iterator[None]:
    """A page that was asked for in Spanish leaves its thread speaking it until the next page."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    """All tests ask from one address, and many at one moment: too often for the API that anyone may ask."""
    OftenAsked.cache.clear()


@pytest.fixture(autouse=True)
def _logs_go_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """A command that was run with its output captured sets up logging anew, to write where nothing is left.

    Each line that cannot be written is told with its whole stack, which takes longer than many a test.
    """
    yield
    if "capsys" in request.fixturenames:
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


@pytest.fixture(autouse=True)
def _alarms_are_well() -> Iterator[None]:
    """No watch runs beside tests: they take place as if it had seen nothing wrong, but for those about it."""
    memory.keep(Seen(looked_at=datetime.max.replace(tzinfo=UTC)), seconds=inf)
    yield
    memory.keep(None, seconds=0)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The service's own role is let in, too; a copy is kept for tests that want a database of their own."""
    with ExitStack() as kept:
        with django_db_blocker.unblock():
            if connection.vendor == "postgresql":
                let_in(ROLE, connection.settings_dict["PASSWORD"])
            kept.enter_context(keep_migrated(tmp_path_factory.mktemp("migrated")))
        yield
        gc.collect()  # closes what threads that have ended left open: nobody may be there when it is dropped
