"""A series is one event in a calendar: with a length of its own, and a number for each of its revisions."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def take_lengths_of_kinds(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    kinds = apps.get_model("scheduler", "SessionType").objects.filter(pk=OuterRef("session_type_id"))
    apps.get_model("scheduler", "Series").objects.update(minutes=Subquery(kinds.values("minutes")[:1]))


class Migration(migrations.Migration):
    dependencies = [("scheduler", "0003_calendars_are_told_of")]
    operations = [
        migrations.AddField("series", "sequence", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "series", "minutes", models.PositiveSmallIntegerField(default=50), preserve_default=False
        ),
        migrations.RunPython(take_lengths_of_kinds, migrations.RunPython.noop),
    ]
