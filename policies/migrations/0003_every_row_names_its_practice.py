from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT

triggers = import_module("policies.migrations.0002_published_versions_never_change")


def name_practices(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clinicians = apps.get_model("accounts", "Clinician").objects.filter(pk=OuterRef("clinician_id"))
    apps.get_model("policies", "PolicyVersion").objects.update(
        practice_id=Subquery(clinicians.values("practice_id"))
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


def practice(*, unknown: bool) -> models.ForeignKey:
    return models.ForeignKey(to="accounts.practice", on_delete=PROTECT, related_name="+", null=unknown)


class Migration(migrations.Migration):
    """The triggers rest meanwhile: they keep published rows from being filled in, and SQLite rebuilds the table."""

    dependencies = [
        ("policies", "0002_published_versions_never_change"),
        ("accounts", "0004_every_row_names_its_practice"),
    ]
    operations = [
        migrations.RunPython(triggers.release, triggers.protect),
        migrations.AddField("policyversion", "practice", practice(unknown=True)),
        migrations.RunPython(name_practices, migrations.RunPython.noop),
        migrations.AlterField("policyversion", "practice", practice(unknown=False)),
        migrations.RunPython(triggers.protect, triggers.release),
    ]
