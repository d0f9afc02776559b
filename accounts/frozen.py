"""What the database itself refuses to do to a table, whoever asks: by triggers, on SQLite and on PostgreSQL.

A migration says `refused("app_table", "UPDATE", "DELETE", because="…")` among its operations.
"""

from functools import partial

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.schema import OnlyTheDatabase

Events = tuple[str, ...]

SQLITE = """
    CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}
    BEGIN SELECT RAISE(ABORT, '{because}'); END
"""
POSTGRESQL = """
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {when} THEN RAISE EXCEPTION '{because}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
"""
UNDO = {
    "sqlite": "DROP TRIGGER {name}",
    "postgresql": "DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}",
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def refused(table: str, *events: str, because: str, when: str = "1 = 1") -> OnlyTheDatabase:
    """An operation: INSERT, UPDATE or DELETE of a row of which `when` holds, with its NEW and its OLD."""
    said = {"because": because, "when": when}
    return OnlyTheDatabase(partial(_run, DO, table, events, said), partial(_run, UNDO, table, events, said))


def _run(
    statements: dict[str, str],
    table: str,
    events: Events,
    said: dict[str, str],
    schema_editor: BaseDatabaseSchemaEditor,
) -> None:
    for event in events:
        names = {"name": f"{table}_no_{event.lower()}", "table": table, "event": event}
        schema_editor.execute(statements[schema_editor.connection.vendor].format(**names, **said))
