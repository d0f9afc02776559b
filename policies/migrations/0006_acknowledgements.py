"""Who has read which version. It may go with its client, and is changed by nobody."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.row_security import walled

REFUSAL = "what somebody has read they have read: it is not changed"
DO = {
    "sqlite": [
        f"""
        CREATE TRIGGER policies_acknowledgement_update BEFORE UPDATE ON policies_acknowledgement
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION policies_acknowledged_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        """
        CREATE TRIGGER policies_acknowledgement_update BEFORE UPDATE ON policies_acknowledgement
        FOR EACH ROW EXECUTE FUNCTION policies_acknowledged_never_changes()
        """,
    ],
}
UNDO = {
    "sqlite": ["DROP TRIGGER policies_acknowledgement_update"],
    "postgresql": [
        "DROP TRIGGER policies_acknowledgement_update ON policies_acknowledgement",
        "DROP FUNCTION policies_acknowledged_never_changes",
    ],
}


def protect(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def key(to: str, on_delete: object, related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(to=to, on_delete=on_delete, related_name=related_name)


CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_versions")]
    operations = [
        migrations.CreateModel(
            "Acknowledgement",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("practice", key("accounts.practice", PROTECT)),
                ("clinician", key("accounts.clinician", PROTECT)),
                ("client", key("accounts.client", CASCADE, "acknowledgements")),
                ("version", key("policies.policyversion", PROTECT, "acknowledgements")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "version"), name="a_version_is_acknowledged_once"
                    )
                ],
                "indexes": [models.Index(fields=["clinician", "client"], name="who_has_read_what")],
            },
        ),
        migrations.RunPython(protect, release),
        walled("policies_acknowledgement"),
    ]
