"""Whoever has PostgreSQL's files, its write-ahead log and its own log learns nothing of what was written.

A server of its own tells everything that a server can be made to tell: each statement with its values, each
fault with all its details. Then every byte that it keeps is searched for what stands in nothing else.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.running_service import ROOT, RunningService, environment, running
from tests.services import Cluster, find, own_postgresql
from tests.smtp_sink import Sink, smtp_sink
from tests.test_nothing_leaks import CANARY, NAMED, Seen, by_api, by_every_form, by_mail, post_message

pytestmark = pytest.mark.postgresql

TELL_EVERYTHING = (
    "-c log_statement=all -c log_parameter_max_length_on_error=-1 -c log_error_verbosity=verbose"
    " -c log_min_error_statement=debug5 -c log_min_duration_statement=0 -c log_lock_waits=on"
)
ASKED_OF_PUBLIC_TABLES = {  # and so among the values of a statement, where the server is made to tell them
    f"{CANARY}-slug",
    f"{CANARY}-clinician",  # in an address of a page
    f"{CANARY}-nobody",  # the recipient of a mail, who is none of the clinicians
    f"{CANARY}-wrong-form",  # an address typed where whoever works here signs in
}
BREAK = """
CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'broken' USING DETAIL = NEW::text; END $$;
CREATE TRIGGER broken BEFORE INSERT ON notifications_inboundmessage FOR EACH ROW EXECUTE FUNCTION broken()
"""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's own programs are not installed")
    with own_postgresql(initdb, pg_ctl, TELL_EVERYTHING) as own:
        assert own is not None
        with psycopg.connect(own.url.replace("/between", "/postgres"), autocommit=True) as admin:
            admin.execute("CREATE DATABASE between")
        yield own


@pytest.mark.slow
def test_whoever_has_its_files_and_its_log_reads_nothing(cluster: Cluster, tmp_path: Path) -> None:
    with smtp_sink() as sink:
        settings = {name: os.environ[name] for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY")}
        settings |= {"DATABASE_URL": cluster.url, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port)}
        _migrate(environment(tmp_path / "var", **settings))
        with running(tmp_path / "var", LOG_LEVEL="DEBUG", **settings) as service:
            _put_through(service, cluster, sink)
            assert found_in_what_runs(cluster) == set()
    with psycopg.connect(cluster.url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    log = cluster.folder / "log"
    files = {each: each.read_bytes().lower() for each in cluster.folder.rglob("*") if each.is_file()}
    told = {each for each, content in files.items() if b"maya-okafor" in content}  # who is public
    assert log in told
    assert len(told) > 3  # a table, its index, the write-ahead log
    assert set(NAMED.findall(files.pop(log).decode())) == ASKED_OF_PUBLIC_TABLES
    assert [str(each) for each, content in files.items() if CANARY.encode() in content] == []


def _migrate(settings: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=settings, check=True)


def _put_through(service: RunningService, cluster: Cluster, sink: Sink) -> None:
    sink.at_recipient.extend([f"550 {CANARY}-refused", f"451 {CANARY}-later"])
    seen = Seen()
    by_api(service, seen)
    by_every_form(service, seen)
    by_mail(service)
    with psycopg.connect(cluster.url, autocommit=True) as admin:
        admin.execute(BREAK.encode())
        assert post_message(service, seen, text=f"{CANARY}-while-broken").status == 500
        admin.execute("DROP TRIGGER broken ON notifications_inboundmessage")
    log = (cluster.folder / "log").read_text()
    assert "broken" in log
    assert "notifications_inboundmessage" in log


def found_in_what_runs(cluster: Cluster) -> set[str]:
    """What every connection of the service says it does, or did last."""
    with psycopg.connect(cluster.url) as admin:
        rows = admin.execute("SELECT application_name, query FROM pg_stat_activity").fetchall()
    assert len(rows) > 1
    return {str(row) for row in rows if CANARY in str(row).lower()}
