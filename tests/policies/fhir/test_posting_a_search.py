"""POST to `_search`: the same questions, answered the same, under the same guards."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from accounts.domain.scopes import Scope
from accounts.models import AuditEntry, Clinician
from policies.domain.fhir.values import Release
from tests.policies.fhir.practice import BASE, Practice, ask, token
from tests.policies.fhir.test_asking import KINDS
from tests.policies.fhir.valid import valid

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def post(
    kind: str,
    form: dict[str, Any] | str = "",
    *,
    address: str = "",
    headers: dict[str, str] | None = None,
    release: Release = Release.R5,
    content_type: str = FORM,
) -> Any:
    body = form if isinstance(form, str) else urlencode(form, doseq=True)
    return Browser().post(
        f"/fhir/{release}/{kind}/_search{address}", body, content_type=content_type, headers=headers or {}
    )


def questions(practice: Practice) -> dict[str, dict[str, Any]]:
    anyone = str(practice.kinds["anyone"].pk)
    return {
        "PractitionerRole": {"identifier": practice.ada.slug},
        "Practitioner": {"_id": str(practice.ada.pk)},
        "Schedule": {"actor": f"Practitioner/{practice.ada.pk}"},
        "Slot": {"schedule": anyone, "start": ["ge2026-03-10", "lt2026-03-20"], "status": "free,busy"},
        "Appointment": {"status": "booked,pending", "_count": "1"},
    }


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_answered_as_a_get_is(practice: Practice, kind: str, release: Release) -> None:
    question, headers = questions(practice)[kind], token(practice.ada)
    got = ask(f"{kind}?{urlencode(question, doseq=True)}", headers, release=release)
    answer = post(kind, question, headers=headers, release=release)
    assert answer.status_code == 200
    assert valid(answer.json(), release) == got
    assert answer["Content-Type"] == "application/fhir+json"


def test_address_and_form_are_asked_together(practice: Practice) -> None:
    question = questions(practice)["Slot"]
    got = ask(f"Slot?{urlencode(question, doseq=True)}", token(practice.ada))
    first, last = question["start"]
    answer = post(
        "Slot",
        {"start": last, "status": "free,busy"},
        address="?" + urlencode({"schedule": question["schedule"], "start": first}),
        headers=token(practice.ada),
    )
    assert answer.json()["entry"] == got["entry"]
    twice = post("Practitioner", {"_id": "1"}, address="?_id=2")
    assert twice.status_code == 400
    assert "comes more than once" in twice.json()["issue"][0]["diagnostics"]


def test_nothing_in_the_form_is_all_in_the_address(practice: Practice) -> None:
    for body, kind in (("", FORM), ("", "")):
        answer = post("Practitioner", body, address=f"?_id={practice.ada.pk}", content_type=kind)
        assert answer.json()["total"] == 1


def test_pages_go_on_by_their_links(practice: Practice) -> None:
    headers = token(practice.ada)
    first = post("Appointment", {"_count": "1"}, headers=headers).json()
    links = {each["relation"]: each["url"] for each in first["link"]}
    assert links["self"].startswith(f"{BASE}/r5/Appointment?")
    second = ask(links["next"].removeprefix("http://127.0.0.1:8000"), headers)
    assert second["entry"] != first["entry"]


def test_the_form_of_an_answer_may_be_asked_for_in_the_form(practice: Practice) -> None:
    question = {"_id": str(practice.ada.pk)}
    assert (
        post("Practitioner", {**question, "_format": "application/json"})["Content-Type"]
        == "application/json"
    )
    assert post("Practitioner", {**question, "_format": "xml"}).status_code == 406
    strict = post("Practitioner", {**question, "colour": "green"}, headers={"Prefer": "handling=strict"})
    assert strict.status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"_id": "1"}', "application/json"),
        ('{"resourceType": "Parameters"}', "application/fhir+json"),
        ("--x--", "multipart/form-data; boundary=x"),
        ("_id=1", "text/plain"),
        ("_id=1", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_only_a_form_is_read(practice: Practice, body: str, content_type: str) -> None:
    answer = post("Practitioner", body, content_type=content_type)
    assert answer.status_code == (400 if "utf-16" in content_type else 415)
    valid(answer.json(), Release.R5)


@pytest.mark.parametrize(
    "body",
    ["%", "=&=&", "_id", "_id=%00", "_id=%FF%FE", "&" * 5000, "a=1&" * 3000, "_id=" + "x" * 100_000, "\0\0"],
)
def test_whatever_is_posted_is_answered(practice: Practice, body: str) -> None:
    for kind in KINDS:
        answer = post(kind, body, headers=token(practice.ada))
        assert answer.status_code in {200, 400}
        valid(answer.json(), Release.R5)


def test_too_much_is_not_even_read() -> None:
    answer = post("Practitioner", "_id=" + "x" * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    valid(answer.json(), Release.R5)


def test_the_same_guards_stand_before_it(practice: Practice, cleo: Clinician) -> None:
    ours = questions(practice)
    assert post("Appointment", ours["Appointment"]).status_code == 401
    writes = token(practice.ada, scope=Scope.MESSAGES_WRITE)
    assert post("Appointment", ours["Appointment"], headers=writes).status_code == 403
    theirs = post("Appointment", ours["Appointment"], headers=token(cleo)).json()
    assert theirs["total"] == 0
    foreign = post("Slot", ours["Slot"] | {"status": "busy"}, headers=token(cleo))
    assert foreign.json().get("entry", []) == []
    assert post("PractitionerRole", "").status_code == 400  # nobody is told of all
    assert (
        post("Practitioner", ours["Practitioner"], headers={"Authorization": "Bearer x"}).status_code == 401
    )


def test_each_reading_is_on_record(practice: Practice) -> None:
    before = AuditEntry.objects.filter(thing_kind="appointments").count()
    post("Appointment", {}, headers=token(practice.ada))
    assert AuditEntry.objects.filter(thing_kind="appointments").count() == before + 1


def test_posts_are_counted_with_gets(practice: Practice) -> None:
    question = questions(practice)["Practitioner"]
    answers = [post("Practitioner", question) for _ in range(60)]
    answers += [Browser().get("/fhir/r5/metadata") for _ in range(61)]
    assert [each.status_code for each in answers[-2:]] == [200, 429]
    assert post("Practitioner", question).status_code == 429
    own = post("Practitioner", question, headers=token(practice.ada))
    assert own.status_code == 200


def test_nobody_keeps_the_answer_and_other_sites_may_read_what_anyone_may(practice: Practice) -> None:
    question = questions(practice)["Practitioner"]
    answer = post("Practitioner", question, headers={"If-None-Match": "*"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in post("Practitioner", question, headers=token(practice.ada))


@pytest.mark.parametrize("kind", KINDS)
def test_only_searches_are_posted(practice: Practice, kind: str) -> None:
    for address in (kind, f"{kind}/{practice.ada.pk}"):
        headers = token(practice.ada)
        answer = Browser().post(f"/fhir/r5/{address}", "_id=1", content_type=FORM, headers=headers)
        assert answer.status_code == 405
        valid(answer.json(), Release.R5)
    for verb in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        asked = Browser().generic(verb, f"/fhir/r5/{kind}/_search", headers=token(practice.ada))
        assert asked.status_code == 405


def test_it_needs_no_cookie_and_reads_none(practice: Practice, dan: Any) -> None:
    browser = Browser(enforce_csrf_checks=True)
    assert practice.ada.user
    browser.force_login(practice.ada.user)
    answer = browser.post("/fhir/r5/Appointment/_search", "", content_type=FORM)
    assert answer.status_code == 401
