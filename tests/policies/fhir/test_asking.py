"""How one asks: forms of an answer, unknown parameters, methods, and whatever makes no sense."""

from random import Random
from urllib.parse import quote

import pytest
from django.test import Client as Browser

from policies.domain.fhir.values import Release
from tests.policies.fhir.practice import BASE, Practice, ask, token
from tests.policies.fhir.valid import valid

pytestmark = pytest.mark.django_db
KINDS = ("PractitionerRole", "Practitioner", "Schedule", "Slot", "Appointment")


@pytest.mark.parametrize("release", Release)
def test_metadata_says_what_there_is(release: Release) -> None:
    told = ask("metadata", release=release)
    assert told["fhirVersion"] == {"r4": "4.0.1", "r5": "5.0.0"}[release]
    assert {each["type"] for each in told["rest"][0]["resource"]} == set(KINDS)


def test_the_way_there_is_told() -> None:
    assert f"{BASE}/r5" in ask("/fhir/")["issue"][0]["diagnostics"]
    for address in ("", "/r5", "/r5/", "/r6/metadata", "/r5/Patient/1", "/r5/Slot/x/y"):
        assert ask(f"/fhir{address}", status=404)["issue"][0]["code"] == "not-found"


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        ("*/*", "", "application/fhir+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "application/fhir+json"),
        ("application/json", "", "application/json"),
        ("application/fhir+json; fhirVersion=5.0", "", "application/fhir+json"),
        ("application/fhir+xml, application/fhir+json;q=0.5", "", "application/fhir+json"),
        ("application/fhir+xml", "?_format=json", "application/fhir+json"),
        ("application/fhir+xml", "?_format=application/fhir+json", "application/fhir+json"),
        ("", "", "application/fhir+json"),
    ],
)
def test_json_by_either_name(accept: str, query: str, kind: str) -> None:
    answer = Browser().get(f"/fhir/r5/metadata{query}", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)


@pytest.mark.parametrize(("accept", "query"), [("application/fhir+xml", ""), ("*/*", "?_format=xml")])
def test_nothing_else_is_spoken(accept: str, query: str) -> None:
    answer = Browser().get(f"/fhir/r5/metadata{query}", headers={"Accept": accept})
    assert answer.status_code == 406
    valid(answer.json(), Release.R5)


def test_what_is_not_known_is_left_out_or_refused(practice: Practice) -> None:
    address = f"PractitionerRole?_id={practice.ada.pk}&colour=green&_include=x"
    bundle = ask(address)
    used = f"{BASE}/r5/PractitionerRole?_id={practice.ada.pk}"
    assert bundle["link"] == [{"relation": "self", "url": used}]
    assert ask(address, {"Prefer": "handling=strict"}, status=400)["issue"][0]["code"] == "not-supported"
    ask(f"PractitionerRole?_id={practice.ada.pk}&_format=json", {"Prefer": "handling=strict"})


@pytest.mark.parametrize(
    "query", ["_id:not=1", "_id:missing=true", "identifier:text=x", "practitioner.name=x", "_id=1&_id=2"]
)
def test_what_would_change_the_answer_is_refused(query: str) -> None:
    ask(f"PractitionerRole?{query}", status=400)


def test_only_looking_is_possible(practice: Practice) -> None:
    for verb in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        for address in ("Slot", f"PractitionerRole/{practice.ada.pk}", "metadata"):
            answer = Browser().generic(verb, f"/fhir/r5/{address}")
            assert answer.status_code == 405
            valid(answer.json(), Release.R5)


def test_other_sites_may_read_what_anyone_may(practice: Practice) -> None:
    address = f"/fhir/r5/PractitionerRole/{practice.ada.pk}"
    assert Browser().get(address)["Access-Control-Allow-Origin"] == "*"
    answer = Browser().get(address, headers=token(practice.ada))
    assert ("Access-Control-Allow-Origin" in answer, answer["Cache-Control"]) == (False, "no-store, private")


def test_too_many_questions_are_put_off_but_a_practices_own() -> None:
    answers = [Browser().get("/fhir/r5/metadata") for _ in range(121)]
    assert [each.status_code for each in answers[-2:]] == [200, 429]
    valid(answers[-1].json(), Release.R5)


WIDE = "\N{FULLWIDTH DIGIT TWO}\N{FULLWIDTH DIGIT ZERO}26-03-10"
THERE = "0b0f1c3e-8a2d-4c58-9f1e-5d7a6b3c2e10"
ODD = [
    *(
        "",
        "x",
        "0",
        "-1",
        "1e9",
        "9" * 400,
        "\N{ARABIC-INDIC DIGIT THREE}",
        WIDE,
        "\0",
        "%",
        "|",
        "a|b|c",
        ",,,",
    ),
    *("2026-02-30", "2026-13", "0000", "9999", "99999", "9999-12-31", "2200-12-31", "1970-01-01"),
    *("2026-03-10T25:00", "2026-03-10T10:00:60Z", "2026-03-10T10:00:00.1234567Z", "2026-03-10T10:00+99:00"),
    *(
        "ge",
        "gege2026",
        "ap2026",
        "ne2026",
        "ge2026-03-10T10:00:00+14:00",
        "lt1969",
        "ge2201",
        "le2200-12-31",
    ),
    *("Practitioner/", "Schedule/../x", "\N{COLLISION SYMBOL}", "' OR 1=1 --", ",".join("x" * 50), THERE),
    *(f"{THERE}.20260317T130000Z", f"{THERE}.99999999T999999999999Z", f"{THERE}.20260317T130000000000Z"),
]
NAMES = [
    "_id", "identifier", "practitioner", "actor", "schedule", "start", "date", "status", "_count", "_after",
    "_lastUpdated", "_format", "_summary", "x",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_asked_is_answered(practice: Practice, seed: int) -> None:
    chance, headers = Random(seed), token(practice.ada)  # noqa: S311  the same each time
    odd = [*ODD, str(practice.ada.pk), str(practice.kinds["anyone"].pk)]
    for _ in range(150):
        given = [(chance.choice(NAMES), chance.choice(odd)) for _ in range(chance.randint(1, 4))]
        kind, release = chance.choice(KINDS), chance.choice(list(Release))
        data: dict[str, list[str]] = {}
        for name, value in given:
            data.setdefault(name, []).append(value)
        answer = Browser().get(f"/fhir/{release}/{kind}", data, headers=headers)
        assert answer.status_code in {200, 400, 406}, given
        valid(answer.json(), release)


@pytest.mark.parametrize("name", [each for each in ODD if each and "/" not in each])
def test_whatever_is_named_is_missing(practice: Practice, name: str) -> None:
    headers = token(practice.ada)
    for kind in KINDS:
        answer = Browser().get(f"/fhir/r5/{kind}/{quote(name)}", headers=headers)
        assert answer.status_code == 404
        valid(answer.json(), Release.R5)
