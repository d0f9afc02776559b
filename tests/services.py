"""The servers and the browser that tests can use here: found, installed where that is allowed, or started."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

import psycopg

PACKAGES = {
    "postgresql": "initdb",
    "redis-server": "redis-server",
    "chromium-headless-shell": "chromium-headless-shell",  # half as long at work as all of Chromium
    "calcurse": "calcurse",
}
USUAL_DATABASE = "postgres://postgres@127.0.0.1:5432/between"
GONE_WITH_THE_MACHINE = "-c fsync=off"  # a server of tests need not wait for the disk
IN_A_BROWSER = "test_*in_a_browser.py"  # the files of the tests that need Chromium


def install_missing() -> None:
    """By apt, where there is apt and it is allowed; each by itself, since one may not be to be had."""
    missing = [package for package, program in PACKAGES.items() if find(program) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {', '.join(missing)}.")
        call(["apt-get", "-qq", "update"])
        for package in missing:
            _install(package)
        if chromium() is None:
            _install("chromium")


def _install(package: str) -> None:
    call(["apt-get", "-qq", "install", "--yes", "--no-install-recommends", package])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def find(program: str) -> str | None:
    """Debian keeps PostgreSQL's own programs off the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return shutil.which(program) or (str(beside[-1]) if beside else None)


def chromium() -> str | None:
    return find("chromium-headless-shell") or find("chromium")


def call(command: Sequence[str | Path], output: IO[str] | None = None, **environment: str) -> int:
    """`output`: where what is printed goes, if not to where ours goes."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(  # noqa: S603  every command is written in this folder
        [str(word) for word in command],
        env={**os.environ, **quiet, **environment},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        check=False,
    ).returncode


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The URL of a server that answers: the one named, the usual one, or one of our own for a while."""
    url = os.environ.get("TEST_DATABASE_URL", USUAL_DATABASE)
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if _is_postgresql(url):
        yield url
    elif initdb and pg_ctl:
        with own_postgresql(initdb, pg_ctl, GONE_WITH_THE_MACHINE) as own:
            yield own.url if own else None
    else:
        yield None


class Cluster(NamedTuple):
    url: str
    folder: Path  # its files, and its `log`


@contextmanager
def own_postgresql(initdb: str, pg_ctl: str, settings: str = "") -> Iterator[Cluster | None]:
    """A server that is gone afterwards. `settings` as `postgres` takes them: `-c name=value`."""
    port = free_port()
    with TemporaryDirectory(prefix="between-postgresql-") as directory:
        cluster = Path(directory) / "cluster"
        as_owner: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(directory, "postgres")
            as_owner = ["runuser", "-u", "postgres", "--"]
        call([*as_owner, initdb, "-D", cluster, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"])
        options = f"-p {port} -k {directory} -c listen_addresses=127.0.0.1 {settings}"
        log = Path(directory) / "log"
        started = call([*as_owner, pg_ctl, "-D", cluster, "-o", options, "-l", log, "-w", "start"]) == 0
        try:
            url = f"postgres://postgres@127.0.0.1:{port}/between"
            yield Cluster(url, Path(directory)) if started else None
        finally:
            call([*as_owner, pg_ctl, "-D", cluster, "-m", "immediate", "stop"])


def _is_postgresql(url: str) -> bool:
    try:
        psycopg.connect(url.rpartition("/")[0] + "/postgres", connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
