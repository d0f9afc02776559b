"""Addresses for calendar apps in Chromium, for clinicians and for clients."""

from collections.abc import Iterator

import pytest
from django.test import Client as Browser
from playwright.sync_api import Page

from accounts.models import Client, Clinician
from tests.browser import Opener, assert_good_for_everyone
from tests.client_sign_in import let_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def pages_of(page: Page, address: str) -> Iterator[Page]:
    page.goto(address)
    yield page
    page.locator("#make summary").click()
    page.get_by_label("Where it will be read").fill("the tablet on the kitchen wall")
    page.get_by_role("button", name="Make the address").click()
    page.locator("#new").wait_for()
    yield page
    page.goto(address)
    yield page
    page.get_by_role("link", name="Settings of the tablet on the kitchen wall").click()
    yield page


def test_clinicians_pages_are_good_for_everyone(open_page: Opener) -> None:
    assert_good_for_everyone(pages_of(open_page("/inbox/", signed_in=True), "/calendars/feeds/"))


def test_clients_pages_are_good_for_everyone(open_page: Opener, dan: Client, published: Clinician) -> None:
    cookie = let_in(Browser(), dan, published).cookies["client"].value
    page = open_page("/")
    page.context.add_cookies([{"name": "client", "value": cookie, "url": page.url}])
    assert_good_for_everyone(pages_of(page, "/you/calendar/"))
