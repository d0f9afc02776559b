"""The card for a clinician's own site, and its facts as JSON."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import jsonschema
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.promise import compile_policy
from policies.language.explain import promised_time
from policies.language.promise_json import promise_json
from tests import factories
from tests.factories import NOW
from tests.web.test_public_page import HOSTILE
from tests.web_policies import FULL_POLICY

CARD, FACTS = "/p/ada-quist/card/", "/p/ada-quist/card.json"
FRIDAY_NIGHT = datetime(2026, 3, 13, 23, 0, tzinfo=UTC)  # closed until Monday
WHO_ASKS = re.compile("django_session|usersession|accounts_clientsession", re.IGNORECASE)
MONDAY_NIGHT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # closed until tomorrow


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def read(address: str = CARD, **headers: str) -> str:
    return unescape(Browser().get(address, headers=headers).content.decode())


def facts(address: str = FACTS) -> dict[str, Any]:
    told: dict[str, Any] = Browser().get(address).json()
    return told


@pytest.mark.parametrize(
    ("channel", "matter"), [("email", None), ("sms", None), ("phone", None), ("sms", "refill")]
)
def test_it_says_what_a_message_sent_now_gets(published: Clinician, channel: str, matter: str | None) -> None:
    policy = parse_document(FULL_POLICY)
    promise = compile_policy(policy).promise(channel, NOW, matter)
    assert promise.reply_by is not None
    asked, said = f"?channel={channel}&matter={matter or ''}", promised_time(promise, policy)
    assert f'<p class="said"><time datetime="{promise.reply_by.isoformat()}">{said}</time>' in read(
        CARD + asked
    )
    now = facts(FACTS + asked)["now"]
    assert now == {"channel": channel, "matter": matter, "said": said, **promise_json(promise, policy)}


def test_the_other_channels_are_told_where_they_differ(published: Clinician) -> None:
    shown = read()
    assert "Text message</dt><dd>" in shown
    assert ">Tuesday 10 March, by 15:30 (New York)</time>" in shown
    assert [each["channel"] for each in facts()["others"]] == ["sms"]  # by phone it is as by email
    assert "Social media" not in shown


def test_it_says_when_it_was_worked_out_and_is_the_same_for_a_minute(published: Clinician) -> None:
    assert "Worked out on Tuesday 10 March 2026 at 10:30 (New York)." in read()
    first = Browser().get(CARD)
    with time_machine.travel(NOW + timedelta(seconds=59, microseconds=7), tick=False):
        assert Browser().get(CARD, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert facts()["worked_out_at"] == "2026-03-10T14:30:00Z"
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        later = Browser().get(CARD, headers={"if-none-match": first["ETag"]})
    assert (later.status_code, later["Cache-Control"]) == (200, "public, max-age=60")
    assert "at 10:31" in later.content.decode()


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (NOW, False),
        (MONDAY_NIGHT, False),
        (FRIDAY_NIGHT, True),
        (datetime(2026, 12, 23, 16, 0, tzinfo=UTC), True),  # away
    ],
)
def test_help_comes_first_where_no_answer_can_come_soon(
    published: Clinician, now: datetime, *, first: bool
) -> None:
    with time_machine.travel(now, tick=False):
        shown = read()
        assert facts()["help_first"] is first
    assert (shown.index("tel:911") < shown.index('id="now-title"')) is first
    assert shown.index("tel:911") < shown.index("Everything about reaching me")


def test_before_the_first_policy_it_is_honest_and_shows_help(ada: Clinician) -> None:
    shown, told = read(), facts()
    assert "Ada Quist has not yet said here when and how to be reached." in shown
    assert 'href="tel:911"' in shown
    assert (told["now"], told["others"], told["policy"], told["help_first"]) == (None, [], None, True)


def test_who_cannot_be_written_to_says_so_after_help(ada: Clinician) -> None:
    closed = {**factories.ORDINARY_POLICY, "channels": {"email": {"accepted": False}}}
    factories.publish_policy(clinician=ada, document=closed)
    shown = read()
    assert shown.index("tel:911") < shown.index("There is no way to write to me between sessions.")
    assert (facts()["now"], facts()["policy"]["version"]) == (None, 1)


@pytest.mark.parametrize(
    ("address", "headers"), [(f"{CARD}?lang=es", {}), (CARD, {"accept-language": "es-MX"})]
)
def test_it_speaks_spanish(published: Clinician, address: str, headers: dict[str, str]) -> None:
    shown = read(address, **headers)
    assert '<html lang="es">' in shown
    assert "Si se pone en contacto ahora por correo electrónico" in shown
    assert 'href="/p/ada-quist/?lang=es" target="_blank" rel="noopener"' in shown
    assert "Calculado el martes 10 de marzo" in shown


def test_it_may_be_framed_runs_nothing_and_sends_nothing(published: Clinician, client: Browser) -> None:
    answer = client.get(CARD)
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    assert {name: words for name, *words in parts} == {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["*"],
    }
    assert "X-Frame-Options" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    shown = answer.content.decode()
    assert re.findall(r"<script[^>]*>", shown) == ['<script type="application/ld+json">']
    assert re.findall(r"<(?:form|img|iframe|object|style)|\sstyle=|\son\w+=", shown) == []


def test_search_engines_read_on_it_what_they_read_on_the_page(published: Clinician) -> None:
    on_page, on_card = (
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(address))
        for address in ("/p/ada-quist/", CARD)
    )
    assert on_page == on_card
    assert json.loads(on_card[0])["url"].endswith("/p/ada-quist/")


@pytest.mark.parametrize("address", [CARD, FACTS, "/p/ada-quist/policy.json"])
def test_no_session_is_read_and_none_is_set(
    published: Clinician,
    signed_in: Browser,
    address: str,
) -> None:
    signed_in.get(address)
    before = list(Session.objects.values())
    with CaptureQueriesContext(connection) as asked:
        answer = signed_in.get(address)
    assert asked.captured_queries
    assert not [each for each in asked.captured_queries if WHO_ASKS.search(each["sql"])]
    assert (dict(answer.cookies), answer["Vary"]) == ({}, "Accept-Language")
    assert "no-store" not in answer["Cache-Control"]
    assert list(Session.objects.values()) == before
    assert signed_in.get("/inbox/").status_code == 200


@pytest.mark.parametrize("address", [FACTS, "/p/ada-quist/policy.json"])
def test_scripts_of_any_site_may_read_the_facts_but_with_nobodys_credentials(
    published: Clinician, address: str
) -> None:
    headers = Browser().get(address, headers={"origin": "https://ada.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("address", ["/p/ada-quist/", CARD, "/sign-in/", "/boundary-card/1/schema.json"])
def test_nothing_else_may_be_read_by_other_sites(published: Clinician, address: str) -> None:
    assert "Access-Control-Allow-Origin" not in Browser().get(address).headers


@pytest.mark.parametrize("query", ["", "?lang=es", "?channel=sms&matter=refill", "?channel=pigeon&matter=x"])
def test_the_facts_fit_their_schema(published: Clinician, query: str) -> None:
    answer = Browser().get(FACTS + query)
    address, _, _ = answer["Link"].removeprefix("<").partition(">")
    schema = Browser().get(address)
    assert schema["Content-Type"] == "application/schema+json"
    jsonschema.validate(answer.json(), schema.json())


def test_the_facts_name_the_version_and_where_it_stands(published: Clinician) -> None:
    told = facts()
    assert told["policy"]["version"] == 1
    path = told["policy"]["document"].partition("/p/")[2]
    assert Browser().get(f"/p/{path}").status_code == 200
    assert told["clinician"]["page"].endswith("/p/ada-quist/")


@pytest.mark.parametrize("address", ["/p/nobody/card/", "/p/nobody/card.json"])
def test_who_is_not_there_is_404_and_cannot_be_framed(address: str, db: None) -> None:
    answer = Browser().get(address)
    assert (answer.status_code, answer["X-Frame-Options"]) == (404, "DENY")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_hostile_words_stay_words(ada: Clinician) -> None:
    ada.name = ada.practice.name = HOSTILE
    ada.save()
    ada.practice.save()
    said = {
        "emergency": {"resources": ["911"], "text": HOSTILE},
        "reply": {"words": HOSTILE},
    }
    factories.publish_policy(clinician=ada, document={**factories.ORDINARY_POLICY, **said})
    raw = Browser().get(f"{CARD}?channel={HOSTILE}&matter={HOSTILE}&lang={HOSTILE}").content.decode()
    assert raw.count("<script") == raw.count("</script") == 1
    assert unescape(raw).count(HOSTILE) == raw.count(escape(HOSTILE)) >= 4
    assert facts()["clinician"]["name"] == HOSTILE
