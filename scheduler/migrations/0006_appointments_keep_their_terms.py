"""The notice to cancel and the words on it stay what they were when somebody booked."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def take_terms_of_kinds(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    kinds = apps.get_model("scheduler", "SessionType").objects.filter(pk=OuterRef("session_type_id"))
    terms = {name: Subquery(kinds.values(name)[:1]) for name in ("cancel_notice", "cancel_words")}
    apps.get_model("scheduler", "Appointment").objects.update(**terms)


class Migration(migrations.Migration):
    dependencies = [("scheduler", "0005_stamps_of_what_is_told_no_more")]
    operations = [
        migrations.AddField("appointment", "cancel_notice", models.PositiveIntegerField(default=24 * 60)),
        migrations.AddField("appointment", "cancel_words", models.CharField(max_length=500, blank=True, default=""), preserve_default=False),
        migrations.RunPython(take_terms_of_kinds, migrations.RunPython.noop),
    ]
