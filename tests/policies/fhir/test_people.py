"""PractitionerRole and Practitioner over HTTP: as public as a page, valid, and told apart by version."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts.models import Clinician
from policies.domain.fhir.values import Release
from policies.queries import in_force
from scheduler.domain.interval import Interval
from tests import elsewhere, factories
from tests.policies.fhir.practice import BASE, NINE, NOW, Practice, ask, every_page, found, token
from tests.policies.fhir.read_back import open_times

pytestmark = pytest.mark.django_db
KINDS = ("PractitionerRole", "Practitioner")


@pytest.mark.parametrize("release", Release)
def test_a_role_says_when_the_promise_engine_is_open(practice: Practice, release: Release) -> None:
    role = ask(f"PractitionerRole/{practice.ada.pk}", release=release)
    policy = in_force(practice.ada, NOW).policy
    first, last = NOW.date().replace(day=1), NOW.date() + timedelta(days=150)
    there = open_times(role, release, first, last)
    engine = policy.open_intervals("email", there[0].start, there[-1].end)
    assert there == engine
    assert role["active"] is True
    assert role["identifier"] == [{"system": "http://127.0.0.1:8000/p/", "value": "ada-quist"}]
    assert ask(role["practitioner"]["reference"], release=release)["name"] == [{"text": "Ada Quist"}]


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("kind", KINDS)
def test_people_are_found_by_what_names_them(practice: Practice, kind: str, release: Release) -> None:
    for query in (
        f"_id={practice.ada.pk}",
        f"_id={uuid4()},{practice.ada.pk}",
        "identifier=ada-quist",
        "identifier=http://127.0.0.1:8000/p/|ada-quist",
        f"_id={practice.ada.pk}&identifier=ada-quist",
    ):
        bundle = ask(f"{kind}?{query}", release=release)
        assert [each["id"] for each in found(bundle)] == [str(practice.ada.pk)], query
        assert bundle["entry"][0]["fullUrl"] == f"{BASE}/{release}/{kind}/{practice.ada.pk}"
    for query in ("identifier=x|ada-quist", "identifier=nobody", f"_id={uuid4()}", "_id=1", "_id=x%00"):
        assert ask(f"{kind}?{query}", release=release)["total"] == 0, query


def test_a_role_is_found_by_its_practitioner(practice: Practice) -> None:
    there = f"Practitioner/{practice.ada.pk}"
    for named in (there, practice.ada.pk, f"{BASE}/r5/{there}"):
        assert ask(f"PractitionerRole?practitioner={named}")["total"] == 1
    assert ask(f"PractitionerRole?practitioner=Patient/{practice.ada.pk}")["total"] == 0


def test_whoever_has_published_nothing_is_not_there(practice: Practice, ben: Clinician) -> None:
    for kind in KINDS:
        ask(f"{kind}/{ben.pk}", status=404)
        assert ask(f"{kind}?_id={ben.pk}")["total"] == 0


def test_a_practices_own_program_finds_all_of_its_people(
    practice: Practice, ben: Clinician, cleo: Clinician
) -> None:
    headers = token(practice.ada)
    ids = sorted([str(practice.ada.pk), str(ben.pk)])
    assert [each["id"] for each in every_page("Practitioner?_count=1", headers)] == ids
    assert "availability" not in ask(f"PractitionerRole/{ben.pk}", headers)
    ask(f"PractitionerRole/{cleo.pk}", headers, status=404)
    assert [each["id"] for each in every_page("Practitioner", token(practice.ada, only=True))] == ids[
        :1
    ] or ids[1:]


def test_nobody_is_told_a_list_of_all_clinicians(practice: Practice) -> None:
    for kind in KINDS:
        assert ask(kind, status=400)["issue"][0]["code"] == "required"


def test_whoever_has_gone_is_said_to_have(practice: Practice) -> None:
    practice.ada.gone_since = NOW
    practice.ada.save()
    assert ask(f"PractitionerRole/{practice.ada.pk}", status=410)["issue"][0]["code"] == "deleted"
    assert ask(f"PractitionerRole?_id={practice.ada.pk}")["total"] == 0
    assert ask(f"PractitionerRole/{practice.ada.pk}", token(practice.ada))["active"] is False


def test_a_version_is_told_once(practice: Practice) -> None:
    address = f"/fhir/r5/PractitionerRole/{practice.ada.pk}"
    first = Browser().get(address)
    assert first["ETag"] == f'W/"{first.json()["meta"]["versionId"]}"'
    assert first["Cache-Control"] == "no-cache, public"
    again = Browser().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = Browser().head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    document = factories.ORDINARY_POLICY
    factories.publish_policy(clinician=practice.ada, document=document, now=NOW - timedelta(minutes=1))
    later = Browser().get(address, headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200
    assert later.json()["meta"]["lastUpdated"] == "2026-03-10T14:29:00Z"


def test_since_when_hours_are_so_is_not_said_where_a_calendar_has_a_say(practice: Practice) -> None:
    name = f"PractitionerRole/{practice.ada.pk}"
    before = ask(name)["meta"]
    elsewhere.keep(practice.ada, away=[Interval(NINE, NINE + timedelta(hours=1))])
    told = ask(name)
    assert "lastUpdated" not in told["meta"]
    assert told["meta"]["versionId"] != before["versionId"]
    closures = told["availability"][0]["notAvailableTime"]
    assert "2026-03-17T09:00:00-04:00" in [each["during"]["start"] for each in closures]
