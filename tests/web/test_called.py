"""The page on which somebody says how they are called: theirs alone, told once, and tried out at once."""

import re
import socket
import ssl
from pathlib import Path

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import AlarmAddress, Clinician, User
from notifications.channels import webhook
from scheduler.feeds.addresses import Address, is_public
from scheduler.feeds.network import Network
from tests.feed_server import Speak, always, answer, feed_server, says
from tests.scheduler.feeds.test_hostile_servers import keep_silent
from tests.sign_in import out_of_the_demo, user_of

PAGE = "/security/called/"
URL = "https://feeds.example/zq-topic?auth=zq-auth"


def give(browser: Browser, url: str = URL) -> str:
    answer = browser.post(PAGE, {"url": url})
    assert answer.status_code == 200
    return str(answer.content.decode())


def read(browser: Browser, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.headers["Cache-Control"] == "no-store, private"
    return str(answer.content.decode())


def test_who_has_given_none_is_told_so(signed_in: Browser) -> None:
    assert "Only a mail calls you" in read(signed_in)
    assert f'href="{PAGE}"' in signed_in.get("/security/").content.decode()


def test_the_secret_is_told_once_and_the_address_never_again(signed_in: Browser) -> None:
    told = give(signed_in)
    secret = re.search(r"whsec_[A-Za-z0-9+/]{43}=", told)
    assert secret is not None
    assert AlarmAddress.objects.get().secret == secret[0]
    again = read(signed_in)
    assert "feeds.example" in again
    for kept in ("zq-topic", "zq-auth", "whsec_"):
        assert kept not in again
        assert kept == "whsec_" or kept not in told


def test_another_takes_its_place_with_a_secret_of_its_own(signed_in: Browser) -> None:
    give(signed_in)
    before = AlarmAddress.objects.get().secret
    give(signed_in, "https://push.example/other")
    row = AlarmAddress.objects.get()
    assert (row.url, row.secret == before) == ("https://push.example/other", False)


def test_it_can_be_taken_away(signed_in: Browser) -> None:
    give(signed_in)
    assert signed_in.get(f"{PAGE}take-away/").headers["Location"] == "../"
    assert AlarmAddress.objects.exists()
    for _twice in range(2):
        assert signed_in.post(f"{PAGE}take-away/").headers["Location"] == PAGE
    assert not AlarmAddress.objects.exists()
    assert "Only a mail calls you" in read(signed_in)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feeds.example/topic",
        "http://feeds.example/topic",
        "https://feeds.example:8443/topic",
        "https://me:secret@feeds.example/",
        "https://feeds.example/a topic",
        "https://feeds.example/\r\nX: y",
        "https://feeds.example/" + "x" * 2_000,
        "javascript:alert(1)",
    ],
)
def test_what_cannot_be_posted_to_is_said_beside_the_field(signed_in: Browser, url: str) -> None:
    answer = signed_in.post(PAGE, {"url": url})
    assert answer.status_code == 422
    assert "This address cannot be posted to." in answer.content.decode()
    assert not AlarmAddress.objects.exists()


def tried(browser: Browser) -> str:
    answer = browser.post(f"{PAGE}test/")
    assert answer.status_code == 200
    said = str(answer.content.decode())
    assert [kept for kept in ("zq-topic", "zq-auth", "zq-told", "whsec_") if kept in said] == []
    return said


@pytest.mark.parametrize(
    ("speak", "outcome"),
    [
        (says(answer("204 No Content")), "It was taken there."),
        (says(answer("404 Not Found", b"zq-told")), "It was refused there for good (answer 404)."),
        (says(answer("302 Found", Location="https://x.example/")), "refused there for good (answer 302)"),
        (says(answer("503 Later")), "It could not be taken there now (answer 503)."),
        (keep_silent, "It was sent, and nothing was answered in time."),
    ],
)
def test_a_test_says_what_came_of_it(
    speak: Speak,
    outcome: str,
    signed_in: Browser,
    context: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give(signed_in)
    monkeypatch.setattr(webhook, "SECONDS", 1.0)
    with feed_server(speak, context) as server:
        monkeypatch.setattr(webhook, "INTERNET", server.trusting(str(certificate)))
        assert outcome in tried(signed_in)
    assert b'"type": "test"' in server.bodies[0]
    assert "webhook-signature: v1," in server.requests[0]


@pytest.mark.parametrize(
    ("address", "outcome"),
    [("10.0.0.7", "leads into a private network"), ("93.184.215.14", "Nothing could be reached there")],
)
def test_a_test_says_why_nothing_was_sent(
    address: str, outcome: str, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_address: tuple[str, int], _seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    give(signed_in)
    monkeypatch.setattr(webhook, "INTERNET", Network(always(address), is_public, refuse))
    assert outcome in tried(signed_in)


def test_it_is_tried_out_only_so_often(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    give(signed_in)
    asked = []

    def nowhere(host: str, _seconds: float) -> list[Address]:
        asked.append(host)
        return []

    monkeypatch.setattr(webhook, "INTERNET", Network(nowhere))
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    said = [tried(signed_in) for _ in range(8)]
    assert ["tried too often" in each for each in said] == [False] * 6 + [True] * 2
    assert len(asked) == 6


def test_where_there_is_none_there_is_nothing_to_try(signed_in: Browser) -> None:
    assert signed_in.post(f"{PAGE}test/").headers["Location"] == PAGE
    assert signed_in.get(f"{PAGE}test/").headers["Location"] == "../"


def test_owners_have_their_own_and_the_front_desk_none(olive: User, finn: User, published: Clinician) -> None:
    owner, desk, ada = Browser(), Browser(), Browser()
    for browser, user in ((owner, olive), (desk, finn), (ada, user_of(published))):
        browser.force_login(user)
    give(owner, "https://olive.example/topic")
    give(ada)
    assert ("olive.example" in read(ada), "feeds.example" in read(owner)) == (False, False)
    assert owner.post(f"{PAGE}take-away/").status_code == 302
    assert AlarmAddress.objects.get().user == user_of(published)
    assert [desk.get(PAGE).status_code, desk.post(PAGE, {"url": URL}).status_code] == [403, 403]
    assert PAGE not in desk.get("/security/").content.decode()


def test_a_password_alone_shows_and_changes_nothing(signed_in: Browser, settings: Settings) -> None:
    out_of_the_demo(settings)
    for address in (PAGE, f"{PAGE}test/", f"{PAGE}take-away/"):
        answer = signed_in.post(address, {"url": URL})
        assert answer.headers["Location"] == "/security/"
    assert not AlarmAddress.objects.exists()


def test_in_spanish_it_is_all_in_spanish(signed_in: Browser) -> None:
    give(signed_in)
    said = read(signed_in, f"{PAGE}?lang=es")
    for words in ("Cómo se le llama", "Enviar una prueba ahora", "Poner otra en su lugar"):
        assert words in said
    assert "Send a test" not in said
