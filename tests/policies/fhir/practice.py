"""A practice that other systems read: kinds of sessions, and appointments in every state."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client as Browser

from accounts import services as accounts
from accounts.domain.actors import ClientActor, Visitor
from accounts.domain.scopes import Scope
from accounts.models import Client, Clinician
from policies.domain.fhir.values import Json, Release
from policies.queries.openings import ByPolicy
from scheduler import services as scheduler
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.policies.fhir.valid import valid

NOW = factories.NOW  # Tuesday 10 March 2026, 10:30 in New York
NINE = datetime(2026, 3, 17, 13, tzinfo=UTC)  # the Tuesday after, 09:00 in New York: clocks went on by then
HOURS = [{"days": ["MO", "TU", "WE", "TH", "FR"], "start": "09:00", "end": "17:00"}]
DOCUMENT = factories.ORDINARY_POLICY | {
    "hours": {"contact": HOURS, "sessions": HOURS},
    "closed_dates": ["2026-03-18"],
    "overrides": [{"date": "2026-03-19", "windows": [{"start": "13:00", "end": "15:00"}]}],
    "time_away": [{"first_day": "2026-03-23", "last_day": "2026-03-29"}],
}
BASE = "http://127.0.0.1:8000/fhir"


@dataclass
class Practice:
    ada: Clinician
    client: Client
    kinds: dict[str, SessionType] = field(default_factory=dict)  # by who books
    kept: dict[str, Appointment] = field(default_factory=dict)  # by their state


def fill(ada: Clinician, client: Client) -> Practice:
    factories.publish_policy(clinician=ada, document=DOCUMENT, now=NOW - timedelta(days=10))
    made = Practice(ada, client)
    for who in ("anyone", "clients", "nobody"):
        offer = scheduler.Offer(
            name=f"Sitzung 会 {who}", minutes=50, step=60, who_books=who, where="canary-where"
        )
        made.kinds[who] = scheduler.create_session_type(
            actor=factories.clinician_actor(ada), offer=offer, now=NOW - timedelta(days=9)
        )
    keep_all(made)
    return made


def keep_all(made: Practice) -> None:
    keeper, ours = factories.clinician_actor(made.ada), ClientActor(made.ada.practice_id, made.client.pk)
    made.kept["booked"] = keep(made, keeper, "clients", 0)
    made.kept["requested"] = keep(made, ours, "clients", 1)
    made.kept["visitor"] = keep(made, Visitor(), "anyone", 2)
    made.kept["cancelled"] = keep(made, keeper, "clients", 3)
    scheduler.cancel(actor=ours, appointment_id=made.kept["cancelled"].pk, now=NOW + timedelta(hours=1))
    made.kept["declined"] = keep(made, ours, "clients", 4)
    scheduler.decline(actor=keeper, appointment_id=made.kept["declined"].pk, now=NOW + timedelta(hours=2))
    made.kept["expired"] = keep(made, ours, "clients", 5)
    scheduler.expire(made.kept["expired"].pk, made.ada.practice_id, now=NOW + timedelta(days=6))
    for each in made.kept.values():
        each.refresh_from_db()


def keep(made: Practice, actor: Any, kind: str, hours: int) -> Appointment:
    asker = scheduler.Asker("canary-asker", "canary@asker.example") if isinstance(actor, Visitor) else None
    wish = scheduler.Wish(
        session_type_id=made.kinds[kind].pk,
        start=NINE + timedelta(hours=hours),
        note="canary-note",
        client_id=None if isinstance(actor, ClientActor | Visitor) else made.client.pk,
        asker=asker,
    )
    return scheduler.book(actor=actor, clinician=made.ada, wish=wish, times=ByPolicy(), now=NOW)


def token(
    clinician: Clinician, *, only: bool = False, scope: Scope = Scope.APPOINTMENTS_READ
) -> dict[str, str]:
    """As headers; `only`: for this one clinician of their practice."""
    secret = accounts.issue_token(
        practice=clinician.practice,
        name="hospital",
        now=NOW,
        scopes=[scope],
        clinician=clinician if only else None,
    )
    return {"Authorization": f"Bearer {secret}"}


def ask(
    address: str, headers: dict[str, str] | None = None, *, release: Release = Release.R5, status: int = 200
) -> Json:
    """What is answered at this address of a release; valid, whatever it is."""
    path = address if address.startswith("/") else f"/fhir/{release}/{address}"
    answer = Browser().get(path, headers=headers or {})
    assert answer["Content-Type"].startswith("application/fhir+json"), answer.content
    told = valid(answer.json(), release)
    assert (answer.status_code, told if answer.status_code != status else "") == (status, "")
    return told


def found(bundle: Json) -> list[Json]:
    return [entry["resource"] for entry in bundle.get("entry", [])]


def every_page(
    address: str, headers: dict[str, str] | None = None, *, release: Release = Release.R5
) -> list[Json]:
    """All that is found, by following the links."""
    there: list[Json] = []
    following: str | None = address
    while following:
        bundle = ask(following, headers, release=release)
        there += found(bundle)
        links = {each["relation"]: each["url"] for each in bundle["link"]}
        following = links.get("next", "").removeprefix("http://127.0.0.1:8000") or None
    return there
