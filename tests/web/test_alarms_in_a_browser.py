"""What sounds like danger, in Chromium: what whoever wrote it sees, and whoever is called."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from accounts import services as people
from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician, ClinicianAddress
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, Escalation
from notifications.services.lane import memory
from notifications.services.one_tap import tap_for
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.sign_in import user_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

DANGER = "I can't do this anymore. I wrote a note to my kids. Tonight I will end it."
ABUSE = "My husband hits me and I can't leave"
PAGE = "/p/ada-quist/"
PHONE = ViewportSize(width=360, height=640)
BANNER = "A message may be about danger, and nobody looks after it yet."


@pytest.fixture
def rung(published: Clinician, dan: Client, ben: Clinician) -> Escalation:
    """Of a client whose safety is noted, in a practice whose owner is the clinician."""
    membership = user_of(published).membership
    membership.is_owner = True
    membership.save()
    ada, now = factories.clinician_actor(published), datetime.now(UTC)
    people.note_for_safety(actor=ada, client_id=dan.pk, text="His sister has a key: 212-555-0170.", now=now)
    for ago, text in ((timedelta(weeks=3), "Could we move Thursday?"), (timedelta(), DANGER)):
        message(text, "dan@client.example", now - ago)
    return Escalation.objects.get()


def message(text: str, sender: str, now: datetime) -> None:
    incoming = Incoming(clinician="ada-quist", source=Source.API, channel="email", sender=sender, text=text)
    services.receive(actor=Visitor(), incoming=incoming, now=now)


def leave(page: Page, text: str, address: str = "nell@client.example") -> Page:
    page.goto(PAGE)
    page.get_by_label("Your email address").fill(address)
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()
    return page


def called(page: Page, escalation: Escalation) -> Iterator[Page]:
    """From the banner to the end, and then what nobody is known to have written."""
    page.goto("/clients/")
    page.get_by_role("link", name="Look now").click()
    yield page
    page.get_by_role("link", name="Somebody who is not known here").first.click()
    expect(page.get_by_role("link", name="nell@client.example")).to_be_visible()
    expect(page.get_by_text("ask first whether they can speak freely")).to_be_visible()
    yield page
    page.goto(f"/duty/{escalation.pk}/")
    page.get_by_text("Word for word").click()
    page.get_by_text("As a table").click()
    yield page
    page.get_by_role("button", name="I look after this").click()
    expect(page.get_by_text("Ada Quist looks after it")).to_be_visible()
    yield page
    page.get_by_role("button", name="It was looked after").click()
    expect(page.get_by_text("Write a word on what was done")).to_be_visible()
    yield page
    page.get_by_label("What was done").fill("We spoke. He is with his sister.")
    page.get_by_role("button", name="It was looked after").click()
    expect(page.locator(".badge", has_text="Looked after")).to_be_visible()
    yield page
    page.goto("/duty/")
    yield page
    page.goto(f"/clients/{escalation.client_id}/")
    page.get_by_text("As a table").click()
    yield page


def tapped(page: Page) -> Iterator[Page]:
    duty = Delivery.objects.filter(kind="alarm").latest("created_at").duty
    assert duty is not None
    page.goto(f"/duty/tap/{tap_for(duty)}/")
    yield page
    for said in ("Thank you. It is with you", "Somebody looks after it already"):
        page.goto(f"/duty/tap/{tap_for(duty)}/")
        page.get_by_role("button", name="I look after this").click()
        expect(page.get_by_role("status")).to_contain_text(said)
        yield page


def planned(page: Page, ada: Clinician) -> Iterator[Page]:
    ClinicianAddress.objects.filter(clinician=ada, use="notices").delete()
    page.goto("/practice/alarms/")
    expect(page.get_by_text("When somebody writes to Ada Quist, nobody at all")).to_be_visible()
    yield page
    page.get_by_label("Minutes until the next step").first.fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write a number of minutes from 1 to 240.")).to_be_visible()
    yield page


def each_page(open_page: Opener, escalation: Escalation) -> Iterator[Page]:
    outside = open_page(PAGE)
    for text, address in ((DANGER, ""), (DANGER, "nell@client.example"), (ABUSE, "nell@client.example")):
        yield leave(outside, text, address)
        expect(outside.locator(".first")).to_have_count(0 if text == ABUSE else 1)
    inside = open_page("/duty/", signed_in=True)
    yield from called(inside, escalation)
    yield from tapped(outside)
    yield from planned(inside, escalation.clinician)
    memory.keep(None, seconds=600)  # as if nobody watched the way of alarms
    inside.goto("/duty/")
    expect(inside.get_by_text("Alarms may be delayed")).to_be_visible()
    yield inside


def test_every_page_is_good_for_everyone(open_page: Opener, rung: Escalation) -> None:
    assert_good_for_everyone(each_page(open_page, rung))


@pytest.mark.parametrize("language", ["en", "es"])
def test_help_is_on_the_first_screen_of_a_small_phone(
    open_page: Opener, published: Clinician, language: str
) -> None:
    page = open_page(f"{PAGE}?lang={language}", viewport=PHONE, java_script_enabled=False)
    page.locator("[name=address]").fill("nell@client.example")
    page.locator("[name=text]").fill(DANGER)
    page.locator("#write .button").click()
    number = page.locator('a[href="tel:911"]')
    expect(number).to_be_in_viewport()
    place = number.bounding_box()
    assert place is not None
    assert place["height"] >= 44
    expect(page.locator("main")).not_to_contain_text("note to my kids")


def test_the_keyboard_takes_it_up_and_ends_it_without_javascript(open_page: Opener, rung: Escalation) -> None:
    page = open_page("/inbox/", signed_in=True, java_script_enabled=False)
    expect(page.get_by_text(BANNER)).to_be_visible()
    page.get_by_role("link", name="Look now").press("Enter")
    page.get_by_role("link", name="Dan Abara").press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("link", name="+12125550123")).to_have_attribute("href", "tel:+12125550123")
    page.get_by_role("button", name="I look after this").press("Enter")
    expect(page.get_by_text("Ada Quist looks after it")).to_be_visible()
    page.get_by_role("button", name="It was a false alarm").press("Enter")
    expect(page.locator(".badge", has_text="A false alarm")).to_be_visible()
    expect(page.get_by_role("button", name="It was looked after")).to_have_count(0)
    page.get_by_role("link", name="Inbox").press("Enter")
    expect(page.get_by_text(BANNER)).to_have_count(0)


def test_on_a_phone_how_to_reach_them_is_one_step_away(open_page: Opener, rung: Escalation) -> None:
    page = open_page(f"/duty/{rung.pk}/", signed_in=True, viewport=PHONE, java_script_enabled=False)
    expect(page.get_by_role("button", name="I look after this")).to_be_in_viewport()
    page.get_by_role("link", name="How to reach them").click()
    expect(page.get_by_role("link", name="+12125550123")).to_be_in_viewport()
