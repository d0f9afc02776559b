"""What whoever is on duty should know of a client."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

from accounts.row_security import walled
from accounts.sealed import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_clinicians_who_have_gone")]
    operations = [
        migrations.CreateModel(
            "SafetyNotes",
            [
                (
                    "client",
                    models.OneToOneField(
                        "accounts.client", CASCADE, primary_key=True, related_name="safety_notes", serialize=False
                    ),
                ),
                ("text", SealedTextField()),
                ("changed_at", models.DateTimeField()),
                ("practice", models.ForeignKey("accounts.practice", CASCADE, related_name="+")),
                ("changed_by", models.ForeignKey("accounts.clinician", PROTECT, related_name="+")),
            ],
        ),
        walled("accounts_safetynotes"),
    ]
