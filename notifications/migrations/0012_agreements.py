"""A promise keeps what was agreed with the client when it was made, and both are told of an agreement."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import CASCADE, SET_NULL

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
    ("agreement_begins", "Agreement Begins"),
    ("agreement_review", "Agreement Review"),
    ("agreement_ends", "Agreement Ends"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0011_owners_hear_where_nobody_covers"),
        ("policies", "0007_agreements"),
    ]
    operations = [
        migrations.AddField(
            "decision",
            "agreement",
            models.ForeignKey("policies.agreement", SET_NULL, blank=True, null=True, related_name="+"),
        ),
        migrations.AddField(
            "notice",
            "agreement",
            models.ForeignKey("policies.agreement", CASCADE, blank=True, null=True, related_name="notices"),
        ),
        migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=24)),
        migrations.RemoveConstraint("notice", "to_the_practice_or_to_a_client"),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=Q(client=None, version=None)
                | Q(recipient="", client__isnull=False, version__isnull=False, agreement=None)
                | Q(recipient="", client__isnull=False, version=None, agreement__isnull=False),
                name="to_the_practice_or_to_a_client",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(
                condition=Q(client__isnull=False),
                fields=["agreement", "kind"],
                name="a_client_is_told_once_of_an_agreement",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(
                condition=Q(client=None),
                fields=["agreement", "kind"],
                name="a_clinician_is_told_once_of_an_agreement",
            ),
        ),
    ]
