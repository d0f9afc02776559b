"""A database of its own for tests that kill processes: a file, or a PostgreSQL database made and dropped."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
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


@contextmanager
def own_database(folder: Path) -> Iterator[OwnDatabase]:
    """Of the kind that this run tests on."""
    if connection.vendor == "sqlite":
        yield OwnDatabase(*[f"sqlite:///{folder / 'own.sqlite3'}"] * 2)
        return
    name = f"between_kills_{uuid4().hex[:8]}"
    server = connection.settings_dict
    place = f"{server['HOST']}:{server['PORT'] or 5432}"
    owner, role = (f"postgresql://{who}:{server['PASSWORD']}@{place}" for who in (server["USER"], ROLE))
    with psycopg.connect(f"{owner}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield OwnDatabase(f"{owner}/{name}", f"{role}/{name}")
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
