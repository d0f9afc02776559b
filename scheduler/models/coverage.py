"""The absences that a colleague covers."""

import uuid

from django.db import models

from accounts.models import Clinician, Practice
from scheduler.domain.covering import Reach


class Coverage(models.Model):
    """A colleague who said yes sees what comes for a clinician who is away, until it is taken back."""

    class Scope(models.TextChoices):
        URGENT = Reach.URGENT.value
        ALL = Reach.ALL.value

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+")  # who is away
    covering = models.ForeignKey(Clinician, models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()
    scope = models.CharField(max_length=8, choices=Scope)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)  # before it was accepted, or after
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="coverage_takes_time"),
            models.CheckConstraint(
                condition=~models.Q(clinician=models.F("covering")), name="nobody_covers_for_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["covering", "end"], name="coverage_by_colleague"),
            models.Index(fields=["clinician", "end"], name="coverage_by_absence"),
        ]
