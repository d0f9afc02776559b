"""Guessing does not pay, and does not keep anyone out for long."""

import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from accounts.models import Clinician
from tests.factories import NOW
from tests.sign_in import (
    ADA,
    give_app,
    once_mails_have_left,
    out_of_the_demo,
    show_code,
    show_password,
    six_digits,
)

GUESSES = 10_000 if os.environ.get("SOAK") else 200
TOO_OFTEN = "That was tried too often."


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


def guess(number: int) -> Browser:
    """A stranger with an address of their own."""
    return Browser(REMOTE_ADDR=f"10.{number // 60_000}.{number // 250 % 250}.{number % 250}")


def test_any_number_of_guesses_at_a_code_open_nothing(published: Clinician) -> None:
    """With the password, from many addresses, within an hour: all but a few are not even looked at."""
    give_app(published)
    weighed = 0
    with time_machine.travel(NOW, tick=False) as clock:
        browser = guess(0)
        show_password(browser)
        right = {six_digits(steps_later=step) for step in range(-2, 130)}
        wrong = [code for code in (f"{number:06}" for number in range(GUESSES + 200)) if code not in right][
            :GUESSES
        ]
        for number, code in enumerate(wrong):
            browser.defaults["REMOTE_ADDR"] = f"10.0.{number // 250}.{number % 250}"
            answer = show_code(browser, code)
            assert answer.status_code in {200, 302}
            weighed += TOO_OFTEN not in answer.content.decode()
            clock.shift(timedelta(seconds=0.06))
            if answer.status_code == 302:
                show_password(browser)
    assert weighed <= 5 * 3


def test_any_number_of_guesses_at_a_password_open_nothing_and_lock_nobody_out(published: Clinician) -> None:
    home = Browser()
    weighed = 0
    with time_machine.travel(NOW, tick=False) as clock:
        show_password(home)
        home.post("/sign-out/")
        for number in range(GUESSES):
            answer = show_password(guess(number), password=f"guess {number}")
            weighed += TOO_OFTEN not in answer.content.decode()
        assert weighed == 5
        assert show_password(home).headers["Location"] == "/inbox/"
        new_laptop = Browser(REMOTE_ADDR="192.0.2.7")
        assert TOO_OFTEN in show_password(new_laptop).content.decode()
        clock.shift(timedelta(minutes=5, seconds=1))
        assert show_password(new_laptop).headers["Location"] == "/inbox/"


def test_who_guesses_at_codes_has_the_password_and_its_owner_is_told_once(published: Clinician) -> None:
    give_app(published)
    browser = Browser()
    show_password(browser)
    for _ in range(8):
        show_code(browser, "no code")
    once_mails_have_left()
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["ada@inbox.example"], "Somebody may know your password")
    ]


def test_tries_are_counted_in_the_database_where_there_is_no_redis(
    published: Clinician, settings: Settings
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    }
    answers = [show_password(guess(number), password="no") for number in range(6)]
    assert [TOO_OFTEN in each.content.decode() for each in answers] == [False] * 5 + [True]


def test_a_mark_of_another_address_or_a_made_up_one_counts_as_none(published: Clinician) -> None:
    browser = Browser()
    browser.cookies["known_browser"] = "made-up"
    answers = [show_password(browser, password=f"guess {number}") for number in range(6)]
    assert [TOO_OFTEN in each.content.decode() for each in answers] == [False] * 5 + [True]


def test_an_unknown_address_is_counted_and_answered_like_a_known_one(published: Clinician) -> None:
    known, unknown = (
        [show_password(guess(number), login=login, password="no") for _ in range(7)]
        for number, login in enumerate(["ada@inbox.example", "nobody@else.example"])
    )
    assert [shown(each) for each in known] == [shown(each) for each in unknown]


def shown(answer: Any) -> tuple[int, str]:
    """Without the address that was typed, and without the mark against forged forms."""
    typed = re.compile(r'value="(\w{64}|[a-z]+@[a-z]+\.example)"')
    return answer.status_code, typed.sub("", answer.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver@evil.example/",
        " //evil.example",
    ],
)
def test_it_leads_to_no_other_site(client: Browser, published: Clinician, address: str) -> None:
    give_app(published)
    client.post(f"/sign-in/?next={quote(address)}", ADA)
    assert show_code(client, six_digits()).headers["Location"] == "/inbox/"
    assert client.post("/sign-out/", {"next": address}).headers["Location"] == "/sign-in/"


def test_nobody_makes_an_account_by_themselves(client: Browser) -> None:
    for name in ("account_signup", "account_email", "account_set_password", "mfa_signup_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
