"""Schedule, Slot and Appointment over HTTP: what is free is anyone's to know, and nothing else is."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.domain.scopes import Scope
from accounts.models import AuditEntry, Clinician
from policies.domain.fhir.values import Release, instant
from policies.queries.openings import openings_of
from scheduler import services as scheduler
from scheduler.domain.interval import Interval
from scheduler.models import SessionType
from tests import factories
from tests.policies.fhir.practice import BASE, NINE, NOW, Practice, ask, every_page, fill, found, token

pytestmark = pytest.mark.django_db
SPAN = "start=ge2026-03-10&start=lt2026-05-11"
MOST = timedelta(days=61)


def openings(kind: SessionType, now: datetime = NOW) -> list[str]:
    return [instant(each) for each in openings_of(kind.clinician, kind, Interval(now, now + MOST), now)]


# --- schedules


@pytest.mark.parametrize("release", Release)
def test_a_schedule_is_told_where_anyone_may_ask_for_it(practice: Practice, release: Release) -> None:
    for who, kind in practice.kinds.items():
        ask(f"Schedule/{kind.pk}", release=release, status=200 if who == "anyone" else 404)
        ask(f"Schedule/{kind.pk}", token(practice.ada), release=release)
    told = ask(f"Schedule/{practice.kinds['anyone'].pk}", release=release)
    horizon = {"start": "2026-03-10T00:00:00-04:00", "end": "2026-05-10T00:00:00-04:00"}
    assert (told["active"], told["planningHorizon"]) == (True, horizon)
    for actor in told["actor"]:
        ask(actor["reference"], release=release)


def test_schedules_are_found_by_their_actor(practice: Practice) -> None:
    open_one = str(practice.kinds["anyone"].pk)
    for actor in (f"PractitionerRole/{practice.ada.pk}", f"Practitioner/{practice.ada.pk}"):
        assert [each["id"] for each in found(ask(f"Schedule?actor={actor}"))] == [open_one]
        assert len(every_page(f"Schedule?actor={actor}&_count=1", token(practice.ada))) == 3
    assert ask(f"Schedule?_id={open_one}")["total"] == 1
    assert len(every_page("Schedule", token(practice.ada))) == 3
    assert ask(f"Schedule?actor=Practitioner/{uuid4()}")["total"] == 0
    assert ask("Schedule", status=400)["issue"][0]["code"] == "required"


# --- slots


@pytest.mark.parametrize("release", Release)
def test_free_slots_are_the_openings(practice: Practice, release: Release) -> None:
    kind = practice.kinds["anyone"]
    slots = every_page(f"Slot?schedule=Schedule/{kind.pk}&{SPAN}&_count=7", release=release)
    assert [each["start"] for each in slots] == openings(kind)
    assert {each["status"] for each in slots} == {"free"}
    assert {each["schedule"]["reference"] for each in slots} == {f"Schedule/{kind.pk}"}
    days = {each["start"][:10] for each in slots}
    assert {"2026-03-18", "2026-03-24"} & days == set()  # closed, away
    other_hours = [each["start"] for each in slots if each["start"].startswith("2026-03-19")]
    assert other_hours == ["2026-03-19T17:00:00Z", "2026-03-19T18:00:00Z"]
    for each in slots[:3]:
        assert ask(f"Slot/{each['id']}", release=release) == each


@pytest.mark.parametrize("release", Release)
def test_what_is_taken_is_told_to_the_practice_alone(practice: Practice, release: Release) -> None:
    address = f"Slot?schedule=Schedule/{practice.kinds['clients'].pk}&{SPAN}"
    assert ask(address, release=release)["total"] == 0
    headers = token(practice.ada)
    slots = every_page(address, headers, release=release)
    by_status: dict[str, list[str]] = {}
    for each in slots:
        by_status.setdefault(each["status"], []).append(each["start"])
    assert by_status["busy"] == [instant(NINE)]
    assert by_status["busy-tentative"] == [instant(NINE + timedelta(hours=1))]
    assert by_status["free"] == openings(practice.kinds["clients"])
    assert slots == sorted(slots, key=lambda each: each["start"])
    free = every_page(f"{address}&status=free", headers, release=release)
    assert [each["start"] for each in free] == by_status["free"]
    system = "http://hl7.org/fhir/slotstatus"
    assert ask(f"{address}&status={system}|busy,busy-tentative", headers, release=release)["total"] == 2


def test_a_taken_slot_is_to_anyone_as_if_it_were_not_there(practice: Practice) -> None:
    visitors = practice.kept["visitor"]
    name = f"{visitors.session_type_id}.{visitors.start:%Y%m%dT%H%M%SZ}"
    nobodys = f"{visitors.session_type_id}.20260317T030000Z"
    assert ask(f"Slot/{name}", status=404) == ask(f"Slot/{nobodys}", status=404)
    assert ask(f"Slot?schedule=Schedule/{visitors.session_type_id}&{SPAN}&status=busy")["total"] == 0
    assert ask(f"Slot/{name}", token(practice.ada))["status"] == "busy-tentative"
    assert ask(f"Slot/{name}", token(practice.ada, scope=Scope.MESSAGES_WRITE), status=404)


def test_what_was_looked_through_is_said(practice: Practice) -> None:
    kind = practice.kinds["anyone"].pk
    bundle = ask(f"Slot?schedule={kind}")
    used = f"{BASE}/r5/Slot?schedule={kind}&start=ge2026-03-10T04%3A00%3A00Z&start=lt2026-04-07T04%3A00%3A00Z"
    assert bundle["link"][0] == {"relation": "self", "url": used}
    there = used.removeprefix("http://127.0.0.1:8000")
    assert found(ask(there)) == found(bundle)
    too_much = ask(f"Slot?schedule={kind}&start=ge2026-01-01&start=lt2027-01-01", status=400)
    assert too_much["issue"][0]["code"] == "too-costly"
    assert ask("Slot", status=400)["issue"][0]["code"] == "required"
    assert ask(f"Slot?schedule={kind}&start=ge2026-05-01&start=lt2026-04-01")["total"] == 0


def test_a_day_is_one_of_the_clinicians(practice: Practice) -> None:
    slots = every_page(f"Slot?schedule={practice.kinds['anyone'].pk}&start=2026-03-20")
    assert [each["start"][:13] for each in slots][:1] == ["2026-03-20T13"]
    assert len(slots) == 8


@pytest.mark.parametrize(("today", "before", "after"), [("2026-03-05", 14, 13), ("2026-10-29", 13, 14)])
def test_slots_keep_their_wall_clock_when_clocks_change(
    ada: Clinician, today: str, before: int, after: int
) -> None:
    """Offered on a Friday and on the Monday after the change."""
    now = datetime.fromisoformat(f"{today}T05:00:00+00:00")
    hours = {"sessions": [{"days": ["FR", "MO"], "start": "09:00", "end": "10:00"}]}
    document = factories.ORDINARY_POLICY | {"hours": hours}
    factories.publish_policy(clinician=ada, document=document, now=now - timedelta(days=1))
    kind = offer_to_anyone(ada)
    with time_machine.travel(now, tick=False):
        slots = every_page(f"Slot?schedule={kind.pk}")
    assert [datetime.fromisoformat(each["start"]).hour for each in slots[:2]] == [before, after]
    assert [each["start"] for each in slots] == openings(kind, now)[: len(slots)]


def offer_to_anyone(clinician: Clinician) -> SessionType:
    offer = scheduler.Offer(name="First meeting", minutes=50, who_books="anyone")
    return scheduler.create_session_type(actor=factories.clinician_actor(clinician), offer=offer, now=NOW)


def test_whoever_has_no_policy_offers_nothing(ada: Clinician) -> None:
    kind = offer_to_anyone(ada)
    ask(f"Schedule/{kind.pk}", status=404)
    assert ask(f"Slot?schedule={kind.pk}")["total"] == 0


# --- appointments


@pytest.mark.parametrize("release", Release)
def test_appointments_are_told_in_every_state(practice: Practice, release: Release) -> None:
    headers = token(practice.ada)
    expected = {
        "booked": ("booked", "accepted", "accepted"),
        "requested": ("pending", "needs-action", "accepted"),
        "visitor": ("pending", "needs-action", "accepted"),
        "cancelled": ("cancelled", "accepted", "declined"),
        "declined": ("cancelled", "declined", "accepted"),
        "expired": ("cancelled", "needs-action", "accepted"),
    }
    for name, row in practice.kept.items():
        told = ask(f"Appointment/{row.pk}", headers, release=release)
        parts = [each["status"] for each in told["participant"]]
        assert (told["status"], *parts) == expected[name], name
        assert (told["start"], told["minutesDuration"]) == (instant(row.start), 50)
        assert told["meta"]["lastUpdated"] == instant(row.revised_at)
        for each in told.get("slot", []):
            assert ask(each["reference"], headers, release=release)["start"] == told["start"]
        assert ("slot" in told) == (told["status"] != "cancelled")
    reason = "cancelationReason" if release is Release.R4 else "cancellationReason"
    codes = [
        ask(f"Appointment/{practice.kept[name].pk}", headers, release=release)[reason]["coding"][0]["code"]
        for name in ("cancelled", "declined", "expired")
    ]
    assert codes == ["pat", "prov", "other"]


@pytest.mark.parametrize("release", Release)
def test_nothing_is_said_of_who_comes_and_what_they_wrote(practice: Practice, release: Release) -> None:
    told = json.dumps(every_page("Appointment?_count=2", token(practice.ada), release=release))
    for secret in ("canary", "Dan", "Abara", "client.example"):
        assert secret not in told
    assert practice.client.pk.urn in told


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["booked", "requested", "visitor", "cancelled", "declined", "expired"]),
        ("status=booked", ["booked"]),
        ("status=booked,pending", ["booked", "requested", "visitor"]),
        ("status=http://hl7.org/fhir/appointmentstatus|cancelled", ["cancelled", "declined", "expired"]),
        ("status=noshow", []),
        ("date=2026-03-17", ["booked", "requested", "visitor", "cancelled", "declined", "expired"]),
        ("date=2026-03", ["booked", "requested", "visitor", "cancelled", "declined", "expired"]),
        ("date=ge2026-03-18", []),
        ("date=gt2026-03-17T09:00&date=lt2026-03-17T11:00-04:00&practitioner=ADA", ["requested"]),
        ("date=2026-03-17T13:00:00Z", ["booked"]),
        ("date=le2026-03-17T13:00:00Z", ["booked"]),
        ("date=sa2026-03-17T17:00:00Z", ["expired"]),
        ("date=eb2026-03-17T14:00:00Z", ["booked"]),
        ("actor=Practitioner/ADA", ["booked", "requested", "visitor", "cancelled", "declined", "expired"]),
        ("actor=PractitionerRole/ADA&status=booked", ["booked"]),
        ("actor=Practitioner/BEN", []),
        ("practitioner=ADA&actor=Practitioner/BEN", []),
        ("_lastUpdated=gt2026-03-10T16:00:00Z", ["declined", "expired"]),
        ("_id=BOOKED", ["booked"]),
        ("_count=0", []),
    ],
)
def test_appointments_are_found(practice: Practice, ben: Clinician, query: str, names: list[str]) -> None:
    query = query.replace("ADA", str(practice.ada.pk)).replace("BEN", str(ben.pk))
    query = query.replace("BOOKED", str(practice.kept["booked"].pk))
    there = [each["id"] for each in every_page(f"Appointment?{query}", token(practice.ada))]
    assert there == [str(practice.kept[name].pk) for name in names]


def test_pages_lead_through_all(practice: Practice) -> None:
    headers = token(practice.ada)
    for size in (1, 2, 5, 6, 7):
        there = every_page(f"Appointment?_count={size}", headers)
        assert [each["id"] for each in there] == [str(row.pk) for row in practice.kept.values()]
    assert ask("Appointment?_count=2", headers)["total"] == 6


def test_appointments_take_a_token_made_for_them(practice: Practice) -> None:
    address = f"Appointment/{practice.kept['booked'].pk}"
    for each in ("Appointment", address):
        assert ask(each, status=401)["issue"][0]["code"] == "login"
        assert ask(each, {"Authorization": "Bearer bs_none"}, status=401)["issue"][0]["code"] == "login"
        ask(each, token(practice.ada, scope=Scope.MESSAGES_WRITE), status=403)


def test_anothers_is_as_what_is_missing(practice: Practice, ben: Clinician, cleo: Clinician) -> None:
    theirs = f"Appointment/{practice.kept['booked'].pk}"
    for headers in (token(cleo), token(ben, only=True)):
        assert ask(theirs, headers, status=404) == ask(f"Appointment/{uuid4()}", headers, status=404)
        assert ask("Appointment", headers)["total"] == 0
        assert ask(f"Schedule/{practice.kinds['clients'].pk}", headers, status=404)
        slots = every_page(f"Slot?schedule={practice.kinds['anyone'].pk}&{SPAN}", headers)
        assert {each["status"] for each in slots} == {"free"}


def test_who_looked_is_on_record(practice: Practice) -> None:
    headers = token(practice.ada)
    before = AuditEntry.objects.count()
    ask("Appointment", headers)
    ask(f"Appointment/{practice.kept['booked'].pk}", headers)
    found_by = AuditEntry.objects.order_by("pk")[before:]
    facts = [(each.verb, each.thing_kind, each.actor_kind, each.client_id) for each in found_by]
    assert facts == [
        ("listed", "appointments", "integration", None),
        ("read", "appointment", "integration", practice.client.pk),
    ]


def test_a_practice_of_its_own_is_filled_alike(cleo: Clinician) -> None:
    """Two practices with the same times see their own."""
    with time_machine.travel(NOW, tick=False):
        theirs = fill(cleo, factories.add_client(clinician=cleo, name="Eve Stone"))
        ids = {each["id"] for each in every_page("Appointment", token(cleo))}
    assert ids == {str(row.pk) for row in theirs.kept.values()}
