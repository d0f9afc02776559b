"""Guessing at clients' codes does not pay, keeps no client out for long, and time tells of nobody."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import quantiles
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Client, ClientSession, Clinician, SignInCode
from accounts.services import ask_for_code, sign_in_with_code
from accounts.services.client_sign_in import TRIES, NoCodeError, WrongCodeError
from tests import factories
from tests.client_sign_in import CODE, DAN, SIGN_IN, another_code, ask, give
from tests.factories import NOW
from tests.sign_in import once_mails_have_left, out_of_the_demo
from web.sign_in import mails

GUESSES = 10_000 if os.environ.get("SOAK") else 100
TIMINGS = 2_000 if os.environ.get("SOAK") else 60  # of each kind
THREADS = 6  # and the connections of the pool are eight
SLOW = 0.02  # seconds
MOST_ASKED = 6  # in a quarter of an hour, for one address
INSIDE = "/you/"
QUARTER = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


def guess(number: int) -> None:
    """From a place and in a browser of its own: with a code asked for where that is let, without one else."""
    browser = Browser(REMOTE_ADDR=f"10.{number // 60_000}.{number // 250 % 250}.{number % 250}")
    let = browser.post(SIGN_IN, {"address": DAN}).status_code == 302
    for turn in range(TRIES + 1 if let else 1):
        assert give(browser, f"{(number * 7919 + turn) % 10**8:08}").status_code == 422


def test_any_number_of_guesses_open_nothing_and_lock_nobody_out(published: Clinician, dan: Client) -> None:
    home = Browser()
    with time_machine.travel(NOW, tick=False) as clock:
        give(home, ask(home))
        home.post("/you/sign-out/")
        for number in range(GUESSES):
            guess(number)
        assert sum(SignInCode.objects.values_list("tries", flat=True)) <= MOST_ASKED * TRIES
        assert not ClientSession.objects.exists()
        assert give(home, ask(home)).headers["Location"] == INSIDE  # while it goes on
        once_mails_have_left()
        new_laptop = Browser(REMOTE_ADDR="192.0.2.7")
        assert new_laptop.post(SIGN_IN, {"address": DAN}).status_code == 429
        clock.shift(QUARTER)
        assert give(new_laptop, ask(new_laptop)).headers["Location"] == INSIDE


def test_one_place_cannot_keep_a_client_out_elsewhere(published: Clinician, dan: Client) -> None:
    statuses = [Browser(REMOTE_ADDR="10.0.0.1").post(SIGN_IN, {"address": DAN}).status_code for _ in range(9)]
    assert statuses == [302] * 3 + [429] * 6
    elsewhere = Browser(REMOTE_ADDR="192.0.2.7")
    once_mails_have_left()
    assert give(elsewhere, ask(elsewhere)).headers["Location"] == INSIDE


def test_one_place_asks_for_no_more_than_thirty_addresses(published: Clinician) -> None:
    asked = [Browser().post(SIGN_IN, {"address": f"a{number}@x.example"}) for number in range(31)]
    assert [each.status_code for each in asked] == [302] * 30 + [429]
    assert asked[-1].headers["Retry-After"] == "900"


def test_a_known_browser_may_not_ask_without_end_either(published: Clinician, dan: Client) -> None:
    home = Browser()
    give(home, ask(home))
    statuses = [home.post(SIGN_IN, {"address": DAN}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    once_mails_have_left()


def test_a_mark_of_another_client_or_a_made_up_one_counts_as_none(
    published: Clinician, dan: Client, settings: Settings
) -> None:
    factories.add_client(clinician=published, name="Eve Moss", addresses={"email": "eve@x.example"})
    hers = Browser()
    give(hers, ask(hers, "eve@x.example"))
    made_up = Browser(REMOTE_ADDR="10.0.0.2")
    made_up.cookies[settings.CLIENT_KNOWN_COOKIE_NAME] = "made-up"
    for browser in (hers, made_up):
        statuses = [browser.post(SIGN_IN, {"address": DAN}).status_code for _ in range(4)]
        assert statuses == [302, 302, 302, 429]
    once_mails_have_left()


# --- at the same moment


def at_once(do: Callable[[int], Any], times: int) -> list[Any]:
    def one(number: int) -> Any:
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_all_counted(published: Clinician, dan: Client) -> None:
    at_once(guess, GUESSES)
    codes = list(SignInCode.objects.values_list("tries", flat=True))
    assert len(codes) <= MOST_ASKED
    assert max(codes) <= TRIES
    assert not ClientSession.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_code_is_weighed_three_times_and_opens_once_however_many_try_at_once(
    published: Clinician, dan: Client
) -> None:
    def told(code: Callable[[str], str]) -> list[str]:
        asked = ask_for_code(clinician=published, client=dan, before="", now=NOW)

        def one(number: int) -> str:
            try:
                sign_in_with_code(
                    clinician=published,
                    browser=asked.browser,
                    code=code(asked.code),
                    user_agent="",
                    now=NOW,
                )
            except (WrongCodeError, NoCodeError) as error:
                return type(error).__name__
            return "in"

        return sorted(at_once(one, 32))

    assert told(another_code).count("WrongCodeError") == TRIES - 1
    assert told(str).count("in") == 1


# --- time


@pytest.fixture
def slow_mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A mail server that takes its time; nobody may notice."""
    monkeypatch.setattr(mails, "_deliver", lambda _: time.sleep(SLOW))
    yield
    once_mails_have_left()


@pytest.mark.slow
@pytest.mark.usefixtures("slow_mail")
def test_time_does_not_tell_who_is_a_client(published: Clinician, dan: Client) -> None:
    """Turns taken one by one, after a rest that is the same for both, now this one first and now the other.

    Lower quartiles are compared: what else the machine does only ever adds, and work that is done for one of
    them alone would be in each of its times.
    """
    asking: dict[str, list[float]] = {DAN: [], "nobody@else.example": []}
    giving: dict[str, list[float]] = {address: [] for address in asking}
    for turn in range(TIMINGS):
        for address in sorted(asking, reverse=turn % 2 == 0):
            cache.clear()  # or else nobody may ask any more
            browser = Browser()
            time.sleep(SLOW)
            asking[address].append(_time(browser, SIGN_IN, {"address": address}, 302))
            once_mails_have_left()
            time.sleep(SLOW)
            giving[address].append(_time(browser, CODE, {"code": "00000000"}, 422))
    for of_each in (asking, giving):
        known, unknown = (quantiles(times, n=4)[0] for times in of_each.values())
        assert abs(known - unknown) < max(0.005, known / 4), (known, unknown)  # the latter on a busy machine


def _time(browser: Browser, page: str, said: dict[str, str], status: int) -> float:
    started = time.perf_counter()
    answer = browser.post(page, said)
    taken = time.perf_counter() - started
    assert answer.status_code == status
    return taken
