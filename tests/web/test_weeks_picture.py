"""Twelve weeks of what was heard in a client's messages: a picture and a table, for their clinician alone."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client as Browser

from accounts.domain.actors import Visitor
from accounts.models import Care, Client, Clinician, User
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Escalation
from tests.factories import NOW
from tests.sign_in import user_of

DANGER, QUIET = "I want to kill myself tonight.", "Could we move Thursday?"
WEEK = timedelta(weeks=1)
CELLS = re.compile(r'<tr><th scope="row">([^<]+)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td></tr>')
pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


def write(text: str, now: datetime, *, to: str = "ada-quist", sender: str = "dan@client.example") -> None:
    incoming = Incoming(clinician=to, source=Source.API, channel="email", sender=sender, text=text)
    services.receive(actor=Visitor(), incoming=incoming, now=now)


def shown(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def table(page: str) -> list[tuple[str, ...]]:
    """The weeks in which something came: the Monday, and how often nothing, a concern, a crisis was heard."""
    return [row for row in CELLS.findall(page) if set(row[1:]) != {"0"}]


def test_each_week_says_what_was_heard_in_it(signed_in: Browser, dan: Client, ben: Clinician) -> None:
    for text, weeks in ((QUIET, 0), (DANGER, 0), (QUIET, 2), (QUIET, 2), (QUIET, 12)):
        write(text, NOW - weeks * WEEK)
    write(QUIET, NOW - 5 * WEEK, sender="else@client.example")
    page = shown(signed_in, f"/clients/{dan.pk}/")
    assert table(page) == [("Monday 23 February 2026", "2", "0", "0"), ("Monday 9 March 2026", "1", "0", "1")]
    assert len(CELLS.findall(page)) == 12
    assert re.findall(r'<rect class="(heard-\w+)" x=', page) == ["heard-none", "heard-none", "heard-crisis"]
    assert "Of 4 messages in twelve weeks: nothing heard in 3, please look 0, crisis 1." in page
    assert "it is no measure of how they are, or of risk" in page


def test_a_week_is_the_clinicians(signed_in: Browser, dan: Client) -> None:
    """Monday 03:00 in London is still Sunday in New York."""
    write(QUIET, datetime.fromisoformat("2026-03-09T03:00:00+00:00"))
    assert table(shown(signed_in, f"/clients/{dan.pk}/")) == [("Monday 2 March 2026", "1", "0", "0")]


def test_without_messages_nothing_is_drawn_and_nothing_concluded(signed_in: Browser, dan: Client) -> None:
    page = shown(signed_in, f"/clients/{dan.pk}/")
    assert "How somebody is, silence does not say." in page
    assert "weeks-picture" not in page


def test_numbers_of_the_drawing_are_numbers_in_every_language(signed_in: Browser, dan: Client) -> None:
    for _each in range(3):
        write(QUIET, NOW)
    page = shown(signed_in, f"/clients/{dan.pk}/?lang=es")
    places = re.findall(
        r'<rect class="heard-none" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"', page
    )
    assert places
    assert all(number.isdigit() for place in places for number in place)


def test_on_duty_it_is_shown_to_whom_they_wrote_and_to_nobody_else(
    signed_in: Browser, dan: Client, olive: User, published: Clinician
) -> None:
    write(QUIET, NOW - WEEK)
    write(DANGER, NOW)
    escalation = Escalation.objects.get()
    Escalation.objects.update(reached=2)
    owner = Browser()
    owner.force_login(olive)
    address = f"/duty/{escalation.pk}/"
    assert len(table(shown(signed_in, address))) == 2
    assert "weeks-picture" not in shown(owner, address)


def test_a_colleague_sees_what_came_to_them(dan: Client, published: Clinician, ben: Clinician) -> None:
    Care.objects.create(practice=ben.practice, clinician=ben, client=dan)
    write(DANGER, NOW)
    write(QUIET, NOW - WEEK, to="ben-ruiz")
    browser = Browser()
    browser.force_login(user_of(ben))
    assert table(shown(browser, f"/clients/{dan.pk}/")) == [("Monday 2 March 2026", "1", "0", "0")]
