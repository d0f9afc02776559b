"""A clinician is told when a calendar of theirs cannot be read."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_of_those_that_fail(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is not read again by itself would never be told of."""
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    failing = apps.get_model("scheduler", "Calendar").objects.exclude(failing_since=None)
    failing.update(tell_at=models.F("failing_since") + timedelta(hours=24))


class Migration(migrations.Migration):
    dependencies = [("scheduler", "0002_calendars")]
    operations = [
        migrations.AddField("calendar", "tell_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("calendar", "told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "calendar", "told_of", models.CharField(blank=True, default="", max_length=32), preserve_default=False
        ),
        migrations.AddIndex(
            "calendar",
            models.Index(
                condition=models.Q(("tell_at__isnull", False)),
                fields=["tell_at"],
                name="calendars_to_tell_of",
            ),
        ),
        migrations.RunPython(tell_of_those_that_fail, migrations.RunPython.noop),
    ]
