"""What tests committed is taken out again, row by row, past the triggers that keep what must never change.

Django's own way makes each table anew on PostgreSQL, and then all permissions: it takes longer than most such
tests do, and cannot pass those triggers on SQLite.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

MADE_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission"}


def empty_database() -> None:
    with transaction.atomic(), connection.cursor() as cursor, _without_triggers(cursor):
        for table in set(connection.introspection.table_names(cursor)) - MADE_BY_MIGRATING:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  names from the database itself


@contextmanager
def _without_triggers(cursor: CursorWrapper) -> Iterator[None]:
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        cursor.execute(statement)
