"""A session ends by itself, and wherever else one wants it to."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Clinician
from tests.factories import NOW, PASSWORD
from tests.sign_in import show_password
from web.presentation.sessions import browser_of

OPEN, SHUT = 200, 302


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 15, 12


def open_inbox(browser: Browser) -> int:
    return browser.get("/inbox/").status_code


def test_it_ends_when_nothing_happens_for_a_while(client: Browser, published: Clinician) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        show_password(client)
        assert open_inbox(client) == OPEN
        clock.shift(timedelta(minutes=15))
        assert open_inbox(client) == OPEN
        clock.shift(timedelta(minutes=15, seconds=1))
        assert open_inbox(client) == SHUT
        assert "You were signed out because nothing" in client.get("/sign-in/").content.decode()
        assert not UserSession.objects.get().exists()


def test_it_ends_where_the_clock_is_set_back(client: Browser, published: Clinician) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        show_password(client)
        assert open_inbox(client) == OPEN
        clock.shift(-timedelta(minutes=2))  # as far as the clocks of two machines may be apart
        assert open_inbox(client) == OPEN
        clock.shift(-timedelta(seconds=1))
        assert open_inbox(client) == SHUT


def test_it_ends_after_twelve_hours_whatever_happens(client: Browser, published: Clinician) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        show_password(client)
        for _ in range(72):
            assert open_inbox(client) == OPEN
            clock.shift(timedelta(minutes=10))
        assert open_inbox(client) == OPEN
        clock.shift(timedelta(seconds=1))
        assert open_inbox(client) == SHUT


def test_its_name_changes_when_somebody_signs_in(client: Browser, published: Clinician) -> None:
    client.post("/sign-in/forgotten/", {"email": "nobody@else.example"})
    before = client.session.session_key
    show_password(client)
    assert before is not None
    assert client.session.session_key != before


def test_one_and_all_others_can_be_ended(client: Browser, published: Clinician) -> None:
    phone, laptop = Browser(), Browser()
    for browser in (client, phone, laptop):
        show_password(browser)
    listed = client.get("/security/sessions/").context["sign_ins"]
    assert [each.is_this for each in listed].count(True) == 1
    key = UserSession.objects.get(session_key=phone.session.session_key).pk
    client.post("/security/sessions/", {"session": key})
    assert [open_inbox(each) for each in (client, phone, laptop)] == [OPEN, SHUT, OPEN]
    client.post("/security/sessions/")
    assert [open_inbox(each) for each in (client, phone, laptop)] == [OPEN, SHUT, SHUT]


@pytest.mark.parametrize("who", ["ada", "finn"])
def test_when_it_was_last_seen_is_told_in_the_time_of_the_practice(
    request: pytest.FixtureRequest, client: Browser, who: str
) -> None:
    request.getfixturevalue(who)
    with time_machine.travel(NOW, tick=False):
        show_password(client, login=f"{who}@inbox.example")
        shown = client.get("/security/sessions/").content.decode()
    assert "last seen Tuesday 10 March at 10:30 (New York)" in shown


@pytest.mark.parametrize("named", ["0", "x", "-1", "٣"])
def test_nobody_elses_session_can_be_ended(
    client: Browser, published: Clinician, cleo: Clinician, named: str
) -> None:
    other = Browser()
    show_password(other, login="cleo@inbox.example")
    show_password(client)
    theirs = UserSession.objects.get(session_key=other.session.session_key).pk
    assert client.post("/security/sessions/", {"session": theirs}).status_code == 404
    assert client.post("/security/sessions/", {"session": named}).status_code == 404
    assert open_inbox(other) == OPEN


@pytest.mark.parametrize(
    "number", ["9" * 30, "9" * 5000, "0" * 5000, "\N{ARABIC-INDIC DIGIT THREE}", "-1", "x"]
)
def test_what_is_no_number_of_a_session_is_not_found(
    client: Browser, published: Clinician, number: str
) -> None:
    show_password(client)
    assert client.post("/security/sessions/", {"session": number}).status_code == 404


def test_looking_ends_nothing(client: Browser, published: Clinician) -> None:
    phone = Browser()
    show_password(phone)
    show_password(client)
    client.get("/security/sessions/")
    assert [open_inbox(each) for each in (client, phone)] == [OPEN, OPEN]


def test_a_new_password_ends_the_others(client: Browser, published: Clinician) -> None:
    phone = Browser()
    show_password(phone)
    show_password(client)
    new = "four herons at dusk"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/security/password/", given).headers["Location"] == "/security/"
    assert [open_inbox(each) for each in (client, phone)] == [OPEN, SHUT]


def test_a_closed_account_is_out_at_once(client: Browser, published: Clinician) -> None:
    show_password(client)
    assert published.user is not None
    published.user.is_active = False
    published.user.save()
    assert open_inbox(client) == SHUT


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) … Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(user_agent: str, said: str) -> None:
    assert browser_of(user_agent) == said
