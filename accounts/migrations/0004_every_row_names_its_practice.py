from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import CASCADE

NAMELESS = ("ClinicianAddress", "Care")


def name_practices(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clinicians = apps.get_model("accounts", "Clinician").objects.filter(pk=OuterRef("clinician_id"))
    for name in NAMELESS:
        apps.get_model("accounts", name).objects.update(
            practice_id=Subquery(clinicians.values("practice_id"))
        )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


def practice(*, unknown: bool) -> models.ForeignKey:
    return models.ForeignKey(to="accounts.practice", on_delete=CASCADE, related_name="+", null=unknown)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_the_audit_trail_only_grows")]
    operations = [
        *(migrations.AddField(name, "practice", practice(unknown=True)) for name in NAMELESS),
        migrations.RunPython(name_practices, migrations.RunPython.noop),
        *(migrations.AlterField(name, "practice", practice(unknown=False)) for name in NAMELESS),
    ]
