"""The guarded doors to people: each takes the actor and gives only what the actor may know."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.domain.actors import (
    Actor,
    ClientActor,
    ClinicianActor,
    IntegrationActor,
    MailServer,
    Operator,
    Visitor,
)
from accounts.domain.audit import Kind, Verb
from accounts.marks import address_mark
from accounts.models import (
    ApiToken,
    AuditEntry,
    Care,
    Client,
    ClientAddress,
    ClientSession,
    Clinician,
    ClinicianAddress,
    User,
)
from accounts.wall import every_practice


class NotFoundError(LookupError):
    """Nothing there that the actor may know of. Missing and foreign look the same."""


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def integration_for_token(token: str) -> IntegrationActor | None:
    found = ApiToken.objects.filter(token_hash=hash_token(token), revoked_at=None).values_list(
        "practice_id", "id"
    )
    for practice_id, token_id in found:
        return IntegrationActor(practice_id=practice_id, token_id=token_id)
    return None


def clinician_for_user(user: User) -> ClinicianActor | None:
    for practice_id, clinician_id in Clinician.objects.filter(user=user).values_list("practice_id", "id"):
        return ClinicianActor(practice_id=practice_id, clinician_id=clinician_id)
    return None


def clinicians(actor: Actor) -> QuerySet[Clinician]:
    """Whom the actor may address: anyone may visit any public page, a token stays in its practice."""
    everyone = Clinician.objects.select_related("practice")
    match actor:
        case Visitor() | MailServer():
            return everyone
        case IntegrationActor(practice_id=practice_id) | ClinicianActor(practice_id=practice_id):
            return everyone.filter(practice_id=practice_id)
        case ClientActor(practice_id=practice_id, client_id=client_id):
            return everyone.filter(practice_id=practice_id, care__client_id=client_id)


def clinician(actor: Actor, slug: str) -> Clinician:
    """Raises NotFoundError."""
    try:
        return clinicians(actor).get(slug=slug)
    except Clinician.DoesNotExist:
        raise NotFoundError from None


def signed_in_clinician(actor: ClinicianActor) -> Clinician:
    return clinicians(actor).get(pk=actor.clinician_id)


def inboxes_at(actor: MailServer, addresses: list[str]) -> dict[Clinician, list[str]]:
    """Whose inboxes these mail addresses are, each with those of theirs."""
    found: dict[Clinician, list[str]] = {}
    inboxes = ClinicianAddress.objects.select_related("clinician").filter(
        use=ClinicianAddress.Use.INBOX, channel="email", address__in=addresses
    )
    with every_practice():  # an envelope says nothing of practices
        for inbox in inboxes.order_by("pk"):
            found.setdefault(inbox.clinician, []).append(inbox.address)
    return found


def client_at(clinician: Clinician, channel: str, address: str) -> Client | None:
    """The client of this clinician who writes from this address, if there is one."""
    known = ClientAddress.objects.select_related("client").filter(
        practice_id=clinician.practice_id,
        channel=channel,
        mark=address_mark(clinician.practice_id, channel, address),
        client__care__clinician_id=clinician.pk,
    )
    return next((each.client for each in known), None)


def client_of_practice_at(clinician: Clinician, channel: str, address: str) -> Client | None:
    """Whoever is reached at this address in the clinician's practice, whoever cares for them."""
    known = ClientAddress.objects.select_related("client").filter(
        practice_id=clinician.practice_id,
        channel=channel,
        mark=address_mark(clinician.practice_id, channel, address),
    )
    return next((each.client for each in known), None)


# --- a client's own


def session_for_token(token: str, *, began_after: datetime, seen_after: datetime) -> ClientSession | None:
    """The session of the browser that holds this token, with its client, unless it is over by now."""
    lasting = ClientSession.objects.filter(began_at__gte=began_after, last_seen_at__gte=seen_after)
    return lasting.filter(token_hash=hash_token(token)).select_related("client").first()


def sessions_of(actor: ClientActor) -> QuerySet[ClientSession]:
    """Where the client is signed in, the latest first; among them such as ran out meanwhile."""
    own = ClientSession.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
    return own.order_by("-last_seen_at")


def own_self(actor: ClientActor) -> Client:
    return Client.objects.get(practice_id=actor.practice_id, pk=actor.client_id)


def mail_address_of(client: Client) -> str | None:
    """Where a client is told that something is there to be read."""
    own = ClientAddress.objects.filter(client=client, channel="email").order_by("id").first()
    return own.address if own else None


def own_mail_addresses(clinician: Clinician) -> frozenset[str]:
    """Every mail address of the clinician's practice: none of them is ever answered automatically."""
    return frozenset(
        ClinicianAddress.objects.filter(practice_id=clinician.practice_id, channel="email").values_list(
            "address", flat=True
        )
    )


def inbox_address(clinician: Clinician, channel: str) -> str | None:
    return _address(clinician, ClinicianAddress.Use.INBOX, channel)


def notice_address(clinician: Clinician, channel: str) -> str | None:
    return _address(clinician, ClinicianAddress.Use.NOTICES, channel)


def _address(clinician: Clinician, use: ClinicianAddress.Use, channel: str) -> str | None:
    return (
        ClinicianAddress.objects.filter(clinician=clinician, use=use, channel=channel)
        .order_by("id")
        .values_list("address", flat=True)
        .first()
    )


# --- the audit trail


@dataclass(frozen=True, slots=True)
class Readings:
    """How often somebody of the practice opened something, and when. `kind` is the actor's."""

    name: str
    times: int
    first: datetime
    last: datetime
    kind: str = "clinician"


def readings(actor: ClinicianActor, thing_id: UUID) -> list[Readings]:
    """Who in the actor's practice has read this, the latest first. When clients look is their own affair."""
    read = AuditEntry.objects.filter(practice_id=actor.practice_id, thing_id=thing_id, verb=Verb.READ)
    return _counted(read, actor)


def seen_by(actor: ClientActor, thing_id: UUID) -> list[Readings]:
    """Who of the practice has opened what is the client's, the latest first."""
    own = AuditEntry.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
    return _counted(own.filter(thing_id=thing_id).exclude(verb=Verb.RECEIVED), actor)


def lists_opened(actor: ClientActor, clinician: Clinician, *, since: datetime) -> list[Readings]:
    """Who has opened the list in which the first words of what this clinician was sent may stand."""
    listed = AuditEntry.objects.filter(practice_id=actor.practice_id, verb=Verb.LISTED, at__gte=since)
    return _counted(listed.filter(thing_kind=Kind.INBOX, thing_id=clinician.pk), actor)


def _counted(entries: QuerySet[AuditEntry], actor: ClinicianActor | ClientActor) -> list[Readings]:
    """By whom; names are those of the clinicians of the practice, or blank."""
    counted = (
        entries.exclude(actor_kind="client")
        .values_list("actor_id", "actor_kind")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    names: dict[UUID | None, str] = {}
    for pk, user_id, name in Clinician.objects.filter(practice_id=actor.practice_id).values_list(
        "pk", "user_id", "name"
    ):
        names |= {pk: name, user_id: name}
    return [
        Readings(names.get(who, "") if who else "", times, first, last, kind)
        for who, kind, times, first, last in counted
    ]


def seen_of_client(actor: Operator, client_id: UUID) -> list[AuditEntry]:
    """Who read and answered this client's messages, and opened a list in which one could stand."""
    about = Q(client_id=client_id, verb__in=[Verb.READ, Verb.ANSWERED])
    inboxes = Care.objects.filter(client_id=client_id).values("clinician_id")
    with every_practice():  # of which practice the client is, nobody who runs the service need know
        first = AuditEntry.objects.filter(client_id=client_id).aggregate(Min("at"))["at__min"]
        listed = Q(thing_kind=Kind.INBOX, thing_id__in=inboxes, at__gte=first)
        return list(AuditEntry.objects.filter(about | listed if first else about).order_by("at", "pk"))


def clinician_names(actor: Operator) -> dict[UUID, str]:
    return dict(Clinician.objects.values_list("pk", "name"))


def clinicians_without_mail() -> list[str]:
    """The slugs of those who lack an inbox or an address for notices: for who runs the service."""
    complete = Clinician.objects.all()
    for use in ClinicianAddress.Use:
        complete = complete.filter(addresses__use=use, addresses__channel="email")
    without = Clinician.objects.exclude(pk__in=complete.values("pk")).order_by("slug")
    with every_practice():
        return list(without.values_list("slug", flat=True))
