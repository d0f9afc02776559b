"""Owners are told of what comes for somebody who has gone."""

from django.db import migrations, models

KINDS = [
    ("emergency", "Emergency"),
    ("client", "Client"),
    ("gone", "Gone"),
    ("gone_crisis", "Gone Crisis"),
    ("coverage_asked", "Coverage Asked"),
    ("coverage_answered", "Coverage Answered"),
    ("coverage_withdrawn", "Coverage Withdrawn"),
    ("policy_changed", "Policy Changed"),
    ("policy_stays", "Policy Stays"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_clients_are_told")]
    operations = [migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=24))]
