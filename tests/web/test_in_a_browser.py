"""The pages in Chromium: for everyone's eyes, ears, hands and screens."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician
from notifications import services
from notifications.domain.incoming import Incoming, Source
from tests.browser import Opener, assert_as_wide_as, assert_nothing_to_mend
from tests.factories import NOW

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("emptied_afterwards")]

PUBLIC = "/p/ada-quist/?lang=en&tz=Europe/London"


@pytest.fixture
def in_danger(published: Clinician, dan: Client) -> str:
    """The address of a message with something in every part of its page, from someone with a long name."""
    dan.name = "Wolfeschlegelsteinhausenbergerdorff"
    dan.save()
    incoming = Incoming(
        clinician="ada-quist",
        source=Source.PAGE,
        channel="email",
        sender="dan@client.example",
        subject="Tonight",
        text="I want to kill myself.",
        matter="scheduling",
    )
    return f"/inbox/{services.receive(actor=Visitor(), incoming=incoming, now=NOW).pk}/"


def leave_message(
    page: Page, text: str = "May I bring my sister?", address: str = "dan@client.example"
) -> None:
    page.get_by_label("Your email address").fill(address)
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def open_each(open_page: Opener, message: str, **options: Any) -> Iterator[Page]:
    yield open_page("/", **options)
    yield open_page("/sign-in/", **options)
    yield open_page(PUBLIC, **options)
    yield open_page("/p/ada-quist/?lang=es", **options)
    for address, text in (
        ("dan@client.example", "May I?"),
        ("dan@client.example", "I want to die."),
        ("no", ""),
    ):
        page = open_page(PUBLIC, **options)
        leave_message(page, text, address)
        yield page
    yield open_page("/inbox/", signed_in=True, **options)
    yield open_page(message, signed_in=True, **options)
    dan = f"/clients/{Client.objects.get().pk}/"
    page = open_page("/clients/", signed_in=True, **options)
    yield page
    for address in (dan, f"{dan}everything/", f"{dan}erase/"):
        page.goto(address)
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(open_page: Opener, in_danger: str, scheme: str) -> None:
    assert_nothing_to_mend(open_each(open_page, in_danger, color_scheme=scheme, bypass_csp=True))


def test_nothing_is_wider_than_a_small_screen_and_no_content_is_refused(
    open_page: Opener, in_danger: str
) -> None:
    assert_as_wide_as(320, open_each(open_page, in_danger, viewport={"width": 320, "height": 640}))


def test_everything_works_without_javascript(open_page: Opener, in_danger: str) -> None:
    page = open_page(PUBLIC, java_script_enabled=False)
    page.get_by_label("By").select_option("phone")
    page.get_by_label("Show times for").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show").click()
    assert "for you in Tokyo" in page.locator("#now .said").inner_text()
    leave_message(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Your message was left"
    inside = open_page(in_danger, signed_in=True, java_script_enabled=False)
    inside.get_by_label("Your answer").fill("I am calling you now.")
    inside.get_by_role("button", name="Send the answer").click()
    assert "I am calling you now." in inside.locator("#answer").inner_text()


@pytest.mark.parametrize("address", [PUBLIC, "/sign-in/", "/inbox/", "message"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    open_page: Opener, in_danger: str, address: str
) -> None:
    private = address in {"/inbox/", "message"}
    page = open_page(in_danger if address == "message" else address, signed_in=private)
    page.evaluate("document.activeElement.blur()")
    controls = "a[href], button, input:not([type=hidden]), select, textarea, summary"
    wanted = page.locator(controls).count()
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        at = page.evaluate(
            f"[[...document.querySelectorAll({controls!r})].indexOf(document.activeElement),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if at[0] >= 0:
            reached.add(at[0])
            assert at[1] == "solid"
    assert reached == set(range(wanted))


def test_the_first_tab_skips_to_the_content(open_page: Opener) -> None:
    page = open_page(PUBLIC)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_there_are_no_forms(open_page: Opener) -> None:
    page = open_page(PUBLIC)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Send").is_visible()
    assert page.get_by_text("Call 911").is_visible()
