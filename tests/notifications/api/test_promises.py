"""`GET /api/v1/clinicians/<slug>/promise/`: what a message would get, told to anyone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from accounts.api import OftenAsked
from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.fields import stamp
from policies.domain.promise import compile_policy
from policies.language.promise_json import promise_json
from tests import factories
from tests.factories import NOW
from tests.web_policies import FULL_POLICY

URL = "/api/v1/clinicians/ada-quist/promise/"
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    OftenAsked.cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    OftenAsked.cache.clear()


@pytest.fixture
def published(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada, document=FULL_POLICY, now=NOW - timedelta(days=10))
    return ada


def ask(query: str = "channel=email", url: str = URL, **headers: str) -> Any:
    return Browser().get(f"{url}?{query}", headers=headers)


def test_it_is_what_the_engine_promises_with_help_and_the_version(published: Clinician) -> None:
    promise = compile_policy(parse_document(FULL_POLICY)).promise("sms", NOW, "refill")
    answer = ask("channel=sms&matter=refill").json()
    help_there = [each["dial"] for each in answer.pop("resources")]
    assert answer == {
        "clinician": "ada-quist",
        "channel": "sms",
        "matter": "refill",
        "at": stamp(NOW),
        **promise_json(promise, parse_document(FULL_POLICY)),
        "language": "en",
        "policy_version": 1,
    }
    assert help_there[:2] == ["911", "988"]


def test_one_place_asks_so_often_whatever_address_of_its_network_it_takes(
    published: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OftenAsked, "rate", "2/min")

    def asked_from(address: str) -> int:
        return int(Browser(REMOTE_ADDR=address).get(f"{URL}?channel=email").status_code)

    places = ["2001:db8:7:1::1", "2001:db8:7:1:9::2", "2001:db8:7:1::3", "2001:db8:7:2::1"]
    assert [asked_from(each) for each in places] == [200, 200, 429, 200]
    places = ["203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.1", "::ffff:203.0.113.2", "odd"]
    assert [asked_from(each) for each in places] == [200, 200, 429, 200, 200]


def test_nobody_has_to_show_who_they_are(published: Clinician) -> None:
    for authorization in ("", "Bearer nothing", "Basic abc"):
        assert ask(authorization=authorization).status_code == 200


def test_it_speaks_the_language_of_a_reply_to_a_stranger_unless_asked(published: Clinician) -> None:
    assert ask("channel=email&lang=es")["Content-Type"] == "application/json"
    assert "puede esperar una respuesta" in ask("channel=email&lang=es").json()["text"]
    published.languages = ["es"]
    published.save()
    told = ask().json()
    assert (told["language"], "puede esperar una respuesta" in told["text"]) == ("es", True)


def test_a_moment_is_told_under_the_version_that_is_published_for_it(published: Clinician) -> None:
    effect = NOW + timedelta(days=50)
    slower = FULL_POLICY | {"reply": {"within": "P5D", "clock": "working_days"}}
    factories.publish_policy(clinician=published, document=slower, effective_from=effect)
    for at, number in ((effect - timedelta(seconds=1), 1), (effect, 2)):
        answer = ask(f"channel=email&at={stamp(at)}").json()
        assert (answer["at"], answer["policy_version"]) == (stamp(at), number)
        assert answer["reply_by"] != ask().json()["reply_by"]


def test_an_offset_counts(published: Clinician) -> None:
    here, there = (
        ask(f"channel=email&at={at}").json()
        for at in ("2026-03-12T12:00:00-04:00", "2026-03-12T17:00:00%2B01:00")
    )
    assert here == there == ask("channel=email&at=2026-03-12T17:00:00+01:00").json()


def test_before_the_first_policy_nothing_is_promised_and_help_is_there(ada: Clinician) -> None:
    answer = ask().json()
    assert (answer["reply_by"], answer["policy_version"], answer["state"]) == (None, None, "closed")
    assert answer["resources"][0]["dial"] == "911"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", "channel"),
        ("channel=", "channel"),
        ("channel=pigeon", "channel"),
        ("channel=email&matter=gossip", "matter"),
        ("channel=email&matter=", "matter"),
        ("channel=email&at=", "at"),
        ("channel=email&at=tomorrow", "at"),
        ("channel=email&at=2026-03-12T12:00:00", "at"),
        ("channel=email&at=2026-03-12+17:00", "at"),
        ("channel=email&at=9999-01-01T00:00:00Z", "at"),
        ("channel=email&at=2028-05-18T14:30:01Z", "at"),
        ("channel=email&at=2026-02-28T14:29:59Z", "at"),
        ("channel=email&lang=tlh", "lang"),
        ("chanel=email", "chanel"),
        ("channel=email&channel=sms", "channel"),
        ("channel=email%00", "channel"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(published: Clinician, query: str, place: str) -> None:
    response = ask(query)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert place in [error["place"] for error in response.json()["errors"]]


def test_the_ends_of_what_may_be_asked_are_within_it(published: Clinician) -> None:
    for at in ("2028-05-18T14:30:00Z", "2026-02-28T14:30:00Z"):
        assert ask(f"channel=email&at={at}").status_code == 200


@pytest.mark.parametrize("slug", ["nobody", "ADA-QUIST", "ada-quist-"])
def test_who_is_not_there_is_404(published: Clinician, slug: str) -> None:
    response = ask(url=f"/api/v1/clinicians/{slug}/promise/")
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_only_asked(published: Clinician, client: Browser, method: str) -> None:
    response = client.generic(method, f"{URL}?channel=email")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)


def test_who_asks_too_often_waits_and_nobody_else_does(published: Clinician) -> None:
    busy = {ask().status_code for _ in range(120)}
    response = ask()
    assert (busy, response.status_code, response["Content-Type"]) == ({200}, 429, PROBLEM)
    assert 0 < int(response["Retry-After"]) <= 60
    assert Browser(REMOTE_ADDR="203.0.113.7").get(f"{URL}?channel=email").status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert ask().status_code == 200
