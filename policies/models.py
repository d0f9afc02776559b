"""What is published, read and agreed: code, and triggers, see that none of it ever changes."""

import uuid
from datetime import datetime

from django.db import models

from accounts.sealed import SealedTextField


class PolicyVersion(models.Model):
    """One version of a clinician's boundary policy: a draft until it has a number and an effective date.

    Whether a published version is in force, still to come or superseded follows from the effective dates.
    It is never stored, so that a published row need not be touched again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="policy_versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    statement = models.TextField()  # the clinician's own words
    language = models.CharField(max_length=16)
    document = models.JSONField()  # format boundary-policy/1
    drafted_at = models.DateTimeField()
    revision = models.PositiveIntegerField()  # counts every save of a clinician's; none comes twice
    is_material = models.BooleanField(null=True)  # against the version before it, when published; null: draft
    published_at = models.DateTimeField(null=True, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)  # the first instant at which it applies

    class Meta:
        ordering = ["clinician", "-effective_from", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["clinician", "number"], name="version_numbers_are_used_once"),
            models.UniqueConstraint(
                fields=["clinician"], condition=models.Q(published_at=None), name="a_clinician_has_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(number=None, is_material=None, published_at=None, effective_from=None)
                | models.Q(
                    number__isnull=False,
                    is_material__isnull=False,
                    published_at__isnull=False,
                    effective_from__gte=models.F("published_at"),
                ),
                name="published_whole_and_never_backdated",
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class Withdrawal(models.Model):
    """A published version that never took effect. A row of its own, since what is published never changes."""

    version = models.OneToOneField(PolicyVersion, models.PROTECT, primary_key=True, related_name="withdrawal")
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Acknowledgement(models.Model):
    """A client has read this version. It goes with the client, and is never changed."""

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="acknowledgements")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "version"], name="a_version_is_acknowledged_once")
        ]
        indexes = [models.Index(fields=["clinician", "client"], name="who_has_read_what")]


class Agreement(models.Model):
    """What holds for one client beside the general policy, for a time. It goes with the client.

    It is never edited: it is ended, and another one begins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="agreements")
    terms = SealedTextField()  # JSON, as policies.domain.agreement has it
    words = SealedTextField()  # for the client
    language = models.CharField(max_length=16)  # of the words
    starts = models.DateTimeField()
    ends = models.DateTimeField()  # the first instant at which it no longer holds
    review_on = models.DateField()  # where the clinician is
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # early
    ended_by = models.ForeignKey(
        "accounts.Clinician", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends")), name="an_agreement_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__lt=models.F("ends"), ended_by__isnull=False),
                name="ended_early_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["client", "clinician", "-starts"], name="what_is_agreed_with_whom")]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id

    @property
    def until(self) -> datetime:
        """The first instant at which it no longer holds, early or not; before `starts`: it never held."""
        return self.ended_at or self.ends
