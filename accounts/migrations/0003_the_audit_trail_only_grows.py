"""The database itself refuses to change or delete what was recorded, and to move a chain's end back."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ENTRY, HEAD = "accounts_auditentry", "accounts_audithead"
REFUSAL = "the audit trail only grows"
FACTS = "id, practice_id, at, actor_kind, actor_id, way_in, verb, thing_kind, thing_id, client_id"

REFUSED = {  # trigger: what it stands before, and in which rows
    "accounts_audit_comes_unchained": (f"INSERT ON {ENTRY}", "WHEN (NEW.sequence IS NOT NULL)"),
    "accounts_audit_facts": (f"UPDATE OF {FACTS} ON {ENTRY}", ""),
    "accounts_audit_chained": (f"UPDATE ON {ENTRY}", "WHEN (OLD.sequence IS NOT NULL)"),
    "accounts_audit_kept": (f"DELETE ON {ENTRY}", ""),
    "accounts_audit_head_moves_on": (f"UPDATE ON {HEAD}", "WHEN (NEW.sequence <= OLD.sequence)"),
    "accounts_audit_head_kept": (f"DELETE ON {HEAD}", ""),
}
DO = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE {event} {rows} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for name, (event, rows) in REFUSED.items()
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION accounts_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        *(
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW {rows}"
            " EXECUTE FUNCTION accounts_audit_only_grows()"
            for name, (event, rows) in REFUSED.items()
        ),
    ],
}
UNDO = {
    "sqlite": [f"DROP TRIGGER {name}" for name in REFUSED],
    "postgresql": ["DROP FUNCTION accounts_audit_only_grows CASCADE"],
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_trail")]
    operations = [migrations.RunPython(protect, release)]
