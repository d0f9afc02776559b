"""Nobody fills a week with requests, nor has strangers mailed; whoever is in danger is never counted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Clinician
from notifications.models import Escalation, InboundMessage
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.factories import NOW
from tests.sign_in import out_of_the_demo
from tests.web.test_choosing_a_time import DANGER, HOUR, THURSDAY, ask, words

DAY = timedelta(days=1)
TIMES = tuple(THURSDAY + week * 7 * DAY + hour * HOUR for week in range(4) for hour in range(2))


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    out_of_the_demo(settings)
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def meeting(published: Clinician) -> SessionType:
    return factories.offer_sessions(
        clinician=published, is_instant=False, who_books="anyone", hold=60 * 24 * 9
    )


def asks_from(place: str, meeting: SessionType, turn: int, **more: str) -> Any:
    named = {"address": f"{turn}@somewhere.example"} | more
    return ask(Browser(REMOTE_ADDR=place), meeting, TIMES[turn], **named)


def test_one_place_asks_for_three_times_and_six_in_a_day(
    meeting: SessionType, clock: time_machine.Traveller
) -> None:
    answers = [asks_from("203.0.113.5", meeting, turn) for turn in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"] == "900"
    assert (
        "This was asked for several times within minutes. Please wait fifteen minutes, then try again."
        in words(answers[3])
    )
    assert asks_from("203.0.113.6", meeting, 4).status_code == 200  # elsewhere nobody notices
    clock.shift(timedelta(minutes=15))
    answers = [asks_from("203.0.113.5", meeting, turn) for turn in (3, 5, 6)]
    assert [each.status_code for each in answers] == [200, 200, 200]
    clock.shift(timedelta(minutes=15))
    tomorrow = asks_from("203.0.113.5", meeting, 7)
    assert (tomorrow.status_code, tomorrow.headers["Retry-After"]) == (429, "86400")
    assert "Please try again tomorrow, or leave a message." in words(tomorrow)
    clock.shift(DAY)
    assert asks_from("203.0.113.5", meeting, 7).status_code == 200


def test_what_was_written_stays_in_the_form(meeting: SessionType) -> None:
    for turn in range(3):
        asks_from("203.0.113.5", meeting, turn)
    answer = asks_from("203.0.113.5", meeting, 3, name="Vera Lund", note="I come by bus.")
    shown = answer.content.decode()
    assert answer.status_code == 429
    assert all(
        said in shown for said in ('value="Vera Lund"', 'value="3@somewhere.example"', "I come by bus.")
    )
    assert "Nothing was asked for yet. What you wrote is kept below." in words(answer)
    assert Appointment.objects.count() == 3
    assert "no-store" in answer.headers["Cache-Control"]


def test_one_address_is_named_for_few_requests_and_by_one_place_for_fewer(
    meeting: SessionType, clock: time_machine.Traveller
) -> None:
    """However it is spelt; so nobody is mailed without end, nor kept from asking by one place alone."""

    def vera(place: str, turn: int, spelt: str = "vera@somewhere.example") -> int:
        clock.shift(timedelta(minutes=15))
        return int(asks_from(place, meeting, turn, address=spelt).status_code)

    here = [
        vera("203.0.113.5", turn, spelt)
        for turn, spelt in enumerate(
            [
                "vera@somewhere.example",
                "VERA@Somewhere.example",
                " vera@somewhere.example ",
                "vera@somewhere.EXAMPLE",
            ]
        )
    ]
    assert here == [200] * 4
    assert vera("203.0.113.5", 4) == 429
    elsewhere = [vera(f"203.0.113.{6 + turn}", turn) for turn in range(4, 8)]
    assert elsewhere == [200] * 4
    Appointment.objects.all().delete()
    assert vera("203.0.113.20", 0) == 429


def test_another_address_of_one_network_is_the_same_place(meeting: SessionType) -> None:
    network = [f"2001:db8:7:1:{turn}::{turn}" for turn in range(4)]
    assert [asks_from(each, meeting, turn).status_code for turn, each in enumerate(network)] == [
        *[200] * 3,
        429,
    ]
    assert asks_from("2001:db8:7:2::1", meeting, 3).status_code == 200


def test_all_of_ipv4_is_not_one_place(meeting: SessionType) -> None:
    """As a socket for both kinds of addresses names it."""
    places = [f"::ffff:203.0.113.{turn}" for turn in range(5)]
    assert {asks_from(each, meeting, turn).status_code for turn, each in enumerate(places)} == {200}
    same = ["203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9"]
    Appointment.objects.all().delete()
    assert [asks_from(each, meeting, turn).status_code for turn, each in enumerate(same)] == [200] * 3
    assert asks_from("::ffff:203.0.113.9", meeting, 3).status_code == 429


@pytest.mark.parametrize("proxy", ["192.0.2.80", "::ffff:192.0.2.80"])
def test_whoever_stands_before_a_known_proxy_is_a_place_and_nobody_else_makes_places_up(
    meeting: SessionType, settings: Settings, proxy: str
) -> None:
    settings.TRUSTED_PROXIES = ["192.0.2.80"]

    def through(address: str, said: str, turn: int) -> int:
        browser = Browser(REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=said)
        return int(ask(browser, meeting, TIMES[turn], address=f"{turn}@x.example").status_code)

    behind = [through(proxy, f"198.51.100.{turn}, 203.0.113.7", turn) for turn in range(4)]
    assert behind == [200, 200, 200, 429]  # what the asker wrote in front of it counts for nothing
    assert through(proxy, "203.0.113.8", 3) == 200
    Appointment.objects.all().delete()
    forged = [through("203.0.113.50", f"198.51.100.{turn}", turn) for turn in range(4)]
    assert forged == [200, 200, 200, 429]


def test_a_time_that_was_taken_meanwhile_does_not_count(meeting: SessionType, dan: Any) -> None:
    for turn in range(3):
        factories.book(clinician=meeting.clinician, client=dan, kind=meeting, start=TIMES[turn])
        assert asks_from("203.0.113.5", meeting, turn).status_code == 409
    assert asks_from("203.0.113.5", meeting, 3).status_code == 200


def test_danger_is_never_counted_and_gets_its_answer_and_its_human(meeting: SessionType) -> None:
    for turn in range(3):
        asks_from("203.0.113.5", meeting, turn)
    answer = asks_from("203.0.113.5", meeting, 3, note=DANGER)
    assert answer.status_code == 200
    assert "Help is here" in words(answer)
    assert "988" in words(answer)
    assert Escalation.objects.count() == 1
    assert Appointment.objects.count() == 4


def test_what_somebody_should_look_at_is_passed_on_though_the_time_is_not_kept(meeting: SessionType) -> None:
    for turn in range(3):
        asks_from("203.0.113.5", meeting, turn)
    answer = asks_from("203.0.113.5", meeting, 3, note="I hurt myself last year.")
    assert answer.status_code == 429
    assert InboundMessage.objects.get().screening.level == "concern"
    assert "I hurt myself last year." in words(answer)


def test_it_is_said_in_spanish_too(meeting: SessionType) -> None:
    for turn in range(3):
        asks_from("203.0.113.5", meeting, turn)
    browser = Browser(REMOTE_ADDR="203.0.113.5", HTTP_ACCEPT_LANGUAGE="es")
    answer = ask(browser, meeting, TIMES[3], address="3@somewhere.example")
    assert "Espere quince minutos" in words(answer)


def test_nobodys_address_lies_in_the_cache_as_it_is(meeting: SessionType) -> None:
    asks_from("203.0.113.5", meeting, 0)
    keys = [key for key in caches["default"]._cache if ":rl:times:" in key]  # type: ignore[attr-defined]  # noqa: SLF001  of the memory's
    assert len(keys) == 5
    assert not [key for key in keys if "203.0" in key or "somewhere" in key]
