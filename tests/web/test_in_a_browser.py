"""The pages in Chromium: for everyone's eyes, ears, hands and screens."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from tests.browser import Opener, assert_good_for_everyone, sign_in
from tests.factories import NOW

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

PUBLIC = "/p/ada-quist/?lang=en&tz=Europe/London"
STRANGER = "a.stranger.with.a.remarkably.long.mailbox.name@somewhere-far-away.client.example"


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


def open_each(open_page: Opener, message: str, ben: Clinician) -> Iterator[Page]:
    yield from as_a_visitor(open_page("/"), ben)
    yield from where_something_is_wrong(open_page("/nothing/here/"))
    yield from as_a_clinician(open_page("/inbox/", signed_in=True), message)
    yield from with_nothing_there_yet(open_page("/"))


def as_a_visitor(page: Page, without_policy: Clinician) -> Iterator[Page]:
    yield page
    for address in (PUBLIC, "/p/ada-quist/?lang=es", f"/p/{without_policy.slug}/", "/api/v1/docs/"):
        page.goto(address)
        yield page
    for address, text in (
        ("dan@client.example", "May I?"),
        ("dan@client.example", "I want to die."),
        ("no", ""),
    ):
        page.goto(PUBLIC)
        leave_message(page, text, address)
        yield page


def where_something_is_wrong(page: Page) -> Iterator[Page]:
    yield page
    for name in ("400.html", "403_csrf.html", "413.html", "429.html", "500.html"):
        page.set_content(render_to_string(name))
        yield page


def as_a_clinician(page: Page, message: str) -> Iterator[Page]:
    yield page
    stranger = InboundMessage.objects.get(client=None)
    dan = f"/clients/{Client.objects.get().pk}/"
    erasing = (f"{dan}erase/", f"/inbox/{stranger.pk}/erase/")
    for address in (message, f"/inbox/{stranger.pk}/", "/clients/", dan, f"{dan}everything/", *erasing):
        page.goto(address)
        yield page
    yield from with_mistakes(page, message, dan)
    page.goto(message)
    page.get_by_role("button", name="I answered elsewhere").click()
    yield page
    page.goto(dan)
    for button in ("Pause automatic replies", "Email: no automatic replies", "Their care has ended"):
        page.get_by_role("button", name=button).click()
    put_on_hold(page, "A dispute is going on.")
    yield page
    page.goto(f"{dan}erase/")
    yield page
    page.goto("/practice/")  # which is not hers
    yield page


def with_mistakes(page: Page, message: str, dan: str) -> Iterator[Page]:
    page.goto(message)
    page.get_by_role("button", name="Send the answer").click()
    yield page
    page.goto("/clients/")
    page.get_by_text("Add somebody").click()
    yield page
    page.get_by_label("Country or region").fill("Nowhere")
    page.get_by_role("button", name="Add", exact=True).click()
    yield page
    page.goto(dan)
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save what changed").click()
    yield page
    page.goto(dan)
    put_on_hold(page, "")
    yield page
    page.goto(f"{dan}erase/")
    page.get_by_role("button", name="Erase for good").click()
    yield page


def put_on_hold(page: Page, reason: str) -> None:
    page.locator("summary", has_text="Put on hold").click()
    page.get_by_label("Why it has to be kept").fill(reason)
    page.get_by_role("button", name="Put on hold").click()


def with_nothing_there_yet(page: Page) -> Iterator[Page]:
    sign_in(page, "ben@inbox.example")
    for address in ("/inbox/", "/clients/", "/coverage/", "/emergency/"):
        page.goto(address)
        yield page


def test_every_page_is_good_for_everyone(open_page: Opener, in_danger: str, ben: Clinician) -> None:
    stranger = Incoming(
        clinician="ada-quist", source=Source.PAGE, channel="email", sender=STRANGER, text="Are you free?"
    )
    services.receive(actor=Visitor(), incoming=stranger, now=NOW)
    assert_good_for_everyone(open_each(open_page, in_danger, ben))


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
