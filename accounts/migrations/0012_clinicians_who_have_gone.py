"""Whose access has ended takes no messages: on record with them, as it is asked with every message."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Now


def note_who_has_gone(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """When, the trail alone says; from now on is enough for what is still to come."""
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    gone = apps.get_model("accounts", "User").objects.filter(is_active=False)
    apps.get_model("accounts", "Clinician").objects.filter(user__in=gone).update(gone_since=Now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_how_clients_are_told")]
    operations = [
        migrations.AddField("clinician", "gone_since", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(note_who_has_gone, migrations.RunPython.noop),
    ]
