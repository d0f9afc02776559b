"""A database of its own for tests that kill processes: a file, or a PostgreSQL database made and dropped.

It is a copy of the migrated one that the run began with: migrating takes longer than most such tests do.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from django.db import connection
from psycopg import sql

from tests.application_role import ROLE


@dataclass(frozen=True)
class OwnDatabase:
    url: str  # as the tables' owner
    service_url: str  # as the role that the service connects as

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Asked without Django, so that the oracle and the product share no code."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)) as file:
                return file.execute(query).fetchall()
        with psycopg.connect(self.url) as server:
            return server.execute(query.encode()).fetchall()

    def run(self, statement: str) -> None:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)) as file, file:
                file.execute(statement)
            return
        with psycopg.connect(self.url) as server:
            server.execute(statement.encode())

    def integrity(self) -> str:
        """SQLite's own check of its file; PostgreSQL has none to ask."""
        return self.rows("PRAGMA integrity_check")[0][0] if self.url.startswith("sqlite") else "ok"


_MIGRATED: list[str] = []  # what is copied: a file's path, or the name of a database


@contextmanager
def keep_migrated(folder: Path) -> Iterator[None]:
    """Lays by the database that Django has just made for this run, while there is nothing in it."""
    if connection.vendor == "sqlite":
        kept = str(folder / "migrated.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as file:
            connection.connection.backup(file)
    else:
        kept = f"{connection.settings_dict['NAME']}_migrated"
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # there it has one; nothing in use is copied
        _administer("DROP DATABASE IF EXISTS {}", kept)
        _administer("CREATE DATABASE {} TEMPLATE {}", kept, str(connection.settings_dict["NAME"]))
    _MIGRATED.append(kept)
    try:
        yield
    finally:
        _MIGRATED.remove(kept)
        if connection.vendor != "sqlite":
            _administer("DROP DATABASE {}", kept)


def copy_migrated(folder: Path) -> Path:
    """For a service that keeps its SQLite file there, and need not make it first. Gives the folder."""
    folder.mkdir(mode=0o700)
    if connection.vendor == "sqlite":
        shutil.copyfile(_MIGRATED[-1], folder / "between.sqlite3")
    return folder


@contextmanager
def own_database(folder: Path, *, migrated: bool = True) -> Iterator[OwnDatabase]:
    """Of the kind that this run tests on."""
    if connection.vendor == "sqlite":
        file = folder / "own.sqlite3"
        if migrated:
            shutil.copyfile(_MIGRATED[-1], file)
        yield OwnDatabase(*[f"sqlite:///{file}"] * 2)
        return
    name = f"between_kills_{uuid4().hex[:8]}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, _MIGRATED[-1] if migrated else "template1")
    try:
        yield OwnDatabase(*(f"{_server(who)}/{name}" for who in (connection.settings_dict["USER"], ROLE)))
    finally:
        _administer("DROP DATABASE {} WITH (FORCE)", name)


def _server(user: str) -> str:
    server = connection.settings_dict
    return f"postgresql://{user}:{server['PASSWORD']}@{server['HOST']}:{server['PORT'] or 5432}"


def _administer(statement: LiteralString, *names: str) -> None:
    with psycopg.connect(f"{_server(connection.settings_dict['USER'])}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
