"""The demo practice, built through the same services as any other, so that there is something to look at."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actors import ClinicianActor, Visitor
from accounts.models import Client, Clinician, Practice, User
from accounts.queries import NotFoundError, clients_cared_for, clinician, integration_for_token
from accounts.services import (
    Work,
    add_client,
    add_clinician,
    add_person,
    issue_token,
    name_first_owner,
    open_practice,
)
from accounts.wall import inside
from notifications.domain.incoming import Incoming, Source
from notifications.services import accept_coverage, offer_coverage
from notifications.services.receiving import receive
from policies.domain.document import parse_document
from policies.language.understand import understand
from policies.services import publish, save_draft
from scheduler.domain.wall_clock import instant, local_date, zone
from web.demo_times import give_times

SLUG, SAMUELS_SLUG = "maya-okafor", "samuel-reyes"
INBOX = "maya@harbour-street.example"
SAMUEL, DESK = "samuel@harbour-street.example", "desk@harbour-street.example"
PASSWORD = "slow tide lantern"  # noqa: S105  printed at every start; the demo serves nobody else
TIME_ZONE, REGION = "America/New_York", "US-NY"
THEO = "theo@client.example"  # Theo and Priya have not written yet: whoever tries it writes as one of them
PRIYAS_PHONE = "+442079460123"
LUCIA, NOOR, NOORS_PHONE = "lucia@client.example", "noor@client.example", "+12125550113"
OPENED_BEFORE = timedelta(days=3)

STATEMENT = """\
I work Monday to Thursday, 9 am to 5 pm, and Friday mornings until noon.
I answer email within one working day and texts the same day; texts are for scheduling only, please.
Portal messages get a reply within two working days.
I am away from 21 December to 3 January; Dr. Imani Cole covers urgent matters, 212-555-0148.
I do not check messages at weekends or on public holidays.
In an emergency call 911 or 988, or go to the nearest emergency room."""

MESSAGES = (  # channel, sender, text, how long ago
    ("portal", NOOR, "Thank you for yesterday. I am keeping the sleep diary.", timedelta(hours=26)),
    ("sms", NOORS_PHONE, "Could we move Thursday to 4 pm?", timedelta(hours=3)),
    ("email", LUCIA, "¿Podemos hablar el jueves en vez del martes?", timedelta(minutes=12)),
)


@dataclass(frozen=True, slots=True)
class DemoPractice:
    """What a person or a script needs to try it."""

    clinician: str
    clinician_address: str
    client: str
    password: str
    api_token: str


@transaction.atomic
def open_demo_practice(*, now: datetime, known_token: str = "") -> DemoPractice:
    """Made once; later calls find it. `known_token`, where it is still good, is not replaced by a new one."""
    known = _find()
    maya = known or _build(now)
    api_token = known_token
    if integration_for_token(known_token, now=now) is None:
        api_token = issue_token(practice=maya.practice, name="demo", now=now)
    if known is None:
        _receive(api_token, now)
        _plan_an_absence(maya, now)
        give_times(maya, _clients(maya), now)
    return DemoPractice(
        clinician=SLUG, clinician_address=INBOX, client=THEO, password=PASSWORD, api_token=api_token
    )


def _find() -> Clinician | None:
    try:
        return clinician(Visitor(), SLUG)
    except NotFoundError:
        return None


def _build(now: datetime) -> Clinician:
    place = zone(TIME_ZONE)
    opened = instant(
        local_date(now - OPENED_BEFORE, place), 0, place
    )  # a policy holds from then on: a whole day
    practice = open_practice(name="Harbour Street Practice", now=opened)
    maya = _add_people(practice)
    _publish(maya, opened)
    return maya


def _add_people(practice: Practice) -> Clinician:
    maya = add_clinician(
        practice=practice,
        slug=SLUG,
        name="Dr. Maya Okafor",
        time_zone=TIME_ZONE,
        region=REGION,
        languages=["en", "es"],
        inboxes={"email": INBOX, "sms": "+12125550100"},
        notices={"email": "maya.okafor@home.example"},
        user=User.objects.create_user(email=INBOX, password=PASSWORD),
    )
    owner = name_first_owner(maya)
    add_clinician(
        practice=practice,
        slug=SAMUELS_SLUG,
        name="Samuel Reyes, LCSW",
        time_zone=TIME_ZONE,
        region=REGION,
        languages=["en"],
        inboxes={"email": SAMUEL},
        notices={"email": "samuel.reyes@home.example"},
        user=User.objects.create_user(email=SAMUEL, password=PASSWORD),
    )
    at_desk = add_person(
        actor=owner,
        practice=practice,
        name="Robin Adeyemi",
        email=DESK,
        work=Work(is_front_desk=True),
        now=practice.created_at,
    )
    at_desk.user.set_password(PASSWORD)
    at_desk.user.save()
    _add_clients(maya)
    return maya


def _add_clients(maya: Clinician) -> None:
    """Two nearby, one five hours ahead, one who reads Spanish."""
    add_client(clinician=maya, name="Theo Lindgren", addresses={"email": THEO, "sms": "+12125550111"})
    add_client(clinician=maya, name="Noor Haddad", addresses={"email": NOOR, "sms": NOORS_PHONE})
    add_client(
        clinician=maya,
        name="Priya Nair",
        addresses={"email": "priya@client.example", "sms": PRIYAS_PHONE},
        time_zone="Europe/London",
        region="GB",
    )
    add_client(
        clinician=maya,
        name="Lucía Ferrer",
        addresses={"email": LUCIA, "sms": "+12125550112"},
        language="es",
    )


def _clients(maya: Clinician) -> list[Client]:
    """In the order in which they came."""
    actor = ClinicianActor(practice_id=maya.practice_id, clinician_id=maya.pk)
    with inside(maya.practice_id):
        return [care.client for care in clients_cared_for(actor)]


def _publish(maya: Clinician, now: datetime) -> None:
    actor = ClinicianActor(practice_id=maya.practice_id, clinician_id=maya.pk)
    understood = understand(STATEMENT, timezone=TIME_ZONE, region=REGION, language="en", on=now.date())
    policy = parse_document(understood.policy)
    save_draft(actor=actor, statement=STATEMENT, policy=policy, language="en", seen=0, now=now)
    publish(actor=actor, now=now)


def _plan_an_absence(maya: Clinician, now: datetime) -> None:
    """In two weeks Maya is away for one, and Samuel has said yes."""
    away = ClinicianActor(practice_id=maya.practice_id, clinician_id=maya.pk)
    samuel = clinician(away, SAMUELS_SLUG)
    first = now.date() + timedelta(days=14)
    with inside(maya.practice_id):
        offered = offer_coverage(
            actor=away,
            colleague=samuel.slug,
            first=first,
            last=first + timedelta(days=6),
            scope="urgent",
            now=now,
        )
        covering = ClinicianActor(practice_id=samuel.practice_id, clinician_id=samuel.pk)
        accept_coverage(actor=covering, coverage_id=offered, now=now)


def _receive(api_token: str, now: datetime) -> None:
    actor = integration_for_token(api_token, now=now)
    if actor is None:
        raise NotFoundError
    for channel, sender, text, ago in MESSAGES:
        incoming = Incoming(clinician=SLUG, source=Source.API, channel=channel, sender=sender, text=text)
        incoming = replace(incoming, matter="scheduling" if channel == "sms" else "")
        receive(actor=actor, incoming=incoming, now=now - ago)
