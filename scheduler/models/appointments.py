"""Times that are kept: what can be booked, what was, every week, and who waits for one."""

import uuid

from django.db import models

from accounts.sealed import SealedTextField


class SessionType(models.Model):
    """What a clinician offers times for, and on which terms. Minutes throughout."""

    class Place(models.TextChoices):
        IN_PERSON = "in_person"
        ONLINE = "online"
        PHONE = "phone"

    class WhoBooks(models.TextChoices):
        ANYONE = "anyone"  # whoever is no client yet only asks
        CLIENTS = "clients"
        NOBODY = "nobody"  # the clinician enters it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="session_types")
    name = models.CharField(max_length=100)  # public
    minutes = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField(default=0)  # kept free
    after = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=30)  # between the starts that are offered
    notice = models.PositiveIntegerField(default=24 * 60)  # at least, from now to the start
    horizon_days = models.PositiveSmallIntegerField(default=60)
    daily_maximum = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # of this clinician's appointments
    place = models.CharField(max_length=16, choices=Place)
    where = SealedTextField()  # a street or a link: for whoever has an appointment
    who_books = models.CharField(max_length=8, choices=WhoBooks)
    is_instant = models.BooleanField(
        default=False
    )  # clients' bookings hold at once; else the clinician confirms
    hold = models.PositiveIntegerField(default=48 * 60)  # how long a request keeps its time
    cancel_notice = models.PositiveIntegerField(default=24 * 60)  # before the start, without it being late
    cancel_words = models.CharField(max_length=500, blank=True)  # the practice's own rule; public
    reminders = models.JSONField(default=list)  # before the start, each a number
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # offered no more

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0, step__gt=0), name="a_session_takes_time")
        ]

    def sealed_for(self) -> None:
        """Of no one client: it is the clinician's."""


class Series(models.Model):
    """A time kept every week, or every few: its appointments are made some way ahead, and on from there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+")
    session_type = models.ForeignKey(SessionType, models.PROTECT, related_name="+")
    first_day = models.DateField()  # on wall clocks in `time_zone`, as are these
    starts_at = models.PositiveSmallIntegerField()  # minutes after midnight
    last_day = models.DateField(null=True, blank=True)  # null: until it is ended
    time_zone = models.CharField(max_length=64)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField()  # as its kind had them when it began
    made_until = models.DateField()  # up to which day its appointments stand in the table
    left_out = models.JSONField(default=list)  # days on which it could not be, and why: a code
    sequence = models.PositiveIntegerField(
        default=0
    )  # RFC 5545 section 3.8.7.4: one more for each change of it or of one of its appointments
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["made_until"], condition=models.Q(ended_at=None), name="series_to_go_on_with"
            )
        ]


class Appointment(models.Model):
    """A time that is kept for somebody, or asked for. No two of a clinician's share any.

    On PostgreSQL an exclusion constraint over `taken_from` and `taken_until` sees to that, on SQLite that
    one writes at a time and looks first.
    """

    class State(models.TextChoices):
        REQUESTED = "requested"  # its time is held until `held_until`
        BOOKED = "booked"
        CANCELLED = "cancelled"
        DECLINED = "declined"  # a request that the clinician could not take
        EXPIRED = "expired"  # a request that nobody answered in time

    class By(models.TextChoices):
        CLIENT = "client"
        CLINICIAN = "clinician"
        VISITOR = "visitor"  # no client yet

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="appointments")
    client = models.ForeignKey(
        "accounts.Client", models.CASCADE, null=True, blank=True, related_name="appointments"
    )
    session_type = models.ForeignKey(SessionType, models.PROTECT, related_name="appointments")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="appointments")
    series_day = models.DateField(
        null=True, blank=True
    )  # which of the series it is, wherever it was moved to
    state = models.CharField(max_length=16, choices=State)
    start = models.DateTimeField()
    end = models.DateTimeField()
    taken_from = models.DateTimeField()  # with what is kept free before it
    taken_until = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)  # of a request
    name = SealedTextField()  # of a visitor, as are these
    address = SealedTextField()  # where they are told, by mail
    note = SealedTextField()  # what they, or the client, said with it
    cancel_notice = models.PositiveIntegerField(
        default=24 * 60
    )  # minutes, as its kind had it when it was made
    cancel_words = models.CharField(max_length=500, blank=True)  # likewise
    language = models.CharField(max_length=16, blank=True)  # in which whoever asked is told
    shown_zone = models.CharField(max_length=64, blank=True)  # in which they saw the time
    made_by = models.CharField(max_length=16, choices=By)
    made_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(
        default=0
    )  # RFC 5545 section 3.8.7.4: one more for each time and state
    revised_at = models.DateTimeField()  # when anything that is shown of it last changed
    closed_at = models.DateTimeField(null=True, blank=True)  # cancelled, declined, expired
    closed_by = models.CharField(max_length=16, choices=By, blank=True)  # blank: the time ran out
    was_late = models.BooleanField(default=False)  # cancelled by the client within the notice

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    end__gt=models.F("start"),
                    taken_from__lte=models.F("start"),
                    taken_until__gte=models.F("end"),
                ),
                name="an_appointment_takes_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="requested", held_until__isnull=False)
                | ~models.Q(state="requested"),
                name="a_request_is_held_for_a_time",
            ),
            models.UniqueConstraint(fields=["series", "series_day"], name="a_series_has_a_day_once"),
        ]
        indexes = [
            models.Index(fields=["clinician", "taken_until"], name="what_a_clinician_has_ahead"),
            models.Index(fields=["client", "start"], name="what_a_client_has_ahead"),
            models.Index(
                fields=["held_until"], condition=models.Q(state="requested"), name="requests_that_run_out"
            ),
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id

    @property
    def was_only_asked_for(self) -> bool:
        """Nobody has ever agreed to it, so no calendar was told of it."""
        return self.held_until is not None


class WaitingPlace(models.Model):
    """A client who would like a time, should one become free."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+")
    session_type = models.ForeignKey(SessionType, models.PROTECT, related_name="+")
    first_day = models.DateField()  # where the clinician is
    last_day = models.DateField()
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # of the last time that became free
    look_at = models.DateTimeField(null=True, blank=True)  # when to look for one; null: when one comes free
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "session_type"],
                condition=models.Q(ended_at=None),
                name="a_client_waits_once_for_a_kind_of_session",
            )
        ]
        indexes = [
            models.Index(
                fields=["look_at"], condition=models.Q(look_at__isnull=False), name="waiting_to_look_for"
            )
        ]
