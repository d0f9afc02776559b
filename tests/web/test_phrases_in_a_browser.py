"""The page of a practice's own phrases in Chromium: nothing is added or taken away unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.domain.actors import Visitor
from accounts.models import Clinician, User
from notifications import services
from notifications.domain.incoming import Incoming, Source
from tests.browser import Opener, assert_good_for_everyone, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

PAGE = "/practice/phrases/"
WORDS, SAMPLE = "by the old iron bridge", "Meet me by the old iron bridge?"


def write(text: str) -> None:
    incoming = Incoming(
        clinician="ada-quist", source=Source.API, channel="email", sender="nell@client.example", text=text
    )
    services.receive(actor=Visitor(), incoming=incoming, now=datetime.now(UTC))


def look(page: Page, words: str, does: str) -> None:
    page.get_by_label("The words").fill(words)
    page.get_by_label(does).check()
    page.get_by_label("What they are about").select_option("Suicide")
    page.get_by_label("A message to try it on").fill(SAMPLE)
    page.get_by_role("button", name="See what would change").click()


def each_page(open_page: Opener) -> Iterator[Page]:
    page = open_page(PAGE, signed_in=True)
    yield page
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".mistake").first).to_be_visible()
    yield page
    look(page, WORDS, "Sounds like danger")
    expect(page.get_by_role("status")).to_contain_text("1 would be taken more seriously than now.")
    yield page
    page.get_by_role("button", name="Add these words").click()
    expect(page.locator("#own")).to_contain_text("No alarm yet")
    write(f"I stood {WORDS}. I want to kill myself.")
    page.goto(PAGE)
    expect(page.locator("#shipped")).to_contain_text("1 alarm")
    yield page
    page.get_by_role("link", name=f"Take away: {WORDS}").click()
    yield page
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "olive@inbox.example")
    page.goto(PAGE)
    look(page, "iron bridge", "An exception")
    expect(page.get_by_role("status")).to_contain_text("Fewer than 5")
    yield page


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician, olive: User) -> None:
    write(f"I stood {WORDS} again.")
    assert_good_for_everyone(each_page(open_page))


def test_words_are_tried_added_and_taken_away_without_javascript(
    open_page: Opener, published: Clinician
) -> None:
    page = open_page(PAGE, signed_in=True, java_script_enabled=False)
    look(page, WORDS, "Sounds like danger")
    tried = page.get_by_role("status")
    expect(tried.locator("mark")).to_have_text(WORDS)
    expect(tried).to_contain_text("Now: Nothing was heard in it. Then: Sounds like danger")
    expect(page.locator("#own")).to_have_count(0)  # looked at, and not yet added
    page.get_by_role("button", name="Add these words").click()
    expect(page.locator("#own")).to_contain_text(WORDS)
    page.get_by_role("link", name=f"Take away: {WORDS}").click()
    page.get_by_role("button", name="Take them away").click()
    expect(page.get_by_role("heading", name="Nothing of your own yet")).to_be_visible()
