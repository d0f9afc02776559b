"""The policy's form in Chromium: every section, without JavaScript, by keyboard, on a small screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Clinician
from policies import queries
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from web.policy_parts import SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def each_page(open_page: Opener) -> Iterator[Page]:
    page = open_page("/policy/form/hours/", signed_in=True)
    page.get_by_role("button", name="Add: Hours").first.click()
    page.get_by_label("From").last.fill("25:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved yet")
    yield page
    page.goto("/policy/form/words/")
    page.get_by_label("If you stop working together").fill("You may go at any time.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Throw this draft away").click()
    yield page


@pytest.mark.parametrize("address", ["", *(f"{name}/" for name in SECTIONS)])
def test_every_section_is_good_for_everyone(open_page: Opener, address: str) -> None:
    assert_good_for_everyone([open_page(f"/policy/form/{address}", signed_in=True)])


def test_what_comes_of_them_is_good_for_everyone(open_page: Opener) -> None:
    assert_good_for_everyone(each_page(open_page))


def test_it_works_by_keyboard_and_without_javascript(open_page: Opener, published: Clinician) -> None:
    page = open_page("/policy/form/hours/", signed_in=True, java_script_enabled=False)
    page.get_by_role("button", name="Add: Hours").first.press("Enter")
    expect(page.get_by_role("checkbox", name="Monday").nth(3)).to_be_focused()
    page.keyboard.press("Space")
    for _ in range(7):
        page.keyboard.press("Tab")
    page.keyboard.type("18")
    page.keyboard.press("Tab")
    page.keyboard.type("7:30 pm")
    page.keyboard.press("Enter")  # saves: it adds and removes nothing
    expect(page.get_by_role("heading", name="Your policy, by form")).to_be_visible()
    saved = queries.draft(factories.clinician_actor(published))
    assert saved is not None
    added = {"days": ["MO"], "start": "18:00", "end": "19:30", "every": 1}
    assert saved.document["hours"]["contact"][-1] == added
