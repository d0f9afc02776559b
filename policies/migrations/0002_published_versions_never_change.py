"""The database itself refuses to change or delete a published version."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "a published policy version never changes: publish a new one"

SQLITE = [
    f"""
    CREATE TRIGGER policies_published_{event.lower()} BEFORE {event} ON policies_policyversion
    WHEN OLD.published_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for event in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION policies_published_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER policies_published BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION policies_published_never_changes()
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER policies_published_update", "DROP TRIGGER policies_published_delete"],
    "postgresql": [
        "DROP TRIGGER policies_published ON policies_policyversion",
        "DROP FUNCTION policies_published_never_changes",
    ],
}
DO = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
