"""Who has read which version. It may go with its client, and is changed by nobody."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

from accounts.frozen import refused
from accounts.row_security import walled


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_versions")]
    operations = [
        migrations.CreateModel(
            "Acknowledgement",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("practice", models.ForeignKey("accounts.practice", PROTECT, related_name="+")),
                ("clinician", models.ForeignKey("accounts.clinician", PROTECT, related_name="+")),
                (
                    "client",
                    models.ForeignKey("accounts.client", CASCADE, related_name="acknowledgements"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        "policies.policyversion", PROTECT, related_name="acknowledgements"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "version"), name="a_version_is_acknowledged_once"
                    )
                ],
                "indexes": [models.Index(fields=["clinician", "client"], name="who_has_read_what")],
            },
        ),
        refused(
            "policies_acknowledgement",
            "UPDATE",
            because="what somebody has read they have read: it is not changed",
        ),
        walled("policies_acknowledgement"),
    ]
