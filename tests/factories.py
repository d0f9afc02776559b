"""One plain function for each thing a test needs, made through the services, with boring defaults."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from accounts import services
from accounts.domain.actors import (
    ClientActor,
    ClinicianActor,
    FrontDeskActor,
    IntegrationActor,
    Operator,
    OwnerActor,
)
from accounts.domain.scopes import Scope
from accounts.models import Client, Clinician, Practice, User
from accounts.queries import integration_for_token, roles_of
from notifications import services as messages
from notifications.models import PracticePhrase
from notifications.services.own_phrases import NewPhrase
from policies import services as policies
from policies.domain.document import BoundaryPolicy, parse_document
from policies.language.agreement_words import understand_terms
from policies.models import Agreement, PolicyVersion
from policies.queries import revision
from scheduler import services as scheduler
from scheduler.domain.wall_clock import local_date, midnight, zone
from scheduler.models import Appointment, SessionType
from scheduler.services import Made

PASSWORD = "a quiet harbour"
NOW = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)  # Tuesday 10 March 2026, 10:30 in New York

ORDINARY_POLICY = {
    "format": "boundary-policy/1",
    "timezone": "America/New_York",
    "region": "US-NY",
    "language": "en",
    "hours": {"contact": [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]},
    "holidays": {"observe": True, "open_on": []},
    "reply": {"within": "PT24H", "clock": "working_days", "firmness": "usual"},
    "emergency": {"resources": ["911", "988", "nearest_er"]},
}


SESSION_HOURS = {  # Tuesday to Thursday
    **ORDINARY_POLICY,
    "hours": {"sessions": [{"days": ["TU", "WE", "TH"], "start": "09:00", "end": "12:00"}]},
}


def open_practice(*, name: str = "Quiet Street Practice") -> Practice:
    return services.open_practice(name=name, now=NOW)


def add_sign_in(*, email: str, password: str) -> User:
    return User.objects.create_user(email=email, password=password)


def add_clinician(
    *,
    practice: Practice,
    name: str = "Ada Quist",
    languages: Sequence[str] = ("en", "es"),
    sign_in: bool = True,
) -> Clinician:
    """Writes from New York; inbox, notices and sign-in follow from the name."""
    slug = name.lower().replace(" ", "-")
    first_name = slug.partition("-")[0]
    return services.add_clinician(
        practice=practice,
        slug=slug,
        name=name,
        time_zone="America/New_York",
        region="US-NY",
        languages=languages,
        inboxes={"email": f"{first_name}@inbox.example"},
        notices={"email": f"{first_name}@home.example"},
        user=add_sign_in(email=f"{first_name}@inbox.example", password=PASSWORD) if sign_in else None,
    )


def add_person(*, practice: Practice, name: str, is_owner: bool = False, is_front_desk: bool = False) -> User:
    """Somebody who is no clinician; the password is everyone's."""
    first_name = name.lower().partition(" ")[0]
    user = services.add_person(
        actor=Operator(),
        practice=practice,
        name=name,
        email=f"{first_name}@inbox.example",
        work=services.Work(is_owner, is_front_desk),
        now=NOW,
    ).user
    user.set_password(PASSWORD)
    user.save()
    return user


def owner_actor(user: User) -> OwnerActor:
    actor = roles_of(user).owner
    assert actor is not None
    return actor


def front_desk_actor(user: User) -> FrontDeskActor:
    actor = roles_of(user).front_desk
    assert actor is not None
    return actor


def cover(
    *,
    away: Clinician,
    covering: Clinician,
    first: date,
    last: date,
    scope: str = "all",
    accepted: bool = True,
) -> UUID:
    """An absence that a colleague was asked to cover, and said yes to."""
    offered = scheduler.offer_coverage(
        actor=clinician_actor(away),
        colleague=covering.slug,
        first=first,
        last=last,
        scope=scope,
        now=datetime.combine(first, time.min, UTC),
    ).pk
    if accepted:
        actor, now = clinician_actor(covering), datetime.combine(first, time.min, UTC)
        scheduler.accept_coverage(actor=actor, coverage_id=offered, now=now)
    return offered


def add_client(
    *,
    clinician: Clinician,
    name: str = "Dan Abara",
    addresses: Mapping[str, str] | None = None,
    language: str = "",
    time_zone: str = "",
    region: str = "",
) -> Client:
    first_name = name.lower().partition(" ")[0]
    return services.add_client(
        clinician=clinician,
        name=name,
        addresses=addresses or {"email": f"{first_name}@client.example", "sms": "+12125550123"},
        language=language,
        time_zone=time_zone,
        region=region,
    )


def issue_token(*, practice: Practice) -> str:
    """Good for a year from when the test runs, and for everything."""
    return services.issue_token(
        practice=practice, name="the portal", scopes=frozenset(Scope), now=datetime.now(UTC)
    )


def clinician_actor(clinician: Clinician) -> ClinicianActor:
    return ClinicianActor(practice_id=clinician.practice_id, clinician_id=clinician.pk)


def integration_actor(practice: Practice) -> IntegrationActor:
    actor = integration_for_token(issue_token(practice=practice), now=NOW)
    assert actor is not None
    return actor


def publish_policy(
    *,
    clinician: Clinician,
    document: Mapping[str, object] = ORDINARY_POLICY,
    statement: str = "I reply within 24 hours on working days.",
    now: datetime = NOW,
    effective_from: datetime | None = None,
) -> PolicyVersion:
    actor = clinician_actor(clinician)
    policy = parse_document(dict(document))
    save_draft(clinician=clinician, policy=policy, statement=statement, now=now)
    return policies.publish(actor=actor, now=now, effective_from=effective_from)


def save_draft(
    *,
    clinician: Clinician,
    policy: BoundaryPolicy,
    statement: str = "I reply within 24 hours on working days.",
    now: datetime = NOW,
) -> PolicyVersion:
    """Over whatever there is."""
    actor = clinician_actor(clinician)
    return policies.save_draft(
        actor=actor,
        statement=statement,
        policy=policy,
        language=policy.language,
        seen=revision(actor),
        now=now,
    )


def agree(  # noqa: PLR0913  an agreement is made of just these
    *,
    clinician: Clinician,
    client: Client,
    statement: str = "I reply within 2 hours.",
    words: str = "For a harder month.",
    first: date | None = None,
    days: int = 28,
    now: datetime = NOW,
) -> Agreement:
    """From now on, or from the first day, for so many days; looked at again after half of them."""
    place = zone(clinician.time_zone)
    begins = first or local_date(now, place)
    terms = understand_terms(statement, timezone=clinician.time_zone, region="US-NY", on=begins).terms
    assert terms is not None
    agreeing = policies.Agreeing(
        terms=terms,
        words=words,
        language="en",
        starts=midnight(begins, place),
        ends=midnight(begins + timedelta(days=days), place),
        review_on=begins + timedelta(days=days // 2),
    )
    actor = clinician_actor(clinician)
    made = messages.agree_and_tell(actor=actor, client_id=client.pk, agreeing=agreeing, now=now)
    return Agreement.objects.get(pk=made)


def add_phrase(*, clinician: Clinician, words: str) -> PracticePhrase:
    """Of the practice's own, which only has somebody look."""
    new = NewPhrase(words, PracticePhrase.Does.CONCERN, "suicide")
    return messages.add_phrase(actor=clinician_actor(clinician), new=new, now=NOW)


def offer_sessions(*, clinician: Clinician, **terms: Any) -> SessionType:
    """Of 50 minutes every hour, booked by clients at once, and reminded of a day before."""
    usual = {"name": "Session", "minutes": 50, "step": 60, "is_instant": True, "where": "12 Quiet Street"}
    offer = scheduler.Offer(**{**usual, **terms})
    return scheduler.create_session_type(actor=clinician_actor(clinician), offer=offer, now=NOW)


def client_actor(client: Client) -> ClientActor:
    return ClientActor(practice_id=client.practice_id, client_id=client.pk)


def book(
    *, clinician: Clinician, client: Client, kind: SessionType, start: datetime, now: datetime = NOW
) -> Appointment:
    """By the client."""
    return messages.book(
        actor=client_actor(client), clinician=clinician, session_type_id=kind.pk, start=start, now=now
    )


def start_series(*, clinician: Clinician, client: Client, kind: SessionType, now: datetime = NOW) -> Made:
    """Every Thursday at 11:00, from the next on."""
    weekly = scheduler.Weekly(
        client_id=client.pk,
        session_type_id=kind.pk,
        first_day=now.date() + timedelta(days=(3 - now.weekday()) % 7 or 7),  # not today: 11:00 may be over
        starts_at=11 * 60,
    )
    return messages.start_series(
        actor=clinician_actor(clinician), clinician=clinician, weekly=weekly, now=now
    )
