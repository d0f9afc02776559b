"""What clients wrote, what was made of it, and what was promised, sent and answered."""

import uuid

from django.db import models

from accounts.sealed import SealedBytesField, SealedTextField


class RawMail(models.Model):
    """A mail exactly as it came, kept before anything is made of it: nothing in it can lose it.

    One row for each clinician it was sent to: practices share no row, whoever wrote to both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.PROTECT, null=True, blank=True, related_name="+")
    envelope_from = SealedTextField()  # blank: the null return path
    envelope_to = models.JSONField()  # the clinician's addresses that it was sent to
    raw = SealedBytesField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # when it became messages
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)  # when to read it (again); null: read, or given up
    last_error = models.CharField(max_length=100, blank=True)  # a class name, never a text

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="mail_to_read")
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id


class InboundMessage(models.Model):
    """One message to one clinician. Everything that is known of it hangs on this row."""

    class Source(models.TextChoices):
        API = "api"
        PAGE = "page"
        MAIL = "mail"
        PORTAL = "portal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    channel = models.CharField(max_length=16)
    sender = SealedTextField()  # normalised; blank: nobody who could be answered
    conversation = models.CharField(max_length=100)  # a channel, and the client or a mark of the sender
    subject = SealedTextField()
    text = SealedTextField()
    matter = models.CharField(max_length=40, blank=True)
    external_id = models.BinaryField(max_length=32, null=True)  # its mark, where one was given
    fingerprint = models.BinaryField(max_length=32)  # a mark of what was said: a repeat, or a reused id?
    mail = models.ForeignKey(RawMail, models.PROTECT, null=True, blank=True, related_name="messages")
    received_at = models.DateTimeField()
    answered_by = models.ForeignKey("Reply", models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinician", "external_id"], name="external_id_used_once"),
        ]
        indexes = [
            models.Index(fields=["clinician", "-received_at"], name="inbox_newest_first"),
            models.Index(
                fields=["clinician", "conversation", "-received_at"], name="conversation_newest_first"
            ),
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id


class Screening(models.Model):
    """What the screening heard in a message."""

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    message = models.OneToOneField(InboundMessage, models.CASCADE, primary_key=True, related_name="screening")
    level = models.CharField(max_length=8)  # none, concern, crisis
    tier = models.PositiveSmallIntegerField()
    categories = models.JSONField()
    evidence = models.JSONField()  # [{"start", "end", "rule"}], places in subject + "\n" + text
    lexicon_version = models.CharField(max_length=40)


class Decision(models.Model):
    """What was promised for a message, and what was answered, or why nothing was."""

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    message = models.OneToOneField(InboundMessage, models.CASCADE, primary_key=True, related_name="decision")
    policy_version = models.ForeignKey(
        "policies.PolicyVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )  # the version that made the promise; null: none was in force
    agreement = models.ForeignKey(
        "policies.Agreement", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # what was agreed with the client, and laid over that version; null: nothing
    reply_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8)  # open, closed, away at receipt
    next_open = models.DateTimeField(null=True, blank=True)
    explanation = models.JSONField()  # the promise's facts
    action = models.CharField(max_length=8)  # reply, silent
    kind = models.CharField(max_length=8)  # ordinary, crisis
    reason = models.CharField(max_length=40)
    handle = models.CharField(max_length=200)  # replies with one handle say the same
    alarm = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=16)
    reply_text = SealedTextField()
    resources = models.JSONField()  # as shown
    decided_at = models.DateTimeField()

    def sealed_for(self) -> uuid.UUID | None:
        return self.message.client_id


class Reply(models.Model):
    """A human's answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    message = models.ForeignKey(InboundMessage, models.PROTECT, related_name="replies")
    clinician = models.ForeignKey(
        "accounts.Clinician", models.PROTECT, null=True, blank=True, related_name="+"
    )  # who answered, also for a colleague; null: the front desk did
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    text = SealedTextField()  # blank: answered elsewhere, by phone say
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(clinician__isnull=False) ^ models.Q(user__isnull=False),
                name="a_clinician_or_the_front_desk_replies",
            )
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.message.client_id


class Delivery(models.Model):
    """One durable promise to send one thing to one address: the outbox.

    A conditional UPDATE claims it, with a lease and a fencing token; another token may not settle it.
    """

    class Kind(models.TextChoices):
        AUTO_REPLY = "auto_reply"
        CRISIS_REPLY = "crisis_reply"
        NOTICE = "notice"  # to the clinician: a message needs a human's eyes
        COVERING_NOTICE = "covering_notice"  # the same, to the colleague who covers for them
        UNCOVERED_NOTICE = "uncovered_notice"  # the same, to owners: nobody is there
        REPLY = "reply"  # a human's answer
        WAITING = "waiting"  # to the client: an answer can be read after signing in

    class State(models.TextChoices):
        PENDING = "pending"
        LEASED = "leased"
        SENT = "sent"
        HANDED_BACK = "handed_back"  # no transport of ours: the caller got it with the answer
        UNCERTAIN = "uncertain"  # a worker died between sending and saying so, and a repeat would be unkind
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    message = models.ForeignKey(InboundMessage, models.PROTECT, related_name="deliveries")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, related_name="deliveries")
    kind = models.CharField(max_length=16, choices=Kind)
    channel = models.CharField(max_length=16)
    recipient = SealedTextField()
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    priority = models.PositiveSmallIntegerField()  # smaller goes first; 0 is a crisis
    attempts = models.PositiveSmallIntegerField(default=0)  # sends begun
    unsettled = models.PositiveSmallIntegerField(default=0)  # never heard of again: they may have arrived
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)  # when to try, or a lease runs out; null: settled
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=100, blank=True)  # a class name or an SMTP code, never a text

    class Meta:
        indexes = [
            models.Index(
                fields=["priority", "next_at"],
                condition=models.Q(next_at__isnull=False),
                name="deliveries_to_make",
            ),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["dead", "uncertain"]),
                name="deliveries_given_up",
            ),
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.message.client_id


TO_THE_PRACTICE = frozenset(  # where its people are told, perhaps at home
    {Delivery.Kind.NOTICE, Delivery.Kind.COVERING_NOTICE, Delivery.Kind.UNCOVERED_NOTICE}
)


class Notice(models.Model):
    """One durable promise to tell somebody that something waits behind the sign-in.

    Somebody of the practice, at the `recipient`; or a client, at the address that they have by then.
    """

    class Kind(models.TextChoices):
        EMERGENCY = "emergency"  # messages were opened
        CLIENT = "client"  # one has left, or asks to be erased
        GONE = "gone"  # to owners: messages come for somebody who has gone
        GONE_CRISIS = "gone_crisis"  # likewise, and one sounds like danger
        COVERAGE_ASKED = "coverage_asked"
        COVERAGE_ANSWERED = "coverage_answered"
        COVERAGE_WITHDRAWN = "coverage_withdrawn"
        POLICY_CHANGED = "policy_changed"  # to clients: a version is published
        POLICY_STAYS = "policy_stays"  # to clients: it is withdrawn
        AGREEMENT_BEGINS = "agreement_begins"  # to the client and to the clinician, as are these
        AGREEMENT_REVIEW = "agreement_review"
        AGREEMENT_ENDS = "agreement_ends"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind)
    language = models.CharField(max_length=16)
    recipient = models.CharField(max_length=320, blank=True)
    client = models.ForeignKey("accounts.Client", models.CASCADE, null=True, blank=True, related_name="news")
    version = models.ForeignKey(
        "policies.PolicyVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )  # what a client is told of
    agreement = models.ForeignKey(
        "policies.Agreement", models.CASCADE, null=True, blank=True, related_name="notices"
    )  # what a client, or somebody of the practice, is told of
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)  # when to try, or a lease runs out; null: settled
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)  # null, though settled: given up
    last_error = models.CharField(max_length=100, blank=True)  # a class name or an SMTP code, never a text

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(client=None, version=None)
                | models.Q(recipient="", client__isnull=False, version__isnull=False, agreement=None)
                | models.Q(recipient="", client__isnull=False, version=None, agreement__isnull=False),
                name="to_the_practice_or_to_a_client",
            ),
            models.UniqueConstraint(fields=["client", "version", "kind"], name="a_client_is_told_once"),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=models.Q(client__isnull=False),
                name="a_client_is_told_once_of_an_agreement",
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=models.Q(client=None),
                name="a_clinician_is_told_once_of_an_agreement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="notices_to_send"
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(next_at=None, sent_at=None),
                name="notices_given_up",
            ),
        ]
