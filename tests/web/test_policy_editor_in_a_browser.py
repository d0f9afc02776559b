"""The policy's editor in Chromium: what is typed is understood beside it, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Clinician
from policies.domain.document import parse_document
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.policies.language.labels import rows

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

WORDS = "I work Mondays, 9 am to 5 pm. I return calls within 48 business hours. Purple is a colour."
LABEL = "Your policy in your own words"
REAL = [row["text"] for row in rows("statements-dev.jsonl")][:20]


def each_page(open_page: Opener, clinician: Clinician) -> Iterator[Page]:
    page = open_page("/policy/", signed_in=True)
    yield page
    page.get_by_label(LABEL).fill(WORDS)
    expect(page.locator("mark.problem").first).to_be_visible()
    yield page
    other = parse_document(factories.ORDINARY_POLICY)
    factories.save_draft(clinician=clinician, policy=other, statement="I work on Tuesdays.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("not saved yet")
    yield page
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("heading", name="What changes for clients")).to_be_visible()
    yield page


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician) -> None:
    assert_good_for_everyone(each_page(open_page, published))


def test_what_is_typed_is_understood_beside_it(open_page: Opener) -> None:
    """As people write: each of these is from a practitioner's own page."""
    page = open_page("/policy/", signed_in=True)
    status = page.locator("#understood").get_by_role("status")
    for text in REAL:
        page.get_by_label(LABEL).fill(text)
        expect(page.locator("#understood .statement")).to_have_text(text)
        expect(status).to_contain_text("understood")
        assert page.locator("#understood mark").count() > 0


def test_it_works_by_keyboard_and_without_javascript(open_page: Opener) -> None:
    page = open_page("/policy/", signed_in=True, java_script_enabled=False)
    page.get_by_label(LABEL).fill(WORDS)
    page.get_by_label(LABEL).press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # show what is understood
    expect(page.get_by_text("48 business hours are")).to_be_visible()
    expect(page.get_by_label(LABEL)).to_have_value(WORDS)
