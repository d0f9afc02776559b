"""How one is called, in Chromium: given, tried out, mended and taken away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from notifications.channels import webhook
from scheduler.feeds.network import Network
from tests.browser import Opener, assert_good_for_everyone

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def open_each(open_page: Opener) -> Iterator[Page]:
    page = open_page("/security/", signed_in=True)
    page.get_by_role("link", name="See how you are called").click()
    yield page
    page.get_by_text("Give an address").click()
    page.get_by_label("Address").fill("http://push.example/topic")
    page.get_by_role("button", name="Save the address").click()
    yield page
    page.get_by_label("Address").fill("https://push.example/topic")
    page.get_by_role("button", name="Save the address").click()
    page.get_by_text("This secret signs what is posted").wait_for()
    yield page
    page.get_by_role("button", name="Send a test there now").click()
    page.get_by_text("Nothing could be reached there").wait_for()
    yield page
    page.get_by_role("button", name="Take it away").click()
    page.get_by_text("Only a mail calls you").wait_for()


def test_it_is_good_for_everyone(open_page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "INTERNET", Network(resolve=lambda _host, _seconds: []))
    assert_good_for_everyone(open_each(open_page))
