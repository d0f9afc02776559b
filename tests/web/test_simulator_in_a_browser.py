"""The simulator in Chromium: by axe, on a small screen, without JavaScript, and the drawing by itself."""

from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import Clinician
from policies import services as policies
from policies.domain.document import parse_document
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.factories import NOW
from tests.web.test_simulator import SLOWER

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture(autouse=True)
def _with_a_draft(published: Clinician) -> None:
    actor, policy = factories.clinician_actor(published), parse_document(SLOWER)
    policies.save_draft(actor=actor, statement="…", policy=policy, language="en", seen=1, now=NOW)


def open_each(open_page: Opener, **options: Any) -> list[Page]:
    asked = ("?channel=sms&matter=refill&at=2027-01-01T09:00", "?channel=pigeon")
    return [open_page(f"/policy/simulator/{each}", signed_in=True, **options) for each in asked]


def test_every_page_is_good_for_everyone(open_page: Opener) -> None:
    assert_good_for_everyone(open_each(open_page))


def test_a_question_is_asked_without_javascript(open_page: Opener) -> None:
    page = open_page("/policy/simulator/", signed_in=True, java_script_enabled=False)
    page.get_by_label("By", exact=True).select_option("sms")
    page.get_by_label("Sent at").fill("2027-01-01T09:00")
    page.get_by_role("button", name="Show").click()
    assert page.locator("#answers .said").count() == 2
    page.get_by_text("The automatic reply, word for word").first.click()
    assert "Automatic reply. You can usually expect" in page.locator("#answers").inner_text()


@pytest.mark.parametrize(("scheme", "colour"), [("light", "rgb(165, 208, 189)"), ("dark", "rgb(53, 96, 79)")])
def test_the_drawing_takes_its_colours_from_the_style_sheet(
    open_page: Opener, scheme: str, colour: str
) -> None:
    page = open_page("/policy/simulator/", signed_in=True, color_scheme=scheme)
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # asked for by what is no page
    for address in ("/policy/simulator/", "/policy/simulator.svg"):
        page.goto(address)
        filled = page.evaluate("getComputedStyle(document.querySelector('path.wait-2')).fill")
        assert (address, filled) == (address, colour)
