"""Where nobody is there to look after a crisis, the practice's owners are told by a delivery of its kind."""

from django.db import migrations, models

KINDS = [
    ("auto_reply", "Auto Reply"),
    ("crisis_reply", "Crisis Reply"),
    ("notice", "Notice"),
    ("covering_notice", "Covering Notice"),
    ("uncovered_notice", "Uncovered Notice"),
    ("reply", "Reply"),
    ("waiting", "Waiting"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_owners_are_told")]
    operations = [migrations.AlterField("delivery", "kind", models.CharField(choices=KINDS, max_length=16))]
