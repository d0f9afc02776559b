"""In with email and password, out by a press of a button."""

from html import unescape

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import AuditEntry, Clinician
from tests.factories import PASSWORD


@pytest.mark.parametrize("email", ["ada@inbox.example", "Ada@Inbox.example"])
def test_email_and_password_open_the_inbox(client: Browser, published: Clinician, email: str) -> None:
    answer = client.post("/sign-in/", {"login": email, "password": PASSWORD})
    assert answer.headers["Location"] == "/inbox/"


@pytest.mark.parametrize("email", ["ada@inbox.example", "nobody@else.example"])
def test_a_wrong_password_and_an_unknown_address_are_told_the_same(
    client: Browser, published: Clinician, email: str
) -> None:
    answer = client.post("/sign-in/", {"login": email, "password": "no"})
    shown = unescape(answer.content.decode())
    assert "This email and password do not belong together. Check both and try again." in shown


def test_signing_out_needs_a_press(signed_in: Browser) -> None:
    assert signed_in.get("/sign-out/").status_code == 405
    assert signed_in.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert signed_in.get("/inbox/").status_code == 302


def test_who_signs_in_and_out_is_on_record(client: Browser, published: Clinician) -> None:
    client.post("/sign-in/", {"login": "ada@inbox.example", "password": "no"})
    client.post("/sign-in/", {"login": "ada@inbox.example", "password": PASSWORD})
    client.post("/sign-out/")
    client.post("/sign-out/")
    told = AuditEntry.objects.filter(thing_kind="clinician").order_by("pk")
    assert list(told.values_list("verb", "actor_id", "thing_id")) == [
        ("signed_in", published.pk, published.pk),
        ("signed_out", published.pk, published.pk),
    ]


def test_it_leads_to_no_other_site(client: Browser, published: Clinician) -> None:
    given = {"login": "ada@inbox.example", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/sign-in/", given).headers["Location"] == "/inbox/"


def test_only_the_demo_tells_its_password(client: Browser, db: None, settings: Settings) -> None:
    assert "Sign in as maya@harbour-street.example" in client.get("/sign-in/").content.decode()
    settings.DEMO = False
    assert "password " not in client.get("/sign-in/").content.decode().split("<form")[0]
