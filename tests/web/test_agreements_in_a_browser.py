"""Agreements in Chromium: typed, understood, kept and ended without JavaScript, by keyboard, on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Clinician
from tests import factories
from tests.browser import Opener, assert_good_for_everyone

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


def each_page(open_page: Opener, clinician: Clinician, client: Client) -> Iterator[Page]:
    page = open_page(f"/clients/{client.pk}/agreements/", signed_in=True)
    yield page
    page.get_by_role("link", name="Coaching calls").click()
    yield page
    words = "You can also reach me by phone on Mondays from 5 to 6 pm. I am away 1 to 5 April."
    page.get_by_label("What is different for them").fill(words)
    page.get_by_role("button", name="Agree on this").click()
    expect(page.get_by_role("alert")).to_contain_text("please look first")
    yield page
    page.get_by_role("button", name="Agree on this").click()
    expect(page.get_by_text("Holds now")).to_be_visible()
    yield page
    page.goto("/clients/")
    yield page
    page.goto(f"/clients/{client.pk}/")
    yield page
    page.get_by_role("link", name="Agreements", exact=True).click()
    page.get_by_role("link", name="End it early").click()
    yield page
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("Ended early")).to_be_visible()
    factories.agree(clinician=clinician, client=client)
    yield page


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician, dan: Client) -> None:
    assert_good_for_everyone(each_page(open_page, published, dan))
