"""Clients are told of what changes about reaching somebody; where, stands with the client."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

KINDS = [
    ("emergency", "Emergency"),
    ("client", "Client"),
    ("coverage_asked", "Coverage Asked"),
    ("coverage_answered", "Coverage Answered"),
    ("coverage_withdrawn", "Coverage Withdrawn"),
    ("policy_changed", "Policy Changed"),
    ("policy_stays", "Policy Stays"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0008_notices"),
        ("accounts", "0011_how_clients_are_told"),
        ("policies", "0006_acknowledgements"),
    ]
    operations = [
        migrations.AddField(
            "notice",
            "client",
            models.ForeignKey(
                blank=True, null=True, on_delete=CASCADE, related_name="news", to="accounts.client"
            ),
        ),
        migrations.AddField(
            "notice",
            "version",
            models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="+", to="policies.policyversion"
            ),
        ),
        migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=24)),
        migrations.AlterField("notice", "recipient", models.CharField(blank=True, max_length=320)),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(client=None, version=None)
                ^ models.Q(recipient="", client__isnull=False, version__isnull=False),
                name="to_the_practice_or_to_a_client",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(fields=["client", "version", "kind"], name="a_client_is_told_once"),
        ),
    ]
