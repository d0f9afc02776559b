"""Where somebody of a practice is called beside their mail."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE

from accounts.row_security import walled
from accounts.sealed import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_safety_notes")]
    operations = [
        migrations.CreateModel(
            "AlarmAddress",
            [
                (
                    "user",
                    models.OneToOneField(
                        "accounts.user", CASCADE, primary_key=True, related_name="alarm_address", serialize=False
                    ),
                ),
                ("url", SealedTextField()),
                ("secret", SealedTextField()),
                ("set_at", models.DateTimeField()),
                ("practice", models.ForeignKey("accounts.practice", CASCADE, related_name="+")),
            ],
        ),
        walled("accounts_alarmaddress"),
    ]
