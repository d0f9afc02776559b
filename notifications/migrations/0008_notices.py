"""What was told in emergencies alone is told of other things, too: a notice knows its kind and its language."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KNOWN = ("en", "es")
KINDS = [
    ("emergency", "Emergency"),
    ("client", "Client"),
    ("coverage_asked", "Coverage Asked"),
    ("coverage_answered", "Coverage Answered"),
    ("coverage_withdrawn", "Coverage Withdrawn"),
]


def keep_the_language(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """That of whose messages were opened."""
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    for notice in apps.get_model("notifications", "Notice").objects.select_related("access__clinician"):
        spoken = (language.partition("-")[0] for language in notice.access.clinician.languages)
        notice.language = next((language for language in spoken if language in KNOWN), "en")
        notice.save(update_fields=["language"])
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits would stand in the way of ALTER


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_roles")]
    operations = [
        migrations.RenameModel("EmergencyNotice", "Notice"),
        migrations.RenameIndex("Notice", new_name="notices_to_send", old_name="emergencies_to_tell"),
        migrations.AddField(
            "Notice",
            "kind",
            models.CharField(choices=KINDS, default="emergency", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            "Notice", "language", models.CharField(default="en", max_length=16), preserve_default=False
        ),
        migrations.RunPython(keep_the_language, migrations.RunPython.noop),
        migrations.RemoveField("Notice", "access"),
        migrations.AddIndex(
            "Notice",
            models.Index(
                condition=models.Q(next_at=None, sent_at=None), fields=["created_at"], name="notices_given_up"
            ),
        ),
    ]
