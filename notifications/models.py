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
        NOTICE = "notice"  # to the clinician: replies go wrong, and a message needs a human's eyes
        REPLY = "reply"  # a human's answer
        WAITING = "waiting"  # to the client: an answer can be read after signing in
        ALARM = "alarm"  # to somebody of a step of an escalation

    class State(models.TextChoices):
        PENDING = "pending"
        LEASED = "leased"
        SENT = "sent"
        HANDED_BACK = "handed_back"  # no transport of ours: the caller got it with the answer
        UNCERTAIN = "uncertain"  # a worker died between sending and saying so, and a repeat would be unkind
        DEAD = "dead"
        NOT_NEEDED = "not_needed"  # an alarm that somebody has taken up meanwhile

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    message = models.ForeignKey(InboundMessage, models.PROTECT, related_name="deliveries")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, blank=True, related_name="deliveries")
    duty = models.ForeignKey(
        "Duty", models.PROTECT, null=True, blank=True, related_name="alarms"
    )  # who is alarmed, and of which escalation
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
    {Delivery.Kind.NOTICE, Delivery.Kind.ALARM}
)


_NO_TIME = models.Q(appointment=None, series=None, waiting_place=None)
_OF_A_VERSION = models.Q(_NO_TIME, version__isnull=False, agreement=None)
_OF_AN_AGREEMENT = models.Q(_NO_TIME, version=None, agreement__isnull=False)
_OF_A_TIME = models.Q(~_NO_TIME, version=None, agreement=None)


class Notice(models.Model):
    """One durable promise to tell somebody that something waits behind the sign-in.

    Somebody of the practice, at the `recipient`; or a client, at the address that they have by then.
    """

    class Kind(models.TextChoices):
        EMERGENCY = "emergency"  # messages were opened
        CLIENT = "client"  # one has left, or asks to be erased
        GONE = "gone"  # to owners: messages come for somebody who has gone
        COVERAGE_ASKED = "coverage_asked"
        COVERAGE_ANSWERED = "coverage_answered"
        COVERAGE_WITHDRAWN = "coverage_withdrawn"
        POLICY_CHANGED = "policy_changed"  # to clients: a version is published
        POLICY_STAYS = "policy_stays"  # to clients: it is withdrawn
        AGREEMENT_BEGINS = "agreement_begins"  # to the client and to the clinician, as are these
        AGREEMENT_REVIEW = "agreement_review"
        AGREEMENT_ENDS = "agreement_ends"
        NOBODY_REACHABLE = "nobody_reachable"  # to owners: in a crisis
        TIME_REQUESTED = "time_requested"  # to the clinician, who answers
        TIME_BOOKED = "time_booked"  # to whoever has the appointment, or to the clinician, as are the next
        TIME_MOVED = "time_moved"
        TIME_ELSEWHERE = "time_elsewhere"  # its place is another
        TIME_CANCELLED = "time_cancelled"
        TIME_DECLINED = "time_declined"
        TIME_EXPIRED = "time_expired"
        TIME_REMINDER = "time_reminder"
        TIME_FREE = "time_free"  # to clients who wait for one
        SERIES_BEGINS = "series_begins"
        SERIES_ENDS = "series_ends"
        SERIES_MOVES = "series_moves"  # it ends, and another begins
        SERIES_ELSEWHERE = "series_elsewhere"
        SERIES_LEFT_OUT = "series_left_out"  # to both: days on which it cannot be
        TIMES_LEFT = "times_left"  # to owners: appointments with somebody who has gone
        CALENDAR_FAILS = "calendar_fails"  # to the clinician who connected it, as is the next
        CALENDAR_WORKS = "calendar_works"

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
    appointment = models.ForeignKey(
        "scheduler.Appointment", models.CASCADE, null=True, blank=True, related_name="notices"
    )  # likewise; without a recipient or a client: to the visitor who asked for it
    series = models.ForeignKey(
        "scheduler.Series", models.CASCADE, null=True, blank=True, related_name="notices"
    )
    waiting_place = models.ForeignKey(
        "scheduler.WaitingPlace", models.CASCADE, null=True, blank=True, related_name="notices"
    )
    calendar = models.ForeignKey(
        "scheduler.Calendar", models.CASCADE, null=True, blank=True, related_name="notices"
    )
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)  # when to try, or a lease runs out; null: settled
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)  # null, though settled: given up
    last_error = models.CharField(max_length=100, blank=True)  # a class name or an SMTP code, never a text

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(client=None, version=None)
                | models.Q(_OF_A_VERSION, recipient="", client__isnull=False)
                | models.Q(_OF_AN_AGREEMENT, recipient="", client__isnull=False)
                | models.Q(_OF_A_TIME, recipient="", client__isnull=False),
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


class EscalationPlan(models.Model):
    """Whom a practice wants alarmed of a crisis, step by step. Without one, the usual plan holds."""

    practice = models.OneToOneField(
        "accounts.Practice", models.CASCADE, primary_key=True, related_name="escalation_plan"
    )
    steps = models.JSONField()  # as notifications.domain.escalation writes it
    changed_at = models.DateTimeField()


class Escalation(models.Model):
    """Until somebody says that they look after it, one after another is alarmed, and round again.

    `next_at` is when the next step is due; null: somebody looks after it. `turn` counts what was done to it,
    and fences: who saw another number does nothing.
    """

    class Outcome(models.TextChoices):
        LOOKED_AFTER = "looked_after"
        FALSE_ALARM = "false_alarm"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, related_name="+")
    client = models.ForeignKey("accounts.Client", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)  # of the step that comes next
    reached = models.PositiveSmallIntegerField(default=0)  # places below this one have been alarmed
    turn = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True, blank=True)  # a clinician's id, or a user's who is none
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.UUIDField(null=True, blank=True)  # likewise
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    note = SealedTextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None, acknowledged_by=None)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="somebody_acknowledges",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, outcome="")
                | models.Q(resolved_at__isnull=False, next_at=None) & ~models.Q(outcome=""),
                name="what_is_resolved_rings_no_more",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="escalations_due"
            ),
            models.Index(fields=["practice", "-opened_at"], name="escalations_newest_first"),
        ]

    def sealed_for(self) -> uuid.UUID | None:
        return self.client_id


class Duty(models.Model):
    """Somebody in a step of an escalation, as it was planned when it began: it is never changed.

    A step in which there was nobody then has one row with neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="duties")
    place = models.PositiveSmallIntegerField()  # of the step, from 0
    wait_minutes = models.PositiveSmallIntegerField()
    clinician = models.ForeignKey("accounts.Clinician", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # who is none

    class Meta:
        ordering = ["escalation", "place"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(clinician=None) | models.Q(user=None), name="one_person_has_a_duty"
            ),
            models.UniqueConstraint(
                fields=["escalation", "place", "clinician"], name="a_clinician_once_a_step"
            ),
            models.UniqueConstraint(fields=["escalation", "place", "user"], name="a_user_once_a_step"),
        ]


class EscalationEvent(models.Model):
    """What happened in an escalation, in order; never changed, and gone with what it is about."""

    class What(models.TextChoices):
        OPENED = "opened"
        JOINED = "joined"  # another message came while it rang
        ALARMED = "alarmed"  # the people of a step
        SKIPPED = "skipped"  # a step in which nobody could be reached
        FAILED = "failed"  # nothing of a step's alarms could be sent
        NOBODY = "nobody"  # could be reached in any step
        ACKNOWLEDGED = "acknowledged"
        REOPENED = "reopened"  # acknowledged, and then nothing was done
        RESOLVED = "resolved"

    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="events")
    what = models.CharField(max_length=16, choices=What)
    at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(null=True)  # of the step
    person = models.UUIDField(null=True)  # a clinician's id, or a user's who is none
    message = models.ForeignKey(InboundMessage, models.CASCADE, null=True, related_name="escalation_events")

    class Meta:
        ordering = ["escalation", "pk"]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(what="nobody"), name="nobody_could_be_called")
        ]


class PracticePhrase(models.Model):
    """What a practice wants heard, or not taken for danger, in its own words.

    Taken away, its row stays without the words, so that its number in evidence goes on meaning just this one.
    """

    class Does(models.TextChoices):
        CRISIS = "crisis"  # is heard as one
        CONCERN = "concern"
        EXCEPTION = "exception"  # lowers what it overlaps to a concern, below tier 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # within the practice, from 1; never given twice
    does = models.CharField(max_length=16, choices=Does)
    category = models.CharField(max_length=16, blank=True)  # of tiers.Category; blank: an exception
    words = SealedTextField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField()  # a clinician's id, or a user's who is none
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.UUIDField(null=True, blank=True)  # likewise

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=models.Q(does="exception", category="")
                | ~models.Q(does="exception") & ~models.Q(category=""),
                name="what_is_heard_is_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by=None)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="somebody_took_it_away",
            ),
        ]

    def sealed_for(self) -> None:
        """It is the practice's own."""


class Watch(models.Model):
    """What the watch saw last of the way that alarms take: one row, of no practice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    looked_at = models.DateTimeField(null=True)
    troubles = models.JSONField(default=list)  # as notifications.domain.watch names them
    canary_is_on = models.BooleanField(default=False)
    canary_sent_at = models.DateTimeField(null=True)  # the last one
    canary_back_at = models.DateTimeField(null=True)  # the last that came back
    canary_awaited_since = models.DateTimeField(null=True)  # the first was sent of those that have not
    heartbeat_at = models.DateTimeField(null=True)  # the last that was answered
    plans_looked_at = models.DateTimeField(null=True)  # for people whom nobody could be called for
    unreachable = models.PositiveIntegerField(default=0)  # clinicians for whom nobody could be, then

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_watch")]
