"""Who: the practice and its people, the tokens that programs come with, and what any of them did."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from accounts.data_keys import DataKey  # noqa: F401  a table of this app
from accounts.sealed import SealedTextField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> "User":
        user = self.model(email=email.lower())
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """Whichever letters a keyboard made capital."""
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A sign-in. What it may do follows from its membership and from the clinician it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"


class Practice(models.Model):
    """The tenant: clinicians who share clients and rules. Nothing crosses from one to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    retention_days = models.PositiveIntegerField(null=True, blank=True)  # null: everything is kept
    forgets_next_at = models.DateTimeField(null=True, blank=True)  # when to look for what is past it


class Clinician(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="clinicians")
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="clinician")
    slug = models.SlugField(max_length=80, unique=True)  # the public page's address, so unique everywhere
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64)  # IANA
    region = models.CharField(max_length=8)  # ISO 3166, such as US-NY
    languages = models.JSONField(default=list)  # the first is the one spoken when nothing else is known
    gone_since = models.DateTimeField(null=True, blank=True)  # takes no messages here; null: they do


class Membership(models.Model):
    """Who signs in for a practice, and what they do there beside being one of its clinicians."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="membership")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="memberships")
    name = models.CharField(max_length=200)
    is_owner = models.BooleanField(default=False)
    is_front_desk = models.BooleanField(default=False)


class ClinicianAddress(models.Model):
    """An address at which a clinician's clients write (`inbox`) or the clinician is told (`notices`)."""

    class Use(models.TextChoices):
        INBOX = "inbox"
        NOTICES = "notices"

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    clinician = models.ForeignKey(Clinician, models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=8, choices=Use)
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=320)  # normalised

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=models.Q(use="inbox"),
                name="an_inbox_belongs_to_one_clinician",
            ),
        ]


class AlarmAddress(models.Model):
    """Where somebody of a practice is called beside their mail: an https address that is posted to.

    Whoever knows it can call them, too, so it is kept as carefully as the secret.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="alarm_address")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    url = SealedTextField()
    secret = SealedTextField()  # signs what is posted; told once
    set_at = models.DateTimeField()

    def sealed_for(self) -> None:
        """Of no one client: it is the practice's."""


class Client(models.Model):
    class News(models.TextChoices):
        """How they are told that something about reaching their clinicians has changed."""

        EMAIL = "email"
        PORTAL = "portal"  # when they sign in next

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="clients")
    name = SealedTextField()
    language = models.CharField(max_length=16, blank=True)  # blank: the clinician's
    time_zone = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=8, blank=True)
    news_by = models.CharField(max_length=8, choices=News, default=News.EMAIL)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)  # by the client; a clinician does it

    def sealed_for(self) -> uuid.UUID:
        return self.pk


class ClientAddress(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=16)
    address = SealedTextField()  # normalised
    mark = models.BinaryField(max_length=32)  # of the address, by which it is found again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "channel", "mark"], name="an_address_is_one_client_of_a_practice"
            ),
        ]

    def sealed_for(self) -> uuid.UUID:
        return self.client_id

    @property
    def sealed_row(self) -> str:
        """What names the row before it has a number."""
        return f"{self.channel}:{bytes(self.mark).hex()}"


class Care(models.Model):
    """This clinician cares for this client."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    clinician = models.ForeignKey(Clinician, models.CASCADE, related_name="care")
    client = models.ForeignKey(Client, models.CASCADE, related_name="care")
    paused_at = models.DateTimeField(null=True, blank=True)  # no ordinary automatic replies since then
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinician", "client"], name="care_is_recorded_once")]


class SafetyNotes(models.Model):
    """What whoever is on duty should know of a client: what helps, whom to call, where they are."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="safety_notes")
    text = SealedTextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Clinician, models.PROTECT, related_name="+")

    def sealed_for(self) -> uuid.UUID:
        return self.client_id


class SignInCode(models.Model):
    """A code that a browser waits for. For an unknown address there is one as well, which nobody has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+")
    browser_hash = models.BinaryField(max_length=32, unique=True)  # of what the one browser was given
    code_hash = models.BinaryField(max_length=32)  # keyed with what the browser was given
    tries = models.PositiveSmallIntegerField(default=0)  # begun
    expires_at = models.DateTimeField(db_index=True)


class ClientSession(models.Model):
    """A browser in which a client is signed in. Only the hash of what the browser holds is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(max_length=32, unique=True)
    user_agent = SealedTextField()
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    def sealed_for(self) -> uuid.UUID:
        return self.client_id


class OptOut(models.Model):
    """A channel by which a client wants no ordinary automatic replies, from anybody of the practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="opt_outs")
    channel = models.CharField(max_length=16)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "channel"], name="an_opt_out_is_kept_once")]


class LegalHold(models.Model):
    """While it is not lifted, nothing of this client's is erased or forgotten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="holds")
    reason = SealedTextField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(Clinician, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    def sealed_for(self) -> uuid.UUID:
        return self.client_id


class ApiToken(models.Model):
    """A program's key. Only its SHA-256 is kept: a token has 256 random bits, so no salt is needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    clinician = models.ForeignKey(
        Clinician, models.CASCADE, null=True, blank=True, related_name="tokens"
    )  # null: for all of the practice
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class EmergencyAccess(models.Model):
    """For an hour somebody may read a colleague's messages. The reason is for the practice's own eyes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    clinician = models.ForeignKey(Clinician, models.PROTECT, related_name="+")  # whose messages
    reason = SealedTextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # sooner than that

    class Meta:
        indexes = [models.Index(fields=["practice", "-opened_at"], name="emergencies_newest_first")]

    def sealed_for(self) -> None:
        """Of no one client: it is the practice's."""


class AuditEntry(models.Model):
    """Who did what to what. Ids, not references: what they name may be erased, the trail stays.

    Triggers let an entry be chained once, and nothing else be done to it.
    """

    practice_id = models.UUIDField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    way_in = models.CharField(max_length=8)  # page, api, mail, command
    verb = models.CharField(max_length=16)
    thing_kind = models.CharField(max_length=16)
    thing_id = models.UUIDField()
    client_id = models.UUIDField(null=True)  # whom it is about
    sequence = models.BigIntegerField(null=True)  # its place in the practice's chain; null: not chained yet
    hash = models.BinaryField(max_length=32, null=True)  # over the hash before it and the facts above

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "sequence"],
                condition=models.Q(sequence__isnull=False),
                name="a_place_in_the_chain_is_taken_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["practice_id", "id"], condition=models.Q(sequence=None), name="audit_to_chain"
            ),
            models.Index(fields=["thing_id"], condition=models.Q(verb="read"), name="audit_who_read"),
            models.Index(
                fields=["client_id"], condition=models.Q(client_id__isnull=False), name="audit_about_client"
            ),
        ]


class AuditHead(models.Model):
    """Where a practice's chain ends. Triggers let it only move on."""

    practice_id = models.UUIDField(primary_key=True)
    sequence = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
