"""A clinician's own calendars elsewhere, and what of them counts here: times, never titles."""

import uuid

from django.db import models

from accounts.sealed import SealedTextField


class Calendar(models.Model):
    """One that a clinician connected: read by its address again and again, or uploaded.

    `version` counts what was done to it, and fences: whoever fetched it under another number keeps nothing.
    """

    class Use(models.TextChoices):
        BUSY = "busy"
        AWAY = "away"  # whole days and out-of-office events are time away, the rest is busy
        HOLIDAYS = "holidays"  # whole days, each asked about once

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="calendars")
    name = SealedTextField()  # the clinician's word for it
    use = models.CharField(max_length=8, choices=Use)
    address = SealedTextField()  # as secret as what it leads to; blank: uploaded
    time_zone = models.CharField(max_length=64)  # IANA, of whole days and times without a zone
    changes_promises = models.BooleanField(default=False)  # also when busy: promises and the public page
    tentative_counts = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)  # one more with each change of what counts of it
    connected_at = models.DateTimeField()
    next_at = models.DateTimeField(
        null=True, blank=True
    )  # when to read it, or a lease runs out; null: not again
    every = models.PositiveIntegerField(default=60)  # minutes between two readings, as it asks for
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # when it last said what is kept; null: never yet
    known_until = models.DateTimeField(null=True, blank=True)  # what lies after it was not looked at
    failing_since = models.DateTimeField(null=True, blank=True)  # the first of the failures since then
    failures = models.PositiveIntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=32, blank=True)  # a code, never what a server said
    tell_at = models.DateTimeField(null=True, blank=True)  # when to tell its clinician how it is
    told_at = models.DateTimeField(null=True, blank=True)  # when they last were, that it fails
    told_of = models.CharField(max_length=32, blank=True)  # of which trouble; blank: of none that lasts
    problems = models.JSONField(default=list)  # what could not be read in it: codes, and how many of each
    etag = models.CharField(max_length=1000, blank=True)
    last_modified = models.CharField(max_length=1000, blank=True)
    content = models.BinaryField(max_length=32, null=True, blank=True)  # hash of the times that are kept
    vanishing = models.BinaryField(
        max_length=32, null=True, blank=True
    )  # of those that one reading would leave

    class Meta:
        ordering = ["connected_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="calendars_to_read"
            ),
            models.Index(
                fields=["tell_at"], condition=models.Q(tell_at__isnull=False), name="calendars_to_tell_of"
            ),
        ]

    def sealed_for(self) -> None:
        """Of no one client: it is the clinician's."""


class BusyTime(models.Model):
    """A stretch of a calendar's time, merged with what touches it."""

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="busy_times")
    start = models.DateTimeField()
    end = models.DateTimeField()
    is_away = models.BooleanField(default=False)  # time away, not only busy

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="busy_takes_time")
        ]
        indexes = [models.Index(fields=["clinician", "end"], name="busy_times_ahead")]


class HolidayDay(models.Model):
    """A day that a calendar of holidays names. It counts once the clinician said so.

    A day that went from the calendar keeps its row, so that what was switched off stays off when it is back.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        CLOSED = "closed"  # the clinician keeps it
        OPEN = "open"  # they work all the same

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = SealedTextField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)  # the calendar names it no more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="a_day_is_asked_about_once")]

    def sealed_for(self) -> None:
        """Of no one client: it is the clinician's."""

    @property
    def sealed_row(self) -> str:
        """What names the row before it has a number."""
        return f"{self.calendar_id}:{self.date}"
