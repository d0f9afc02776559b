"""The guarded doors to people: each takes the actor and gives only what the actor may know."""

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, F, FilteredRelation, Max, Min, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.data_keys import DataKey, have_current_ready, key_to_seal_with
from accounts.domain.actors import (
    Actor,
    AskerActor,
    ClientActor,
    ClinicianActor,
    CoveringActor,
    EmergencyActor,
    FrontDeskActor,
    Insider,
    IntegrationActor,
    MailServer,
    OnDutyActor,
    Operator,
    OwnerActor,
    Visitor,
)
from accounts.domain.audit import Kind, Verb
from accounts.domain.canary import CANARY_PRACTICE
from accounts.domain.clocks import APART
from accounts.domain.scopes import Scope
from accounts.marks import address_marks
from accounts.models import (
    AlarmAddress,
    ApiToken,
    AuditEntry,
    Care,
    Client,
    ClientAddress,
    ClientSession,
    Clinician,
    ClinicianAddress,
    EmergencyAccess,
    Membership,
    OptOut,
    Practice,
    SafetyNotes,
    User,
)
from accounts.wall import every_practice, is_named

Row = TypeVar("Row", bound=Model)


class NotFoundError(LookupError):
    """Nothing there that the actor may know of. Missing and foreign look the same."""


def one_of(rows: QuerySet[Row], key: UUID) -> Row:
    """Of what the actor may know of, as a door gives it, the one with this key. Raises NotFoundError."""
    try:
        return rows.get(pk=key)
    except ObjectDoesNotExist:
        raise NotFoundError from None


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def integration_for_token(token: str, *, now: datetime) -> IntegrationActor | None:
    """None also where it is for one clinician, who has gone."""
    good = ApiToken.objects.filter(token_hash=hash_token(token), revoked_at=None, expires_at__gt=now)
    good = good.filter(clinician__gone_since=None)
    found = good.values_list("practice_id", "id", "scopes", "clinician_id", "last_used_on")
    for practice_id, token_id, scopes, clinician_id, used_on in found:
        known = frozenset(Scope(each) for each in scopes)
        return IntegrationActor(practice_id, token_id, known, clinician_id, used_on)
    return None


@dataclass(frozen=True, slots=True)
class Roles:
    """What somebody who signed in may be; any of these, or none."""

    clinician: ClinicianActor | None = None
    owner: OwnerActor | None = None
    front_desk: FrontDeskActor | None = None

    @property
    def insider(self) -> Insider | None:
        """A clinician also where they own the practice: their own messages are theirs."""
        return self.clinician or self.owner


def roles_of(user: User) -> Roles:
    """Asked anew in each request, so that what was taken away is gone at the next click."""
    asked = ("clinician__practice_id", "clinician__id", "membership__practice_id")
    flags = ("membership__is_owner", "membership__is_front_desk")
    signing_in = User.objects.filter(pk=user.pk, is_active=True).values_list(*asked, *flags)
    with nullcontext() if is_named() else every_practice():
        found = list(signing_in)
    for practice_id, clinician_id, membership_of, is_owner, is_front_desk in found:
        return Roles(
            ClinicianActor(practice_id, clinician_id) if clinician_id else None,
            OwnerActor(membership_of, user.pk) if is_owner else None,
            FrontDeskActor(membership_of, user.pk) if is_front_desk else None,
        )
    return Roles()


def clinicians(actor: Actor) -> QuerySet[Clinician]:
    """Whom the actor may address: anyone may visit any public page, a token stays in its practice."""
    everyone = Clinician.objects.select_related("practice")
    match actor:
        case Visitor() | MailServer():
            return everyone.exclude(practice_id=CANARY_PRACTICE)
        case ClientActor(practice_id=practice_id, client_id=client_id):
            return everyone.filter(practice_id=practice_id, care__client_id=client_id)
        case IntegrationActor(practice_id=practice_id, clinician_id=UUID() as only):
            return everyone.filter(practice_id=practice_id, pk=only)
        case AskerActor():
            return everyone.none()
        case _:
            return everyone.filter(practice_id=actor.practice_id)


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
    inboxes = inboxes.exclude(practice_id=CANARY_PRACTICE)
    with every_practice():  # an envelope says nothing of practices
        for inbox in inboxes.order_by("pk"):
            found.setdefault(inbox.clinician, []).append(inbox.address)
    return found


def client_at(clinician: Clinician, channel: str, address: str) -> Client | None:
    """The client of this clinician who writes from this address, if there is one."""
    known = _at(clinician, channel, address).filter(client__care__clinician_id=clinician.pk)
    return next(map(_with_key_ready, known), None)


def client_of_practice_at(clinician: Clinician, channel: str, address: str) -> Client | None:
    """Whoever is reached at this address in the clinician's practice, whoever cares for them."""
    return next((each.client for each in _at(clinician, channel, address)), None)


def _at(clinician: Clinician, channel: str, address: str) -> QuerySet[ClientAddress]:
    """With the client's current key, which costs a message less here than asked for by itself."""
    current = FilteredRelation("client__data_keys", condition=Q(client__data_keys__retired_at=None))
    marks = address_marks(clinician.practice_id, channel, address)
    return (
        ClientAddress.objects.filter(practice_id=clinician.practice_id, channel=channel, mark__in=marks)
        .select_related("client")
        .annotate(current=current)
        .annotate(number=F("current__pk"), wrapped=F("current__wrapped"), ring_key=F("current__ring_key"))
    )


def _with_key_ready(found: Any) -> Client:  # noqa: ANN401  with what `_at` adds
    client: Client = found.client
    if found.number is not None:
        row = DataKey(
            pk=found.number,
            practice_id=client.practice_id,
            client=client,
            wrapped=found.wrapped,
            ring_key=found.ring_key,
        )
        have_current_ready(row)
    return client


# --- a client's own


def session_for_token(
    token: str, *, began_after: datetime, seen_after: datetime, now: datetime
) -> ClientSession | None:
    """The session of the browser that holds this token, with its client, unless it is over by now.

    It is over, too, where the clock has gone back behind it, and nobody can say how long it lasts.
    """
    latest = now + APART
    lasting = ClientSession.objects.filter(
        began_at__range=(began_after, latest), last_seen_at__range=(seen_after, latest)
    )
    return lasting.filter(token_hash=hash_token(token)).select_related("client").first()


def sessions_of(actor: ClientActor) -> QuerySet[ClientSession]:
    """Where the client is signed in, the latest first; among them such as ran out meanwhile."""
    own = ClientSession.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
    return own.order_by("-last_seen_at")


def own_self(actor: ClientActor) -> Client:
    """Raises NotFoundError: who has just been erased may still be signed in somewhere."""
    return own_or_cared_for(actor, actor.client_id)


def mail_address_of(client: Client) -> str | None:
    """Where a client is told that something is there to be read."""
    own = ClientAddress.objects.filter(client=client, channel="email").order_by("id").first()
    return own.address if own else None


def client_writing(clinician: Clinician, channel: str, address: str) -> Client | None:
    """As `client_at`, within a transaction, to the end of which nobody can erase them.

    Whoever is being erased just then is waited for, and is a stranger afterwards. Anybody may name any
    address, and how long this takes tells nobody whose it is: strangers are looked for as well, and their key
    is fetched for all.
    """
    key_to_seal_with(clinician.practice_id, None)
    return still_there(client_at(clinician, channel, address) or Client())


def safety_notes_of(client: Client) -> SafetyNotes | None:
    """For a client to whom their actor has already been let through."""
    return SafetyNotes.objects.filter(client_id=client.pk).select_related("changed_by").first()


def still_there(client: Client) -> Client | None:
    """Until the transaction ends; None where they have just been erased."""
    return Client.objects.select_for_update(no_key=True).filter(pk=client.pk).first()


def care_of(clinician: Clinician, client: Client) -> Care | None:
    """For one clinician whom the actor has already been let through to, and whoever writes to them."""
    return Care.objects.filter(clinician_id=clinician.pk, client_id=client.pk).first()


def has_opted_out(client: Client, channel: str) -> bool:
    return OptOut.objects.filter(client_id=client.pk, channel=channel).exists()


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
    """How often one person opened something, and when. `kinds`: as what, the latest first, as `owner`."""

    name: str  # blank: nobody who is still here
    kinds: tuple[str, ...]
    times: int
    first: datetime
    last: datetime


def readings(
    actor: ClinicianActor | CoveringActor | EmergencyActor | OnDutyActor, thing_id: UUID
) -> list[Readings]:
    """Who in the actor's practice has read this, the latest first. When clients look is their own affair."""
    read = AuditEntry.objects.filter(practice_id=actor.practice_id, thing_id=thing_id, verb=Verb.READ)
    return _counted(read, actor.practice_id)


def seen_by(actor: ClientActor, thing_id: UUID) -> list[Readings]:
    """Who of the practice has opened what is the client's, the latest first.

    Also before it was known to be theirs.
    """
    about_it = AuditEntry.objects.filter(practice_id=actor.practice_id, thing_id=thing_id)
    own = Q(client_id=actor.client_id)
    if not about_it.filter(own).exists():
        return []
    opened = about_it.filter(own | Q(verb=Verb.READ)).exclude(verb__in=[Verb.RECEIVED, Verb.ATTRIBUTED])
    return _counted(opened, actor.practice_id)


def lists_opened(actor: ClientActor, clinician: Clinician, *, since: datetime) -> list[Readings]:
    """Who has opened the list in which the first words of what this clinician was sent may stand."""
    listed = AuditEntry.objects.filter(practice_id=actor.practice_id, verb=Verb.LISTED, at__gte=since)
    inbox, desk = Q(thing_kind=Kind.INBOX, thing_id=clinician.pk), Q(thing_kind=Kind.DESK)
    return _counted(listed.filter(inbox | desk), actor.practice_id)


def _counted(entries: QuerySet[AuditEntry], practice_id: UUID) -> list[Readings]:
    """A line for each person, whatever they came as."""
    counted = (
        entries.exclude(actor_kind="client")
        .values_list("actor_id", "actor_kind")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    people, found = people_on_record(practice_id), dict[Person | None, list[Readings]]()
    for who, kind, times, first, last in counted:
        person = people.get(who, Person(who, "")) if who else None
        found.setdefault(person, []).append(
            Readings(person.name if person else "", (kind,), times, first, last)
        )
    return [_together(each) for each in found.values()]


def _together(readings: list[Readings]) -> Readings:
    """Of one person, the latest first."""
    return Readings(
        readings[0].name,
        tuple(dict.fromkeys(kind for each in readings for kind in each.kinds)),
        sum(each.times for each in readings),
        min(each.first for each in readings),
        readings[0].last,
    )


def seen_of_client(actor: Operator, client_id: UUID) -> list[AuditEntry]:
    """Who read and answered this client's messages, and opened a list in which one could stand."""
    inboxes = Care.objects.filter(client_id=client_id).values("clinician_id")
    with every_practice():  # of which practice the client is, nobody who runs the service need know
        about = _about(client_id) & Q(verb__in=[Verb.READ, Verb.ANSWERED])
        first = AuditEntry.objects.filter(client_id=client_id).aggregate(Min("at"))["at__min"]
        listed = Q(thing_kind=Kind.INBOX, thing_id__in=inboxes, at__gte=first)
        return list(AuditEntry.objects.filter(about | listed if first else about).order_by("at", "pk"))


class Person(NamedTuple):
    """Whom the trail may name by several ids."""

    id: UUID  # their sign-in's, or that of a clinician who has none
    name: str


def people_on_record(practice_id: UUID | None = None) -> dict[UUID, Person]:
    """By the id that the trail has of them: a clinician's, a user's, or that of an access in an emergency."""
    one = {} if practice_id is None else {"practice_id": practice_id}
    with every_practice() if practice_id is None else nullcontext():
        names = dict(Membership.objects.filter(**one).values_list("pk", "name"))
        who = Coalesce("user_id", "pk")
        clinicians = list(Clinician.objects.filter(**one).values_list("pk", who, "name"))
        accesses = dict(EmergencyAccess.objects.filter(**one).values_list("pk", "opened_by_id"))
    names |= {person: name for _, person, name in clinicians}
    known_as = {pk: pk for pk in names} | {pk: person for pk, person, _ in clinicians} | accesses
    return {known: Person(person, names.get(person, "")) for known, person in known_as.items()}


# --- the practice's own people, tokens and alarms


def practice(actor: OwnerActor) -> Practice:
    return Practice.objects.get(pk=actor.practice_id)


def people(actor: OwnerActor) -> QuerySet[Membership]:
    """Everyone who signs in for the practice, or once did."""
    everyone = Membership.objects.filter(practice_id=actor.practice_id)
    return everyone.select_related("user__clinician").order_by("-user__is_active", "name")


def person(actor: OwnerActor, user_id: UUID) -> Membership:
    """Raises NotFoundError."""
    return one_of(people(actor), user_id)


def tokens(actor: OwnerActor) -> QuerySet[ApiToken]:
    """The newest first."""
    return (
        ApiToken.objects.filter(practice_id=actor.practice_id)
        .select_related("clinician")
        .order_by("-created_at")
    )


def clinician_with_access(clinician_id: UUID) -> Clinician | None:
    """None where their sign-in has ended; a clinician who has none never lost it."""
    still = Clinician.objects.filter(Q(user=None) | Q(user__is_active=True))
    return still.filter(pk=clinician_id).first()


def user_with_access(user_id: UUID) -> User | None:
    """Somebody who still works for a practice."""
    return User.objects.filter(pk=user_id, is_active=True, membership__isnull=False).first()


def alarm_address_of(*, clinician_id: UUID | None, user_id: UUID | None) -> AlarmAddress | None:
    """Of somebody who is named as a clinician or as a user; None where their sign-in has ended."""
    whose = Q(user__clinician=clinician_id) if clinician_id else Q(user=user_id)
    return AlarmAddress.objects.filter(whose, user__is_active=True).first()


def own_alarm_address(actor: Insider) -> AlarmAddress | None:
    own = AlarmAddress.objects.filter(practice_id=actor.practice_id, user=user_id_of(actor))
    return own.first()


def user_id_of(actor: Insider) -> UUID | None:
    """Who signed in; None for a clinician who does not."""
    if isinstance(actor, ClinicianActor):
        return Clinician.objects.values_list("user_id", flat=True).get(pk=actor.clinician_id)
    return actor.user_id


def owners(practice_id: UUID) -> QuerySet[Membership]:
    """Who can still sign in as owner."""
    return Membership.objects.filter(practice_id=practice_id, is_owner=True, user__is_active=True)


def colleagues(actor: Insider) -> QuerySet[Clinician]:
    """The clinicians of the practice but the actor."""
    me = {"pk": actor.clinician_id} if isinstance(actor, ClinicianActor) else {"user_id": actor.user_id}
    return clinicians(actor).exclude(**me)


def signing_in(actor: ClinicianActor) -> QuerySet[Clinician]:
    """Colleagues who can say yes to something."""
    return colleagues(actor).filter(user__is_active=True)


def emergencies(actor: Insider | EmergencyActor) -> QuerySet[EmergencyAccess]:
    """The newest first: an owner sees all of the practice, a clinician those to their own messages."""
    all_of_them = EmergencyAccess.objects.select_related("clinician", "opened_by__membership").order_by(
        "-opened_at"
    )
    ours = all_of_them.filter(practice_id=actor.practice_id)
    return ours if isinstance(actor, OwnerActor) else ours.filter(clinician_id=actor.clinician_id)


def open_emergencies(practice_id: UUID, *, now: datetime) -> QuerySet[EmergencyAccess]:
    """None of which the clock has gone back behind: that would make the hour longer."""
    running = EmergencyAccess.objects.filter(practice_id=practice_id, until__gt=now, ended_at=None)
    running = running.filter(opened_at__lte=now + APART)
    return running.select_related("clinician", "opened_by__membership").order_by("opened_at")


def in_emergency(actor: Insider, *, now: datetime) -> list[EmergencyActor]:
    """Whose messages the actor has opened and not closed."""
    by = (
        {"opened_by__clinician__pk": actor.clinician_id}
        if isinstance(actor, ClinicianActor)
        else {"opened_by_id": actor.user_id}
    )
    return [
        EmergencyActor(each.practice_id, each.opened_by_id, each.clinician_id, each.pk)
        for each in open_emergencies(actor.practice_id, now=now).filter(opened_by__is_active=True, **by)
    ]


def emergency(actor: Insider, access_id: UUID, *, now: datetime) -> EmergencyActor:
    """Raises NotFoundError where the actor has no such access open."""
    for each in in_emergency(actor, now=now):
        if each.access_id == access_id:
            return each
    raise NotFoundError


def clinicians_without_mail() -> list[str]:
    """The slugs of those who lack an inbox or an address for notices: for who runs the service."""
    complete = Clinician.objects.all()
    for use in ClinicianAddress.Use:
        complete = complete.filter(addresses__use=use, addresses__channel="email")
    people = Clinician.objects.exclude(practice_id=CANARY_PRACTICE)
    without = people.exclude(pk__in=complete.values("pk")).order_by("slug")
    with every_practice():
        return list(without.values_list("slug", flat=True))


# --- clients, to those who care for them


def told_by_mail(actor: ClinicianActor) -> QuerySet[Client]:
    """In the clinician's care, with an address, and wishing to be told of changes there."""
    in_care = Care.objects.filter(clinician_id=actor.clinician_id, ended_at=None)
    reached = ClientAddress.objects.filter(practice_id=actor.practice_id, channel="email")
    left_alone = OptOut.objects.filter(practice_id=actor.practice_id, channel="email")
    told = Client.objects.filter(practice_id=actor.practice_id, news_by=Client.News.EMAIL)
    told = told.filter(pk__in=in_care.values("client_id")).filter(pk__in=reached.values("client_id"))
    return told.exclude(pk__in=left_alone.values("client_id"))


def reached_by_mail(client: Client) -> str | None:
    """Where they wish to be told of their own times, in care or not; None: when they sign in next."""
    if client.news_by != Client.News.EMAIL or has_opted_out(client, "email"):
        return None
    return mail_address_of(client)


def clients_cared_for(actor: ClinicianActor) -> QuerySet[Care]:
    """Whom the clinician cares for, or did; each with everything that their list shows."""
    theirs = Care.objects.filter(practice_id=actor.practice_id, clinician_id=actor.clinician_id)
    return (
        theirs.select_related("client", "clinician")
        .prefetch_related("client__addresses", "client__opt_outs", "client__holds")
        .order_by("pk")
    )


def care_for_all(actor: ClientActor) -> QuerySet[Care]:
    """By whom the client is, or was, cared for."""
    own = Care.objects.filter(practice_id=actor.practice_id, client_id=actor.client_id)
    return own.select_related("clinician").order_by("pk")


def own_or_cared_for(actor: ClinicianActor | ClientActor, client_id: UUID) -> Client:
    """A client, to themselves and to those who care for them. Raises NotFoundError."""
    match actor:
        case ClinicianActor():
            return client_cared_for(actor, client_id).client
        case ClientActor():
            own = Client.objects.filter(practice_id=actor.practice_id, pk=actor.client_id)
            if client_id != actor.client_id or not (found := own.first()):
                raise NotFoundError
            return found


def client_to_change(actor: ClinicianActor | ClientActor, client_id: UUID) -> Client:
    """As `own_or_cared_for`, within a transaction, to the end of which nobody else changes or erases them.

    Not found where it is a colleague's to do by now. Nor is who has just been erased: what is saved of them
    then would bring them back.
    """
    if isinstance(actor, ClinicianActor) and not may_change(client_cared_for(actor, client_id)):
        raise NotFoundError
    client = still_there(own_or_cared_for(actor, client_id))
    if client is None:
        raise NotFoundError
    return client


def client_cared_for(actor: ClinicianActor, client_id: UUID) -> Care:
    """Raises NotFoundError."""
    try:
        return clients_cared_for(actor).get(client_id=client_id)
    except Care.DoesNotExist:
        raise NotFoundError from None


def may_change(care: Care) -> bool:
    """Whether this care lets its clinician change and erase the client; it lets them read in any case.

    While it lasts. After that it is the part of who still cares for them or, where nobody does, of who did so
    last: somebody has to be able to answer a client who asks to be erased.
    """
    if care.ended_at is None:
        return True
    colleagues = Care.objects.filter(client_id=care.client_id, clinician__gone_since=None).exclude(pk=care.pk)
    return not colleagues.filter(Q(ended_at=None) | Q(ended_at__gt=care.ended_at)).exists()


def seen_of(client: Client) -> QuerySet[AuditEntry]:
    """What is on record of a client to whom their actor has already been let through, the first first."""
    ours = AuditEntry.objects.filter(practice_id=client.practice_id)
    return ours.filter(_about(client.pk)).order_by("at", "pk")


def _about(client_id: UUID) -> Q:
    """Of entries: about the client, or about what was put to them later."""
    attributed = AuditEntry.objects.filter(client_id=client_id, verb=Verb.ATTRIBUTED)
    later = list(attributed.values_list("thing_id", flat=True))
    about = Q(client_id=client_id)
    return about | Q(thing_id__in=later) if later else about
