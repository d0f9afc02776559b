"""The secret addresses at which calendar apps read."""

import uuid

from django.db import models

from accounts.sealed import SealedBytesField, SealedTextField


class Feed(models.Model):
    """One subscriber's address. What it was told last is kept: it is told again while nothing new can be."""

    class Kind(models.TextChoices):
        OWN = "own"  # a clinician's appointments, contact hours, time away, coverage
        BUSY = "busy"  # when a clinician is busy, and nothing else
        CLIENT = "client"  # a client's appointments, and their clinicians' contact hours

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey(
        "accounts.Clinician", models.PROTECT, null=True, blank=True, related_name="feeds"
    )
    client = models.ForeignKey("accounts.Client", models.CASCADE, null=True, blank=True, related_name="feeds")
    kind = models.CharField(max_length=8, choices=Kind)
    label = SealedTextField()  # where it is read, in the subscriber's words
    secret_hash = models.BinaryField(max_length=32, unique=True)
    uid_salt = models.BinaryField(max_length=16)  # so that no two feeds can be joined by their events' names
    shows_names = models.BooleanField(default=False)  # of clients, where a calendar company can read them
    shows_cancelled = models.BooleanField(default=False)  # crossed out rather than gone
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    body = SealedBytesField(null=True)  # as it was last told
    gone = models.BinaryField(null=True, blank=True)  # the stamps of what it tells no more
    basis = models.BinaryField(max_length=32, null=True, blank=True)  # hash of what it was made from
    etag = models.CharField(max_length=64, blank=True)  # hash of the body
    changed_at = models.DateTimeField(null=True, blank=True)  # when the body was last another

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="client", client__isnull=False, clinician=None)
                | ~models.Q(kind="client") & models.Q(client=None, clinician__isnull=False),
                name="a_feed_is_one_persons",
            )
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id


class EndedAddress(models.Model):
    """An address that was a feed's: an app that still asks there is told that it is gone, and takes it away.

    The hash of a random secret says nothing of whoever had it, and so may outlive them.
    """

    secret_hash = models.BinaryField(max_length=32, unique=True)
    practice = models.ForeignKey("accounts.Practice", models.CASCADE, related_name="+")
    ended_at = models.DateTimeField()
