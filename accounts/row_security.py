"""The wall as PostgreSQL is told of it: a policy for each table, what our role may, and what is open.

A migration that makes a table about a practice says `walled("app_table")` among its operations.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from accounts.schema import OnlyTheDatabase

NAMED = "current_setting('between.practice', true)"
TRAIL, CHAINED = "accounts_auditentry", ("sequence", "hash")  # what may still change of an entry, and once
ABOUT_PRACTICES = """
    SELECT relname, relrowsecurity AND relforcerowsecurity AND EXISTS (
               SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'wall'),
           pg_has_role(current_user, relowner, 'MEMBER') OR pg_has_role(session_user, relowner, 'MEMBER')
    FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND (
        relname = 'accounts_practice' OR EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = pg_class.oid AND attname = 'practice_id' AND NOT attisdropped))
    ORDER BY relname
"""
ABOVE_POLICIES = """
    SELECT rolname FROM pg_roles
    WHERE rolname IN (current_user, session_user) AND (rolsuper OR rolbypassrls)
"""


def walled(table: str, *, practice: str = "practice_id", anyone_reads: str = "false") -> OnlyTheDatabase:
    """An operation: rows are shown to, and taken from, the practice that a transaction names, or every one.

    `anyone_reads` is the condition under which a row is public. On other databases nothing is done.
    """
    return OnlyTheDatabase(partial(_wall, table, practice, anyone_reads), partial(_tear_down, table))


def _wall(table: str, practice: str, anyone_reads: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    ours = f"{practice}::text = {NAMED} OR {NAMED} = 'every'"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    schema_editor.execute(f"CREATE POLICY wall ON {table} USING ({ours}) WITH CHECK ({ours})")
    if anyone_reads != "false":
        schema_editor.execute(f"CREATE POLICY public ON {table} FOR SELECT USING ({anyone_reads})")


def _tear_down(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for policy in ("wall", "public"):
        schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")


# --- the role that the service connects as


def let_in(role: str, password: str) -> None:
    """Rows, and nothing else: made where it is missing, and let into the tables that there are by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            _make(role, password)
        name, schema = sql.Identifier(role), _current_schema()
        for permission in (
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
            "REVOKE DELETE ON accounts_audithead FROM {role}",
            f"REVOKE UPDATE, DELETE ON {TRAIL} FROM {{role}}",
            f"GRANT UPDATE ({', '.join(CHAINED)}) ON {TRAIL} TO {{role}}",
        ):
            cursor.execute(sql.SQL(permission).format(role=name, schema=schema).as_string())


def _make(role: str, password: str) -> None:
    """Roles belong to the whole server: another may make the same one at the same moment."""
    statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}")
    with connection.cursor() as cursor, suppress(IntegrityError), transaction.atomic():
        cursor.execute(statement.format(sql.Identifier(role), sql.Literal(password or None)).as_string())


def _current_schema() -> sql.Identifier:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return sql.Identifier(cursor.fetchone()[0])


# --- what is open


def roles_above_it() -> list[str]:
    """Those of ours whom no policy holds."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE_POLICIES)
        return [name for (name,) in cursor.fetchall()]


def open_tables() -> list[str]:
    """Those about practices that nothing is forced upon."""
    return [name for name, walled, _ in _tables_about_practices() if not walled]


def own_tables() -> list[str]:
    """Those about practices whose wall our role could take down, for it owns them."""
    return [name for name, _, ours in _tables_about_practices() if ours]


def _tables_about_practices() -> Iterator[tuple[str, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(ABOUT_PRACTICES)
        yield from cursor.fetchall()
