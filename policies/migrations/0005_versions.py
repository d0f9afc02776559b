"""Revisions, so that two editors do not lose each other's work; what is material; and what is withdrawn."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.frozen import refused
from accounts.row_security import walled

triggers = import_module("policies.migrations.0002_published_versions_never_change")

NOT_TO_COME = """
    NOT EXISTS (SELECT 1 FROM policies_policyversion version
                WHERE version.id = NEW.version_id AND version.effective_from > NEW.at)
"""


def count_what_is_there(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In the order of publishing, the draft last. Nobody had compared them: each counts as material."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    revisions: dict[object, int] = {}
    versions = apps.get_model("policies", "PolicyVersion").objects
    for version in versions.order_by(models.F("number").asc(nulls_last=True)):
        version.revision = revisions[version.clinician_id] = revisions.get(version.clinician_id, 0) + 1
        version.is_material = None if version.number is None else True
        version.save(update_fields=["revision", "is_material"])
    if on_postgresql:
        schema_editor.execute("SELECT set_config('between.practice', '', true)")
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


WHOLE = "published_whole_and_never_backdated"
AFTER = models.Q(number=None, is_material=None, published_at=None, effective_from=None) | models.Q(
    number__isnull=False,
    is_material__isnull=False,
    published_at__isnull=False,
    effective_from__gte=models.F("published_at"),
)


class Migration(migrations.Migration):
    """The triggers of published rows rest meanwhile."""

    dependencies = [
        ("policies", "0004_row_level_security"),
        ("accounts", "0010_rights"),
    ]
    operations = [
        migrations.RunPython(triggers.release, triggers.protect),
        migrations.AddField("policyversion", "revision", models.PositiveIntegerField(null=True)),
        migrations.AddField("policyversion", "is_material", models.BooleanField(null=True)),
        migrations.RunPython(count_what_is_there, migrations.RunPython.noop),
        migrations.AlterField("policyversion", "revision", models.PositiveIntegerField()),
        migrations.RemoveConstraint("policyversion", WHOLE),
        migrations.AddConstraint("policyversion", models.CheckConstraint(condition=AFTER, name=WHOLE)),
        migrations.CreateModel(
            "Withdrawal",
            [
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="policies.policyversion",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.practice"
                    ),
                ),
            ],
        ),
        migrations.RunPython(triggers.protect, triggers.release),
        refused(
            "policies_withdrawal",
            "INSERT",
            because="only what is published and has not taken effect can be withdrawn",
            when=NOT_TO_COME,
        ),
        refused(
            "policies_withdrawal",
            "UPDATE",
            "DELETE",
            because="what is withdrawn stays withdrawn: publish a new version",
        ),
        walled("policies_withdrawal", anyone_reads="true"),  # as public as what is published
    ]
