"""The wall between practices, and between people: whatever is not yours is as if it were not there.

The questions are made from the map of the site and from the API's schema. An address or a field that this
file does not know how to ask about makes it fail: say below whose things it names.

With SOAK=1 everybody asks everything. Otherwise nothing is asked that can only be answered as before: a verb
that a page has said it does not take; after more things, where an asker is turned away before anything is
looked for, or by HEAD, which is a GET whose words are left out; by everyone, a name that leads to no page, or
one that a page asks nobody's leave to open.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from drf_spectacular.generators import SchemaGenerator

from accounts import services as accounts
from accounts.api import OftenAsked
from accounts.domain.actors import ClientActor, ClinicianActor, Visitor
from accounts.models import ApiToken, Client, ClientSession, Clinician, User
from notifications import services
from notifications.channels import webhook
from notifications.domain.incoming import Incoming, Source
from notifications.models import Decision, Delivery, Escalation, InboundMessage, Reply, Screening
from notifications.services.asked_for import key_of
from notifications.services.one_tap import tap_for
from policies.models import Acknowledgement, PolicyVersion
from policies.queries.openings import ByPolicy
from scheduler import services as scheduler
from scheduler.domain.interval import Interval
from scheduler.feeds.network import Network
from scheduler.models import Appointment
from tests import elsewhere, factories
from tests.client_sign_in import let_in
from tests.sign_in import user_of

SOAK = os.environ.get("SOAK") == "1"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ALLOWED = re.compile(r"'Allow', '([^']*)'")
CLIENTS = {"client": "insider", "another client": "insider", "foreign client": "stranger"}  # of whom
STAFF = ("owner", "front desk", "covering", "covered before", "in emergency", "after an emergency")
ASKERS = ("insider", "colleague", "stranger", *STAFF, "visitor", "own token", "foreign token", *CLIENTS)
ONE_OF_EACH_KIND = {"insider", "own token", "client", "visitor"}  # of askers, by how a page knows them
ADAS = {"insider", "scheduling", "danger", "client", "another client"}  # written to Ada
KNOWS = {  # beside what is one's own
    "insider": ADAS | {"reason", "phrase"},
    "colleague": {"phrase"},
    "stranger": {"foreign client", "foreign danger", "foreign phrase", "token"},
    "owner": {"reason", "token", "phrase"},
    "front desk": {"scheduling"},
    "covering": ADAS | {"phrase"},
    "covered before": {"phrase"},
    "in emergency": ADAS | {"phrase"},
    "after an emergency": {"phrase"},
}
NUMBER = 5_647_382  # of a version of everyone's policy
NOT_IN_THE_SCHEMA = {"api/v1/schema/", "api/v1/docs/"}
PLAIN_FIELDS = {"channel", "from", "text", "subject", "matter"}  # of the API; they name nobody's things
NAMING_FIELDS = {"clinician", "external_id"}  # asked about one by one below
QUESTION = {"slug", "channel", "matter", "at", "lang"}  # of the API, about what is everyone's to know
MESSAGE = {"channel": "sms", "from": "+12125550123", "text": "Could we move Thursday?"}


WHO_ASKS = {"django_session", "accounts_user", "accounts_clientsession", "accounts_apitoken"}  # tables
READ = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')

Heard = tuple[int, str]  # the status, and all that was said


@dataclass
class World:
    """Ada and Ben of one practice, Cleo of another, which she owns; each has a client and a message.

    Around Ada: an owner, a front desk, who covers for her and once did, who opened her messages and once did.
    """

    clinicians: dict[str, Clinician]
    browsers: dict[str, Browser]
    messages: dict[str, str] = field(default_factory=dict)  # by whose they are, as are the others
    passkeys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    cared_for: dict[str, str] = field(default_factory=dict)  # a client of each clinician's
    written: dict[str, str] = field(default_factory=dict)  # by clients, while they were signed in
    sign_ins: dict[str, str] = field(default_factory=dict)  # of clients
    agreements: dict[str, str] = field(default_factory=dict)  # of each clinician's with their client
    users: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    coverages: dict[str, str] = field(default_factory=dict)
    accesses: dict[str, str] = field(default_factory=dict)
    escalations: dict[str, str] = field(default_factory=dict)
    taps: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)  # of each practice's own
    feeds: dict[str, str] = field(default_factory=dict)  # of clinicians and of clients
    feed_secrets: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, str] = field(default_factory=dict)  # that each clinician connected
    asked: dict[str, str] = field(default_factory=dict)  # by visitors: each by the address they were given
    kinds: dict[str, str] = field(default_factory=dict)  # of sessions: of each clinician's
    appointments: dict[str, str] = field(default_factory=dict)  # of each clinician's client, and of clients
    places: dict[str, str] = field(default_factory=dict)  # in which clients wait for a time
    at_the_desk: set[str] = field(default_factory=set)  # what whoever makes appointments reads there
    to_programs: dict[str, set[str]] = field(default_factory=dict)  # ids alone, of a practice's appointments
    people: dict[str, str] = field(default_factory=dict)  # clinicians, as other systems name them
    schedules: dict[str, str] = field(
        default_factory=dict
    )  # of sessions, which nobody books but their clinician
    slots: dict[str, str] = field(default_factory=dict)  # that are taken
    kept: dict[str, str] = field(default_factory=dict)  # appointments
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def secrets_kept_from(self, asker: str) -> list[str]:
        known = {asker} | KNOWS.get(asker, set())
        return [secret for owner in self.secrets.keys() - known for secret in self.secrets[owner]]


@pytest.fixture
def world(ada: Clinician, ben: Clinician, cleo: Clinician, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(
        passkeys, "get_credentials", lambda _: []
    )  # there is no device that could have made any
    clinicians = {"insider": ada, "colleague": ben, "stranger": cleo}
    browsers = {name: Browser(raise_request_exception=False) for name in ASKERS}
    for name, practice in (("own token", ada.practice), ("foreign token", cleo.practice)):
        browsers[name].defaults["HTTP_AUTHORIZATION"] = f"Bearer {factories.issue_token(practice=practice)}"
    monkeypatch.setattr(webhook, "INTERNET", Network(resolve=lambda _host, _seconds: []))
    made = World(clinicians, browsers)
    for name, each in clinicians.items():
        _sign_in(made, name, user_of(each))
        _give_a_message(made, name, each)
        _keep_a_time(made, name, each)
        _ask_for_a_time(made, name, each)
    for name, of in CLIENTS.items():
        _sign_in_a_client(made, name, clinicians[of])
    return made


def _book(world: World, name: str, clinician: Clinician, client: Client) -> None:
    """An appointment, entered by the clinician, each at another time; the kind is anyone's to ask for."""
    of = CLIENTS.get(name, name)
    if of not in world.kinds:
        kind = factories.offer_sessions(clinician=clinician, who_books="anyone", name=f"Session with {of}")
        world.kinds[of] = str(kind.pk)
    made = services.book(
        actor=factories.clinician_actor(clinician),
        clinician=clinician,
        session_type_id=UUID(world.kinds[of]),
        start=datetime.now(UTC).replace(microsecond=0) + timedelta(days=2 + len(world.appointments)),
        client_id=client.pk,
        now=datetime.now(UTC),
    )
    world.appointments[name] = str(made.pk)
    world.secrets[name].append(str(made.pk))
    if of != "stranger":
        world.at_the_desk |= {client.name, str(client.pk), str(made.pk)}
    program = "foreign token" if of == "stranger" else "own token"
    world.to_programs.setdefault(program, set()).update((str(client.pk), str(made.pk)))


@pytest.fixture
def staffed(world: World) -> World:
    """With everyone else around Ada; apart, because it takes its time."""
    ada, cleo = world.clinicians["insider"], world.clinicians["stranger"]
    practice, today, long_ago = ada.practice, datetime.now(UTC), factories.NOW
    people = {
        "owner": factories.add_person(practice=practice, name="Olive Hart", is_owner=True),
        "front desk": factories.add_person(practice=practice, name="Finn Moss", is_front_desk=True),
    }
    named = zip(STAFF[2:], ("Gil Park", "Hana Sato", "Ivo Lind", "Jan Rey"), strict=True)
    clinicians = {name: factories.add_clinician(practice=practice, name=said) for name, said in named}
    people |= {name: user_of(each) for name, each in clinicians.items()}
    for name, user in people.items():
        _sign_in(world, name, user)
        world.secrets[name] = [f"canary-{name}-passkey", f"canary-{name}-browser"]
    for name, last in (("covering", today.date() + timedelta(days=1)), ("covered before", long_ago.date())):
        first = long_ago.date() - timedelta(days=1)
        world.coverages[name] = str(
            factories.cover(away=ada, covering=clinicians[name], first=first, last=last)
        )
    for name, now in (("in emergency", today), ("after an emergency", long_ago)):
        actor = factories.clinician_actor(clinicians[name])
        reason = "It cannot wait: canary-reason."
        access = services.open_messages(actor=actor, slug=ada.slug, reason=reason, now=now)
        world.accesses[name] = str(access.pk)
    user_of(cleo).membership.is_owner = True
    user_of(cleo).membership.save()
    world.users = {name: str(user.pk) for name, user in people.items()}
    world.users |= {name: str(user_of(each).pk) for name, each in world.clinicians.items()}
    for name, whose in (("owner", ada), ("stranger", cleo)):
        accounts.issue_token(practice=whose.practice, name="canary-token", now=today)
        world.tokens[name] = str(ApiToken.objects.get(name="canary-token", practice=whose.practice).pk)
    world.secrets["reason"] = ["canary-reason"]
    world.secrets["token"] = ["canary-token"]
    _add_phrases(world, {"phrase": ada, "foreign phrase": cleo})
    _write(world, ada, "scheduling", "Could we move Thursday?", "scheduling")
    for name, whose in (("danger", ada), ("foreign danger", cleo)):
        _write(world, whose, name, "I want to kill myself")
        escalation = Escalation.objects.get(clinician=whose)
        world.escalations[name] = str(escalation.pk)
        world.secrets[name].append(str(escalation.pk))
        world.taps[name] = tap_for(escalation.duties.get(place=0, clinician=whose))
    return world


def _add_phrases(world: World, of: dict[str, Clinician]) -> None:
    for name, whose in of.items():
        words = f"canary-{name.replace(' ', '-')} words"
        world.phrases[name] = str(factories.add_phrase(clinician=whose, words=words).pk)
        world.secrets[name] = [words, world.phrases[name]]


def _write(world: World, clinician: Clinician, name: str, text: str, matter: str = "") -> None:
    mark = f"canary-{name.replace(' ', '-')}"
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel="email",
        sender=f"{mark}@client.example",
        text=f"{text} {mark}",
        matter=matter,
    )
    message = services.receive(actor=Visitor(), incoming=incoming, now=datetime.now(UTC))
    world.messages[name] = str(message.pk)
    world.secrets[name] = [mark, str(message.pk)]


def _sign_in(world: World, name: str, user: User) -> None:
    """With a passkey, just now."""
    passkey = {"name": f"canary-{name}-passkey", "credential": {}}
    key = 10_000_000 + len(world.passkeys)
    Authenticator.objects.create(pk=key, user=user, type="webauthn", data=passkey)
    world.passkeys[name] = str(key)
    world.browsers[name].force_login(user)
    request = RequestFactory().get("/")
    request.session = session = world.browsers[name].session
    record_authentication(request, user, "mfa", type="webauthn")
    session.save()
    here = UserSession.objects.create(
        user=user, session_key=session.session_key, ip="127.0.0.1", user_agent=f"canary-{name}-browser"
    )
    world.sessions[name] = str(here.pk)


def _give_a_message(world: World, name: str, clinician: Clinician) -> None:
    mark = f"canary-{name}"
    version = factories.publish_policy(clinician=clinician)
    PolicyVersion.objects.create(  # of a number that stands nowhere else on a page
        practice_id=clinician.practice_id,
        clinician=clinician,
        number=NUMBER,
        statement=f"{mark}-statement",
        document=version.document,
        language="en",
        revision=NUMBER,
        is_material=False,
        drafted_at=factories.NOW,
        published_at=factories.NOW,
        effective_from=factories.NOW,
    )
    client = factories.add_client(
        clinician=clinician, name=f"{mark}-name", addresses={"email": f"{mark}@client.example"}
    )
    world.cared_for[name] = str(client.pk)
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel="email",
        sender=f"{mark}@client.example",
        subject=f"{mark}-subject",
        text=f"{mark}-text",
        external_id="theirs-1",
    )
    message = services.receive(actor=Visitor(), incoming=incoming, now=factories.NOW)
    world.messages[name] = str(message.pk)
    agreement = factories.agree(
        clinician=clinician, client=client, words=f"{mark}-words", days=300, now=datetime.now(UTC)
    )
    world.agreements[name] = str(agreement.pk)
    calendar = elsewhere.keep(
        clinician,
        away=[Interval(datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))],
        closed=[date(2100, 1, 1)],
        name=f"{mark}-calendar",
        address=f"https://{mark}.example/",
        changes_promises=False,
    )
    world.calendars[name] = str(calendar.pk)
    accounts.set_alarm_address(
        actor=factories.clinician_actor(clinician), url=f"https://{mark}.example/", now=factories.NOW
    )
    world.secrets[name] = [mark, *(str(each.pk) for each in (message, client, agreement, calendar))]
    _book(world, name, clinician, client)
    _make_a_feed(world, name, factories.clinician_actor(clinician), "own")


def _make_a_feed(world: World, name: str, actor: ClinicianActor | ClientActor, kind: str) -> None:
    label = f"canary-{name.replace(' ', '-')}-phone"
    made, secret = scheduler.make_feed(actor=actor, kind=kind, label=label, now=factories.NOW)
    world.feeds[name], world.feed_secrets[name] = str(made.pk), secret
    world.secrets[name].append(str(made.pk))


def _keep_a_time(world: World, name: str, clinician: Clinician) -> None:
    """For a client whom a program may know of by nothing but an id."""
    actor, now = factories.clinician_actor(clinician), datetime.now(UTC)
    client = factories.add_client(
        clinician=clinician, name=f"canary-{name}-kept", addresses={"sms": f"+1212555{len(world.kept):04}"}
    )
    offer = scheduler.Offer(name="Session", minutes=50, who_books="nobody", where=f"canary-{name}-street")
    kind = scheduler.create_session_type(actor=actor, offer=offer, now=now)
    wish = scheduler.Wish(
        session_type_id=kind.pk,
        start=(now + timedelta(days=3, hours=12)).replace(microsecond=0),
        note=f"canary-{name}-note",
        client_id=client.pk,
    )
    kept = scheduler.book(actor=actor, clinician=clinician, wish=wish, times=ByPolicy(), now=now)
    world.people[name], world.schedules[name], world.kept[name] = (
        str(clinician.pk),
        str(kind.pk),
        str(kept.pk),
    )
    world.slots[name] = f"{kind.pk}.{kept.start:%Y%m%dT%H%M%SZ}"
    if name != "stranger":
        world.at_the_desk |= {client.name, str(client.pk), str(kept.pk)}


def _ask_for_a_time(world: World, name: str, clinician: Clinician) -> None:
    """By a visitor of whom nothing is known but what they wrote."""
    start = (datetime.now(UTC) + timedelta(days=20 + len(world.asked))).replace(microsecond=0)
    end = start + timedelta(minutes=50)
    row = Appointment.objects.create(
        practice_id=clinician.practice_id,
        clinician=clinician,
        session_type_id=UUID(world.kinds[name]),
        state="requested",
        start=start,
        end=end,
        taken_from=start,
        taken_until=end,
        held_until=start,
        name=f"canary-{name}-asker",
        address=f"canary-{name}-asker@somewhere.example",
        note=f"canary-{name}-note",
        made_by="visitor",
        made_at=factories.NOW,
        revised_at=factories.NOW,
    )
    world.asked[name] = key_of(row)
    world.secrets[name].append(str(row.pk))
    if name != "stranger":
        world.at_the_desk |= {row.address, row.name, str(row.pk)}
    program = "foreign token" if name == "stranger" else "own token"
    world.to_programs.setdefault(program, set()).add(str(row.pk))


def _sign_in_a_client(world: World, name: str, clinician: Clinician) -> None:
    """Who has also written just now."""
    mark = f"canary-{name.replace(' ', '-')}"
    client = factories.add_client(
        clinician=clinician, name=f"{mark}-name", addresses={"email": f"{mark}@client.example"}
    )
    let_in(world.browsers[name], client, clinician)
    said = {"text": f"{mark}-text", "copy": str(uuid4())}
    assert world.browsers[name].post("/you/write/", said).status_code == 200
    message = InboundMessage.objects.get(client=client)
    world.written[name] = str(message.pk)
    world.sign_ins[name] = str(client.sessions.get().pk)
    world.secrets[name] = [mark, str(message.pk)]
    _make_a_feed(world, name, ClientActor(client.practice_id, client.pk), "client")
    _book(world, name, clinician, client)
    today = datetime.now(UTC).date()
    place = services.wait(
        actor=factories.client_actor(client),
        clinician=clinician,
        session_type_id=UUID(world.kinds[CLIENTS[name]]),
        days=(today, today + timedelta(days=30)),
        now=datetime.now(UTC),
    )
    world.places[name] = str(place.pk)
    world.secrets[name].append(str(place.pk))


@contextmanager
def undone() -> Iterator[None]:
    """What was done meanwhile is as if it had not been: a world takes longer to make than to ask."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def looking_for(value: str) -> Iterator[set[str]]:
    """Tables that are read meanwhile: for `value`, or for more than who it is that asks."""
    found = set[str]()

    def note(execute: Callable[..., Any], sql: str, parameters: Any, *more: Any) -> Any:
        tables = set(READ.findall(sql))
        found.update(tables if _name(value) in _name(str(parameters)) else tables - WHO_ASKS)
        return execute(sql, parameters, *more)

    with connection.execute_wrapper(note):
        yield found


def _name(said: str) -> str:
    """As databases may write it."""
    return said.replace("-", "")


def verbs_taken(heard: list[Heard]) -> Iterator[str]:
    """One after another. `heard` is what was answered to those before: whoever asks adds to it."""
    for verb in VERBS:
        refusals = [ALLOWED.search(told) for status, told in heard if status == 405]
        if SOAK or all(each is None or verb in each[1].split(", ") for each in refusals):
            yield verb


# --- the map of the site


@dataclass(frozen=True)
class Owned:
    """All that could be named at an address, and what of it is open to whom there."""

    things: dict[str, str]
    open_to: dict[str, set[str]]


def owned(things: dict[str, str]) -> Owned:
    """To each their own."""
    return Owned(things, {name: {name} for name in things})


def messages(**open_to: set[str]) -> Callable[[World], Owned]:
    named = {name.replace("_", " "): those for name, those in open_to.items()}
    return lambda world: Owned(world.messages | world.written, named)


def of_the_practice(world: World) -> Owned:
    return Owned(world.users, {"owner": world.users.keys() - {"stranger"}, "stranger": {"stranger"}})


def alarmed(world: World) -> Owned:
    """Those whom the first step calls."""
    called = {"insider": {"danger"}, "covering": {"danger"}, "stranger": {"foreign danger"}}
    return Owned(world.escalations, called)


def feeds_of_clinicians(world: World) -> Owned:
    return Owned(world.feeds, {name: {name} for name in world.clinicians})


def feeds_of_clients(world: World) -> Owned:
    return Owned(world.feeds, {name: {name} for name in CLIENTS})


def of_ones_practice(world: World) -> Owned:
    inside = ("insider", "colleague", "owner", *STAFF[2:])  # all but the front desk
    return Owned(world.phrases, {name: {"phrase"} for name in inside} | {"stranger": {"foreign phrase"}})


def by_number(world: World) -> Owned:
    """One's own: others have versions of the same number."""
    numbers = {"one's own": str(NUMBER), "nobody's": str(NUMBER + 1)}
    return Owned(numbers, {name: {"one's own"} for name in world.clinicians})


def kept_by_clinicians(world: World) -> Owned:
    theirs = {"insider": {"insider", "client", "another client"}, "stranger": {"stranger", "foreign client"}}
    return Owned(world.appointments, {**theirs, "colleague": {"colleague"}})


def kept_at_the_desk(world: World) -> Owned:
    return Owned(
        world.appointments, {"front desk": world.appointments.keys() - {"stranger", "foreign client"}}
    )


def kept_by_clients(world: World) -> Owned:
    return Owned(world.appointments, {name: {name} for name in CLIENTS})


def booked_by_clients(world: World) -> Owned:
    return Owned(world.kinds, {name: {of} for name, of in CLIENTS.items()})


def to_tokens(things: Callable[[World], dict[str, str]]) -> Callable[[World], Owned]:
    """What a practice's own programs may read."""
    return lambda world: Owned(
        things(world), {"own token": {"insider", "colleague"}, "foreign token": {"stranger"}}
    )


def to_all(things: Callable[[World], dict[str, str]]) -> Callable[[World], Owned]:
    return lambda world: Owned(things(world), {asker: set(things(world)) for asker in ASKERS})


FHIR: dict[str, Callable[[World], Owned]] = {
    "PractitionerRole/<str:name>": to_all(lambda world: world.people),
    "Practitioner/<str:name>": to_all(lambda world: world.people),
    "Schedule/<str:name>": to_tokens(lambda world: world.schedules),
    "Slot/<str:name>": to_tokens(lambda world: world.slots),
    "Appointment/<str:name>": to_tokens(lambda world: world.kept),
}
to_clinicians = messages(
    insider=ADAS, colleague={"colleague"}, stranger={"stranger", "foreign client", "foreign danger"}
)
OWNED: dict[str, Callable[[World], Owned]] = {
    "inbox/<uuid:message_id>/": to_clinicians,
    "inbox/<uuid:message_id>/answer/": to_clinicians,
    "inbox/<uuid:message_id>/erase/": to_clinicians,
    "clients/<uuid:client_id>/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/wish/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/hold/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/safety/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/earlier/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/everything/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/everything.json": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/erase/": lambda world: owned(world.cared_for),
    "clients/<uuid:client_id>/agreements/": lambda world: owned(world.cared_for),
    "agreements/<uuid:agreement_id>/end/": lambda world: owned(world.agreements),
    "calendars/<uuid:calendar_id>/": lambda world: owned(world.calendars),
    "calendars/<uuid:calendar_id>/read/": lambda world: owned(world.calendars),
    "calendars/<uuid:calendar_id>/address/": lambda world: owned(world.calendars),
    "calendars/<uuid:calendar_id>/upload/": lambda world: owned(world.calendars),
    "calendars/<uuid:calendar_id>/holidays/": lambda world: owned(world.calendars),
    "calendars/<uuid:calendar_id>/disconnect/": lambda world: owned(world.calendars),
    "p/<slug:slug>/book/<uuid:session_type_id>/": lambda world: Owned(
        world.kinds, {asker: {"insider"} for asker in ASKERS}
    ),
    "asked/<str:key>/": to_all(lambda world: world.asked),
    "asked/<str:key>/move/": to_all(lambda world: world.asked),
    "asked/<str:key>/take-back/": to_all(lambda world: world.asked),
    "sessions/<uuid:session_type_id>/": lambda world: owned(world.kinds),
    "sessions/<uuid:session_type_id>/end/": lambda world: owned(world.kinds),
    "appointments/<uuid:appointment_id>/": kept_by_clinicians,
    "appointments/<uuid:appointment_id>/answer/": kept_by_clinicians,
    "appointments/<uuid:appointment_id>/move/": kept_by_clinicians,
    "appointments/<uuid:appointment_id>/cancel/": kept_by_clinicians,
    "desk/appointments/<uuid:appointment_id>/": kept_at_the_desk,
    "desk/appointments/<uuid:appointment_id>/answer/": kept_at_the_desk,
    "desk/appointments/<uuid:appointment_id>/move/": kept_at_the_desk,
    "desk/appointments/<uuid:appointment_id>/cancel/": kept_at_the_desk,
    "you/appointments/<uuid:appointment_id>/": kept_by_clients,
    "you/appointments/<uuid:appointment_id>/move/": kept_by_clients,
    "you/appointments/<uuid:appointment_id>/cancel/": kept_by_clients,
    "you/appointments/book/<uuid:session_type_id>/": booked_by_clients,
    "you/appointments/wait/<uuid:session_type_id>/": booked_by_clients,
    "you/appointments/waiting/<uuid:place_id>/stop/": lambda world: owned(world.places),
    "policy/versions/<int:number>/": by_number,
    "policy/versions/<int:number>/withdraw/": by_number,
    "desk/<uuid:message_id>/": messages(front_desk={"scheduling"}),
    "desk/<uuid:message_id>/answer/": messages(front_desk={"scheduling"}),
    "covering/<uuid:message_id>/": messages(covering=ADAS),
    "covering/<uuid:message_id>/answer/": messages(covering=ADAS),
    "emergency/message/<uuid:message_id>/": messages(in_emergency=ADAS),
    "emergency/<uuid:access_id>/": lambda world: Owned(world.accesses, {"in emergency": {"in emergency"}}),
    "emergency/<uuid:access_id>/end/": lambda world: Owned(
        world.accesses, {"in emergency": {"in emergency"}}
    ),
    "coverage/<uuid:coverage_id>/": lambda world: Owned(
        world.coverages, owned(world.coverages).open_to | {"insider": set(world.coverages)}
    ),
    "calendars/feeds/<uuid:feed_id>/": feeds_of_clinicians,
    "calendars/feeds/<uuid:feed_id>/rotate/": feeds_of_clinicians,
    "calendars/feeds/<uuid:feed_id>/revoke/": feeds_of_clinicians,
    "you/calendar/<uuid:feed_id>/": feeds_of_clients,
    "you/calendar/<uuid:feed_id>/rotate/": feeds_of_clients,
    "you/calendar/<uuid:feed_id>/revoke/": feeds_of_clients,
    "feeds/<str:secret>.ics": lambda world: Owned(
        world.feed_secrets, {asker: set(world.feed_secrets) for asker in ASKERS}
    ),
    "duty/<uuid:escalation_id>/": alarmed,
    "duty/<uuid:escalation_id>/take-up/": alarmed,
    "duty/<uuid:escalation_id>/resolve/": alarmed,
    "duty/tap/<str:tap>/": lambda world: Owned(world.taps, {asker: set(world.taps) for asker in ASKERS}),
    "practice/people/<uuid:user_id>/": of_the_practice,
    "practice/people/<uuid:user_id>/access/": of_the_practice,
    "practice/phrases/<uuid:phrase_id>/take-away/": of_ones_practice,
    "practice/tokens/<uuid:token_id>/revoke/": lambda world: owned(world.tokens),
    "security/passkeys/<int:pk>/remove/": lambda world: owned(world.passkeys),
    "you/messages/<uuid:message_id>/": messages(**{name.replace(" ", "_"): {name} for name in CLIENTS}),
    **{f"fhir/{release}/{route}": of for release in ("r4", "r5") for route, of in FHIR.items()},
}
ONLY_POSTED = (
    "access_id>/end/",
    "revoke/",
    "rotate/",
    "take-up/",
    "wish/",
    "earlier/",
    "withdraw/",
    "coverage/<uuid:coverage_id>/",
    "stop/",
)
POSTED_FROM_ABOVE = (
    *("answer/", "access/", "hold/", "resolve/", "safety/"),
    *(f"calendar_id>/{deed}/" for deed in ("read", "address", "upload", "holidays", "disconnect")),
    *("feed_id>/rotate/", "feed_id>/revoke/"),
)
SHOWN = {"inbox/<uuid:message_id>/erase/": {200, 302}}  # of a client's message: on the client's own page
PUBLIC = {  # a clinician's page is everyone's to see, and from there anyone may try to sign in
    "p/<slug:slug>/",
    "p/<slug:slug>/policy.json",
    "p/<slug:slug>/sign-in/",
    "p/<slug:slug>/sign-in/code/",
    "p/<slug:slug>/card/",
    "p/<slug:slug>/card.json",
    "p/<slug:slug>/policy.pdf",
    "p/<slug:slug>/qr.svg",
    "p/<slug:slug>/availability.ics",
    "p/<slug:slug>/vavailability.ics",
    "p/<slug:slug>/freebusy.ics",
    "api/v1/clinicians/<slug:slug>/promise/",
}
CATCHES_THE_REST = {"^api(?:/|$)", "^fhir(?:/|$)"}


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route


ROUTES = sorted(set(routes()) - CATCHES_THE_REST)


def test_every_address_that_names_something_is_known_here() -> None:
    assert {route for route in ROUTES if re.search(r"[<(^]", route)} == OWNED.keys() | PUBLIC


def test_the_card_alone_may_be_framed(world: World) -> None:
    addresses = [f"/{re.sub(r'<slug:slug>', 'ada-quist', route)}" for route in ROUTES if "<uuid" not in route]
    answers = {address: world.browsers["insider"].get(address) for address in addresses}
    framed = {address for address, answer in answers.items() if answer.get("X-Frame-Options") != "DENY"}
    strict = {
        address
        for address, answer in answers.items()
        if "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    }
    assert framed == set(addresses) - strict == {"/p/ada-quist/card/"}


def test_no_page_shows_what_is_anothers(staffed: World) -> None:
    for asker in ASKERS:
        with undone():
            _shows_nothing_of_others(staffed, asker)


def _shows_nothing_of_others(world: World, asker: str) -> None:
    addresses = [route for route in ROUTES if "<" not in route]
    if SOAK or asker in ONE_OF_EACH_KIND:
        slugs = [each.slug for each in world.clinicians.values()]
        addresses += [route.replace("<slug:slug>", slug) for route in PUBLIC for slug in slugs]
    kept = world.secrets_kept_from(asker)
    for address in sorted(addresses, key=lambda each: "sign-out" in each):
        heard = list[Heard]()
        for verb in verbs_taken(heard):
            if verb == "HEAD" and asker not in ONE_OF_EACH_KIND and not SOAK:
                continue
            OftenAsked.cache.clear()
            answer = world.browsers[asker].generic(verb, f"/{address}")
            told = f"{sorted(answer.headers.items())}\n{_body(answer)}"
            if asker == "front desk":
                told = _without(told, world.at_the_desk)
            elif address.startswith("fhir/"):
                told = _without(told, world.to_programs.get(asker, set()))
            heard.append((answer.status_code, told))
            shown = [secret for secret in kept if secret in told]
            assert (asker, verb, address, shown) == (asker, verb, address, [])
            assert answer.status_code < 500


def _without(told: str, known: set[str]) -> str:
    for each in known:
        told = told.replace(each, "…")
    return told


def test_what_is_anothers_is_as_what_is_missing(staffed: World) -> None:
    for asker in ASKERS:
        with undone():
            _finds_nothing_of_others(staffed, asker)
    assert not Reply.objects.exists()


def _finds_nothing_of_others(staffed: World, asker: str) -> None:
    for route, of in OWNED.items():
        there, heard = of(staffed), list[Heard]()
        for verb in verbs_taken(heard):
            missing = _ask(staffed, asker, verb, route, _nobodys(route))
            heard.append(missing)
            assert missing[0] in {302, 401, 403, 404, 405} | ({200} if verb == "OPTIONS" else set())
            for name in sorted(there.things.keys() - there.open_to.get(asker, set())):
                with looking_for(there.things[name]) as read:
                    asked = _ask(staffed, asker, verb, route, there.things[name])
                assert (asker, route, name, verb, asked) == (asker, route, name, verb, missing)
                if not SOAK and (verb == "HEAD" or not read):
                    break
    assert not Reply.objects.exists()


CHANGES: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "with a NUL": lambda value: f"{value}%00",
    "with junk": lambda value: f"{value}x",
    "with a space": lambda value: f"{value}%20",
    "with a quote": lambda value: f"{value}'",
    "cut": lambda value: value[:-1],
    "without hyphens": lambda value: value.replace("-", ""),
    "in braces": lambda value: f"%7B{value}%7D",
    "up and down": lambda value: f"x%2F..%2F{value}",
}


def test_even_ones_own_is_missing_where_its_name_is_changed(staffed: World) -> None:
    for change in CHANGES:
        with undone():
            _is_missing_when_changed(staffed, change)


def _is_missing_when_changed(staffed: World, change: str) -> None:
    for route in OWNED:
        nobodys = CHANGES[change](_nobodys(route))
        for asker, values in _asking_for_their_own(staffed, route, change).items():
            heard = list[Heard]()
            for verb in verbs_taken(heard) if SOAK or _leads_somewhere(route, values[0]) else ("GET", "POST"):
                missing = _ask(staffed, asker, verb, route, nobodys)
                heard.append(missing)
                for asked in values:
                    assert _ask(staffed, asker, verb, route, asked) == missing


def _asking_for_their_own(world: World, route: str, change: str) -> dict[str, list[str]]:
    """Askers, and the names that they ask for where the change makes others of them."""
    askers: dict[str, list[str]] = {}
    for asker, value in _open(world, route):
        if (asked := CHANGES[change](value)) != value:
            askers.setdefault(asker, []).append(asked)
    if SOAK:
        return askers
    if not any(_leads_somewhere(route, asked) for values in askers.values() for asked in values):
        return dict([*askers.items()][:1])
    if askers.keys() == set(ASKERS):
        askers = {asker: askers[asker] for asker in ASKERS if asker in ONE_OF_EACH_KIND}
    return {asker: values[-1:] for asker, values in askers.items()}


def _leads_somewhere(route: str, value: str) -> bool:
    """To a page, which may take some verbs and not others."""
    try:
        resolve(unquote(address_of(route, value)))
    except Resolver404:
        return False
    return True


def test_ones_own_is_there(staffed: World) -> None:
    """For whoever it is open to; a form that is only posted says so, or leads to where it stands."""
    for route in OWNED:
        expected = {405} if route.endswith(ONLY_POSTED) else SHOWN.get(route, {200})
        expected = {302} if route.endswith(POSTED_FROM_ABOVE) else expected
        for asker, value in _open(staffed, route):
            assert _ask(staffed, asker, "GET", route, value)[0] in expected, (asker, route)


def _open(world: World, route: str) -> list[tuple[str, str]]:
    there = OWNED[route](world)
    return [(asker, there.things[name]) for asker, names in there.open_to.items() for name in names]


def test_nobody_ends_anothers_session(world: World) -> None:
    """The one form that names a thing."""
    for asker in world.sessions:
        answers = {
            owner: world.browsers[asker].post("/security/sessions/", {"session": value})
            for owner, value in {**world.sessions, "nobody": "987654321"}.items()
            if owner != asker
        }
        assert {answer.status_code for answer in answers.values()} == {404}
        assert len({answer.content for answer in answers.values()}) == 1
    assert UserSession.objects.count() == len(world.sessions)


def test_no_client_ends_anothers_session(world: World) -> None:
    for asker in CLIENTS:
        answers = {
            owner: world.browsers[asker].post("/you/sign-ins/", {"session": value})
            for owner, value in {**world.sign_ins, "nobody": str(uuid4()), "junk": "1"}.items()
            if owner != asker
        }
        assert {answer.status_code for answer in answers.values()} == {404}
        assert len({answer.content for answer in answers.values()}) == 1
    assert ClientSession.objects.count() == len(world.sign_ins)


def test_no_client_reads_a_version_of_who_does_not_care_for_them(world: World) -> None:
    for asker, of in CLIENTS.items():
        others = [each for name, each in world.clinicians.items() if name != of]
        theirs = [str(each.policy_versions.latest("number").pk) for each in others]
        answers = [
            world.browsers[asker].post("/you/policy/", {"version": value})
            for value in (*theirs, str(uuid4()), "1")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    assert not Acknowledgement.objects.exists()


def test_no_client_writes_to_who_does_not_care_for_them(world: World) -> None:
    before = InboundMessage.objects.count()
    for asker, of in CLIENTS.items():
        slugs = [each.slug for name, each in world.clinicians.items() if name != of]
        answers = [
            world.browsers[asker].generic(verb, f"/you/write/?clinician={slug}")
            for verb in ("GET", "POST")
            for slug in [*slugs, "nobody-there"]
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    assert InboundMessage.objects.count() == before


def _nobodys(route: str) -> str:
    return "0b0f1c3e-8a2d-4c58-9f1e-5d7a6b3c2e10" if "<uuid:" in route else "987654321"


def address_of(route: str, value: str) -> str:
    """What is named beside a clinician is looked for at Ada's."""
    return "/" + re.sub(r"<[^>]+>", value, re.sub("(?<=/)<slug:slug>(?=/.*<)", "ada-quist", route))


CHANCE = re.compile(
    r"""'Content-Length', '\d+'|'Expires', '[^']+'|name="csrfmiddlewaretoken" value="\w+\""""
)  # is another each time


def _ask(world: World, asker: str, verb: str, route: str, value: str) -> Heard:
    """Status, and all that is said but the name that was asked for, and the second in which it was."""
    OftenAsked.cache.clear()  # nobody asks as much at once as this file
    address = address_of(route, value)
    sent = b"text=Hello" if verb in {"POST", "PUT", "PATCH"} else b""
    answer = world.browsers[asker].generic(verb, address, sent, "application/x-www-form-urlencoded")
    told = f"{sorted(answer.headers.items())}\n{_body(answer)}"
    return answer.status_code, CHANCE.sub("", told).replace(value, "…")


def _body(answer: Any) -> str:
    content = b"".join(answer.streaming_content if answer.streaming else [answer.content])
    return content.decode(errors="replace")  # a PDF is no text


# --- the API's schema

SCHEMA: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]  # not typed
OPERATIONS = [
    (verb.upper(), path, operation)
    for path, item in SCHEMA["paths"].items()
    for verb, operation in item.items()
    if verb.upper() in VERBS
]


def test_the_schema_tells_of_every_address_of_the_api() -> None:
    of_the_api = (route for route in ROUTES if route.startswith("api/") and route not in NOT_IN_THE_SCHEMA)
    assert {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in of_the_api} == set(SCHEMA["paths"])


@pytest.mark.parametrize(("verb", "path", "operation"), OPERATIONS, ids=lambda each: str(each)[:40])
def test_every_field_is_known_here(verb: str, path: str, operation: dict[str, Any]) -> None:
    fields = {each["name"] for each in operation.get("parameters", [])} | set(_fields(operation))
    assert fields == (QUESTION if path.endswith("/promise/") else PLAIN_FIELDS | NAMING_FIELDS)


def _fields(operation: dict[str, Any]) -> Iterator[str]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"]["$ref"].rpartition("/")[2]
        yield from SCHEMA["components"]["schemas"][name]["properties"]


@pytest.mark.parametrize(
    ("asker", "others"), [("own token", ["cleo-sand"]), ("foreign token", ["ada-quist", "ben-ruiz"])]
)
def test_a_token_knows_no_clinician_of_another_practice(world: World, asker: str, others: list[str]) -> None:
    before = InboundMessage.objects.count()
    missing = _post(world, asker, clinician="nobody-there")
    assert missing[0] == 404
    for slug in others:
        assert _post(world, asker, clinician=slug) == missing
        assert _post(world, asker, clinician=slug.upper()) == missing
        for junk in ("\0", " ", "%00", "/"):
            assert _post(world, asker, clinician=slug + junk) == _post(
                world, asker, clinician="nobody" + junk
            )
    assert InboundMessage.objects.count() == before


@pytest.mark.parametrize("asker", ["insider", "colleague", "stranger", "visitor", "client"])
def test_only_a_token_opens_the_api(world: World, asker: str) -> None:
    answers = {_post(world, asker, clinician=slug) for slug in ("ada-quist", "cleo-sand", "nobody-there")}
    assert [status for status, _ in answers] == [401]


def test_an_id_that_another_practice_used_is_free(world: World) -> None:
    for asker, slug in (("own token", "ada-quist"), ("foreign token", "cleo-sand")):
        status, _ = _post(world, asker, clinician=slug, external_id="shared-1")
        assert status == 201
    named = InboundMessage.objects.exclude(external_id=None).order_by("-received_at")[:2]
    assert {message.clinician.slug for message in named} == {"ada-quist", "cleo-sand"}


NOT_ONES_TO_SAY = sorted(
    {
        name
        for model in (InboundMessage, Screening, Decision, Delivery, Client, Clinician)
        for each in model._meta.get_fields()
        for name in (each.name, f"{each.name}_id")
    }
    - PLAIN_FIELDS
    - NAMING_FIELDS
    | {"role", "tenant", "tenant_id", "author", "is_staff", "resources"}
)


def test_what_the_service_decides_cannot_be_said(world: World) -> None:
    before = _counts()
    for name in NOT_ONES_TO_SAY:
        status, told = _post(world, "own token", clinician="ada-quist", **{name: str(uuid4())})
        assert (name, status, f'"place":"{name}"' in told) == (name, 400, True)
    assert _counts() == before


def _counts() -> list[int]:
    models: tuple[type[Model], ...] = (InboundMessage, Screening, Decision, Delivery)
    return [model._default_manager.count() for model in models]  # noqa: SLF001  Django's own way to ask


def _post(world: World, asker: str, **said: str) -> tuple[int, str]:
    answer = world.browsers[asker].post("/api/v1/messages/", MESSAGE | said, content_type="application/json")
    return answer.status_code, answer.content.decode()
