"""A new password by a mailed code, which tells nobody who signs in here."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Clinician
from tests.sign_in import give_app, once_mails_have_left, out_of_the_demo, show_password

NEW = {"password1": "four herons at dusk", "password2": "four herons at dusk"}
KNOWN, UNKNOWN = "ada@inbox.example", "nobody@else.example"


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


def ask(browser: Browser, email: str = KNOWN) -> str:
    """The code that was mailed; blank where none was."""
    answer = browser.post("/sign-in/forgotten/", {"email": email})
    assert answer.headers["Location"] == "/sign-in/forgotten/code/"
    once_mails_have_left()
    return found[1] if mail.outbox and (found := re.search(r"is (\S+)", str(mail.outbox[-1].body))) else ""


def give(browser: Browser, code: str) -> str:
    return browser.post("/sign-in/forgotten/code/", {"code": code}).headers.get("Location", "")


def test_a_mailed_code_sets_a_new_password(client: Browser, published: Clinician) -> None:
    assert give(client, ask(client)) == "/sign-in/forgotten/new/"
    client.post("/sign-in/forgotten/new/", NEW)
    client.post("/sign-out/")
    assert show_password(client).status_code == 200
    assert show_password(client, password=NEW["password1"]).headers["Location"] == "/inbox/"


def test_it_is_no_way_around_the_second_factor(client: Browser, published: Clinician) -> None:
    give_app(published)
    give(client, ask(client))
    assert client.post("/sign-in/forgotten/new/", NEW).headers["Location"] == "/sign-in/second-factor/"
    assert client.get("/inbox/").status_code == 302


def test_it_ends_every_session(client: Browser, published: Clinician) -> None:
    stranger = Browser()
    show_password(stranger)
    give(client, ask(client))
    client.post("/sign-in/forgotten/new/", NEW)
    assert stranger.get("/security/").status_code == 302


def test_a_known_and_an_unknown_address_are_told_the_same(published: Clinician) -> None:
    told = []
    for email in (KNOWN, UNKNOWN):
        browser = Browser()
        ask(browser, email)
        page = browser.get("/sign-in/forgotten/code/").content.decode()
        wrong = browser.post("/sign-in/forgotten/code/", {"code": "BBBB-BBBB"})
        told.append(
            [
                wrong.status_code,
                *(
                    re.sub(r'value="\w{64}"', "", each).replace(email, "")
                    for each in (page, wrong.content.decode())
                ),
            ]
        )
    assert told[0] == told[1]
    assert [each.to for each in mail.outbox] == [[KNOWN]]


def test_looking_at_the_page_spends_nothing(client: Browser, published: Clinician) -> None:
    code = ask(client)
    for _ in range(50):
        client.get("/sign-in/forgotten/code/")
        client.head("/sign-in/forgotten/code/")
    assert give(client, code) == "/sign-in/forgotten/new/"


def test_a_code_is_good_in_its_own_browser_only(client: Browser, published: Clinician) -> None:
    code, stranger = ask(client), Browser()
    assert give(stranger, code) == "/sign-in/"
    ask(stranger, UNKNOWN)
    assert give(stranger, code) == ""


def test_a_code_is_good_for_ten_minutes_and_three_tries(client: Browser, published: Clinician) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        code = ask(client)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert give(client, code) == "/sign-in/"
        code = ask(client)
        assert [give(client, "BBBB-BBBB") for _ in range(3)] == ["", "", "/sign-in/"]
        assert give(client, code) == "/sign-in/"


def test_a_code_is_spent_once_the_password_is_set(client: Browser, published: Clinician) -> None:
    code = ask(client)
    give(client, code)
    client.post("/sign-in/forgotten/new/", NEW)
    client.post("/sign-out/")
    assert give(client, code) == "/sign-in/"
    assert client.post("/sign-in/forgotten/new/", NEW).headers["Location"] == "/sign-in/forgotten/"


@pytest.mark.parametrize("password", ["short", "password1234", "ada@inbox.example", "123456789012"])
def test_a_password_that_is_easily_guessed_is_not_taken(
    client: Browser, published: Clinician, password: str
) -> None:
    give(client, ask(client))
    assert (
        client.post("/sign-in/forgotten/new/", {"password1": password, "password2": password}).status_code
        == 200
    )


def test_the_owner_is_told_of_a_change(client: Browser, published: Clinician) -> None:
    give(client, ask(client))
    client.post("/sign-in/forgotten/new/", NEW)
    once_mails_have_left()
    assert [each.subject for each in mail.outbox] == [
        "Your code for a new password",
        "Your sign-in has changed",
    ]
    assert "Your password was set anew" in mail.outbox[1].body


def test_a_mail_server_that_is_away_changes_nothing_in_the_answer(
    client: Browser, published: Clinician, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert ask(client) == ""
    assert "could not be sent: ConnectionRefusedError" in caplog.text
    assert KNOWN not in caplog.text
