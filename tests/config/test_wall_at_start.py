"""On PostgreSQL nothing starts while its own role could see every practice, or a table is open."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.application_role import ROLE
from tests.config.test_production import production, python
from tests.own_database import OwnDatabase, own_database

pytestmark = pytest.mark.postgresql
__all__ = ["production"]

SCHEDULE = str(Path(tempfile.mkdtemp(prefix="between-beat-")) / "schedule")  # beat removes what is none
STARTS = {
    "serve": ["-m", "config.between", "serve"],
    "web": ["-c", "import config.wsgi"],
    "dispatch": ["manage.py", "dispatch"],
    "mail in": ["manage.py", "listen_smtp"],
    "worker": ["-m", "celery", "-A", "config.celery", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "config.celery", "beat", "--schedule", SCHEDULE],
    "doctor": ["-m", "config.between", "doctor"],
}


@pytest.fixture(scope="module")
def database(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    """Whoever opens something in it closes it again."""
    with own_database(tmp_path_factory.mktemp("own")) as made:
        yield made


def start(what: str, production: dict[str, str], url: str) -> subprocess.CompletedProcess[str]:
    redis = {"REDIS_URL": "redis://127.0.0.1:1/0"} if what in {"worker", "beat"} else {}
    return python(*STARTS[what], **production, **redis, DATABASE_URL=url)


@pytest.mark.parametrize("what", STARTS)
def test_nothing_starts_as_the_owner_of_the_tables(
    what: str, production: dict[str, str], database: OwnDatabase
) -> None:
    started = start(what, production, database.url)
    assert started.returncode == 1
    told = started.stdout + started.stderr
    assert "between.E017" in told
    assert "MIGRATE_DATABASE_URL" in told


def test_an_owner_who_is_no_superuser_is_refused_by_its_table(
    production: dict[str, str], database: OwnDatabase
) -> None:
    database.run(f"ALTER TABLE accounts_client OWNER TO {ROLE}")
    started = start("web", production, database.service_url)
    database.run("ALTER TABLE accounts_client OWNER TO CURRENT_USER")
    assert (started.returncode, "it owns accounts_client" in started.stderr) == (1, True)


@pytest.mark.parametrize("what", ["serve", "web", "worker", "doctor"])
def test_nothing_starts_while_a_table_is_open(
    what: str, production: dict[str, str], database: OwnDatabase
) -> None:
    database.run("ALTER TABLE accounts_client NO FORCE ROW LEVEL SECURITY")
    database.run("ALTER POLICY wall ON notifications_reply RENAME TO gap")
    started = start(what, production, database.service_url)
    database.run("ALTER TABLE accounts_client FORCE ROW LEVEL SECURITY")
    database.run("ALTER POLICY gap ON notifications_reply RENAME TO wall")
    assert started.returncode == 1
    told = started.stdout + started.stderr
    assert "between.E018" in told
    assert "Nothing keeps practices apart in accounts_client, notifications_reply." in told


def test_as_its_own_role_it_starts(production: dict[str, str], database: OwnDatabase) -> None:
    assert start("web", production, database.service_url).returncode == 0
    seen = python(
        "manage.py", "check", "--fail-level", "INFO", **production, DATABASE_URL=database.service_url
    )
    assert (seen.returncode, seen.stderr) == (0, "")


def test_while_the_server_is_away_it_starts_and_is_not_ready(production: dict[str, str]) -> None:
    """Whoever asks is told where to find help meanwhile."""
    away = "postgres://between_app@127.0.0.1:1/between?connect_timeout=1"
    assert start("web", production, away).returncode == 0
