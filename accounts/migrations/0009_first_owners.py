"""Whoever signs in belongs to a practice; its first clinician is its owner. Tokens may do what they did."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Min


def name_members_and_owners(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """No row says when a clinician came; their addresses are numbered in the order in which they were added."""
    if schema_editor.connection.vendor == "postgresql":  # whose policies hold the tables' owner, too
        schema_editor.execute("SELECT set_config('between.practice', 'every', true)")
    clinicians = apps.get_model("accounts", "Clinician").objects.filter(user__isnull=False)
    membership = apps.get_model("accounts", "Membership").objects
    owned = set()
    for each in clinicians.annotate(first=Min("addresses__id")).order_by("first", "id"):
        is_first = each.practice_id not in owned
        membership.create(
            user_id=each.user_id, practice_id=each.practice_id, name=each.name, is_owner=is_first
        )
        owned.add(each.practice_id)
    apps.get_model("accounts", "ApiToken").objects.update(scopes=["messages:write"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_roles")]
    operations = [migrations.RunPython(name_members_and_owners, migrations.RunPython.noop)]
