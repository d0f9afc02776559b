"""A database that was away for a while is used again as soon as it is back. For longer with `make soak`.

The pool of connections rests between its tries, twice as long each time: after an outage of two and a half
minutes it was measured to leave the service without its database for another minute and a half.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.processes import ROOT
from tests.running_service import eventually
from tests.services import call, find, own_postgresql

AWAY_SECONDS, BACK_SECONDS = (120, 10) if os.environ.get("SOAK") == "1" else (10, 60)
ASK = """
import time, django
django.setup()
from django.db import Error, connection
while True:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        print("there", flush=True)
    except Error:
        connection.close()
        print("away", flush=True)
    time.sleep(0.2)
"""


@pytest.mark.postgresql
@pytest.mark.slow
def test_it_is_used_again_soon_after_it_is_back(tmp_path: Path) -> None:
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no server to start here")
    with own_postgresql(initdb, pg_ctl) as cluster:
        assert cluster
        url = cluster.url.rpartition("/")[0] + "/postgres"
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        said: list[str] = []
        with subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-c", ASK], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as asking:
            threading.Thread(target=_hear, args=[asking, said], daemon=True).start()
            eventually(lambda: said[-1:] == ["there"])
            _as_owner(pg_ctl, cluster.folder, "-m", "immediate", "stop")
            eventually(lambda: said[-1:] == ["away"])
            time.sleep(AWAY_SECONDS)
            port = url.rpartition(":")[2].partition("/")[0]
            options = f"-p {port} -k {cluster.folder} -c listen_addresses=127.0.0.1"
            _as_owner(pg_ctl, cluster.folder, "-o", options, "-l", str(cluster.folder / "log"), "-w", "start")
            began = time.monotonic()
            eventually(lambda: said[-1:] == ["there"])
            took = time.monotonic() - began
            asking.kill()
    print(f"back after {took:.1f} s")  # noqa: T201  shown by `pytest -s`
    assert took <= BACK_SECONDS


def _hear(asking: subprocess.Popen[str], said: list[str]) -> None:
    assert asking.stdout
    said.extend(line.strip() for line in asking.stdout)  # grows as it is heard


def _as_owner(pg_ctl: str, folder: Path, *words: str) -> None:
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    call([*as_owner, pg_ctl, "-D", folder / "cluster", *words])
