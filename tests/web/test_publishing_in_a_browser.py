"""What is published elsewhere, in Chromium: the card within another site, and the page it is copied from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Frame, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Clinician
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.feed_server import answer, feed_server, says

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

CARD, SHARE = "/p/ada-quist/card/", "/policy/share/"


def cards(open_page: Opener, clinician: Clinician, **options: Any) -> Iterator[Page]:
    yield open_page(CARD, **options)
    yield open_page(f"{CARD}?lang=es&channel=sms&matter=refill", **options)
    away = {"first_day": "2026-01-01", "last_day": "2199-12-31", "coverage": {"name": "Samuel Reyes"}}
    factories.publish_policy(clinician=clinician, document={**factories.ORDINARY_POLICY, "time_away": [away]})
    yield open_page(CARD, **options)


def shared(open_page: Opener, **options: Any) -> Iterator[Page]:
    for query in ("", "?lang=es"):
        page = open_page(SHARE + query, signed_in=True, **options)
        page.locator("iframe").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        yield page


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician) -> None:
    assert_good_for_everyone(shared(open_page, bypass_csp=True))  # which axe needs to look into the frame
    assert_good_for_everyone(cards(open_page, published))


@pytest.mark.parametrize("width", [240, 320])
def test_the_card_is_no_wider_than_its_frame(open_page: Opener, published: Clinician, width: int) -> None:
    for page in cards(open_page, published, viewport={"width": width, "height": 640}):
        assert page.evaluate("document.documentElement.scrollWidth") == width


@contextmanager
def embedded(page: Page, snippet: str) -> Iterator[Frame]:
    """The snippet as it was copied, on a site that is not ours."""
    body = f"<!doctype html><title>Ada</title><link rel=icon href=data:,><h1>Ada</h1>{snippet}"
    with feed_server(says(answer(body=body.encode(), Content_Type="text/html"))) as site:
        page.goto(f"http://127.0.0.1:{site.port}/")
        yield page.frames[1]


def test_the_copied_card_shows_on_another_site_and_opens_the_page(
    open_page: Opener, live_server: LiveServer, settings: Settings
) -> None:
    settings.BASE_URL = live_server.url
    page = open_page(SHARE, signed_in=True)
    snippet = page.get_by_label("Paste this into your site").input_value()
    with embedded(page, snippet) as frame:
        assert frame.get_by_role("heading", level=1).inner_text() == "Ada Quist"
        assert frame.get_by_text("Worked out on").is_visible()
        rounded = frame.evaluate("getComputedStyle(document.querySelector('.card.help')).borderRadius")
        assert rounded != "0px"  # the stylesheet came, too
        with page.expect_popup() as opened:
            frame.get_by_role("link", name="Everything about reaching me").click()
        assert opened.value.get_by_role("heading", name="When I can be reached").is_visible()
        assert opened.value.evaluate("window.opener") is None


def test_the_card_leaves_nothing_behind(open_page: Opener) -> None:
    page = open_page(CARD)
    assert page.context.cookies() == []
    assert page.evaluate("document.scripts.length") == 1  # what search engines read
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_texts_are_copied_by_the_keyboard_without_javascript(open_page: Opener) -> None:
    page = open_page(SHARE, signed_in=True, java_script_enabled=False)
    box = page.locator("#signature-en")
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("x")
    assert box.input_value().startswith("Ada Quist\n")  # it is there to be read, not to be changed


def test_on_paper_every_text_is_whole(open_page: Opener) -> None:
    page = open_page(SHARE, signed_in=True, viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('textarea')].filter(box => box.scrollHeight > box.clientHeight + 1)"
        ".map(box => box.id)"
    )
    assert hidden == []
    assert not page.locator("iframe").is_visible()
