"""What is agreed with one client for a time: sealed under their key, and ended rather than edited."""

import uuid

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

from accounts.frozen import refused
from accounts.row_security import walled
from accounts.sealed import SealedTextField

LASTS = "COALESCE(other.ended_at, other.ends)"
OVERLAPS = f"""EXISTS (
    SELECT 1 FROM policies_agreement other
    WHERE other.clinician_id = NEW.clinician_id AND other.client_id = NEW.client_id AND other.id <> NEW.id
      AND other.starts < {LASTS} AND other.starts < NEW.ends AND NEW.starts < {LASTS})"""  # noqa: S608  fixed
KEPT = ("id", "practice_id", "clinician_id", "client_id", "language")
KEPT += ("starts", "ends", "review_on", "agreed_at")
EDITED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in KEPT)
ENDED_TWICE = """(OLD.ended_at IS NOT NULL AND (
    NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at OR NEW.ended_by_id <> OLD.ended_by_id))"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_acknowledgements"), ("accounts", "0011_how_clients_are_told")]
    operations = [
        migrations.CreateModel(
            "Agreement",
            [
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("terms", SealedTextField()),
                ("words", SealedTextField()),
                ("language", models.CharField(max_length=16)),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("agreed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("client", models.ForeignKey("accounts.client", CASCADE, related_name="agreements")),
                ("clinician", models.ForeignKey("accounts.clinician", PROTECT, related_name="+")),
                (
                    "ended_by",
                    models.ForeignKey(
                        "accounts.clinician", PROTECT, blank=True, null=True, related_name="+"
                    ),
                ),
                ("practice", models.ForeignKey("accounts.practice", PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["-starts", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(starts__lt=models.F("ends")), name="an_agreement_lasts_a_while"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at=None, ended_by=None)
                        | models.Q(ended_at__lt=models.F("ends"), ended_by__isnull=False),
                        name="ended_early_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["client", "clinician", "-starts"], name="what_is_agreed_with_whom"
                    )
                ],
            },
        ),
        refused(
            "policies_agreement",
            "INSERT",
            because="something else is agreed for that time: end it first",
            when=OVERLAPS,
        ),
        refused(
            "policies_agreement",
            "UPDATE",
            because="an agreement is not edited: end it, and agree on another",
            when=f"{EDITED} OR {ENDED_TWICE}",
        ),
        walled("policies_agreement"),
    ]
