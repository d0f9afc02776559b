"""The client's sign-in and pages in Chromium, as a client goes through them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from accounts.models import Care, Client, Clinician
from notifications import services
from notifications.models import InboundMessage
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.client_sign_in import DAN, SIGN_IN, mailed_code
from tests.sign_in import once_mails_have_left

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "dan")]


def ask_for_code(page: Page) -> None:
    page.get_by_label("Your email address").fill(DAN)
    page.get_by_role("button", name="Mail me a code").click()
    once_mails_have_left()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code from the mail").fill(code)
    page.get_by_role("button", name="Sign in").click()


def write(page: Page, text: str) -> None:
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def _agree(clinician: Clinician) -> None:
    writer = InboundMessage.objects.latest("received_at").client
    assert writer is not None
    factories.agree(clinician=clinician, client=writer)


def each_page(open_page: Opener, clinician: Clinician, lone: Client) -> Iterator[Page]:
    page = open_page(SIGN_IN)
    page.get_by_role("button", name="Mail me a code").click()  # without an address
    yield page
    ask_for_code(page)
    yield page
    give_code(page, "no code")
    yield page
    give_code(page, mailed_code())
    yield page
    write(page, "")
    yield page
    for text in ("Could we move Thursday?", "I want to kill myself."):
        write(page, text)
        yield page
    _answer(clinician)
    _agree(clinician)
    for address in ("/you/", "/you/policy/"):
        page.goto(address)
        yield page
    for row in InboundMessage.objects.all():
        page.goto(f"/you/messages/{row.pk}/")
        yield page
    sign_in_elsewhere(open_page)
    page.goto("/you/sign-ins/")
    yield page
    yield from own_rights(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    yield page  # the sign-in again
    page.context.clear_cookies()
    page.goto("/you/")
    yield page
    yield from with_nobody_to_write_to(page, lone)


def sign_in_elsewhere(open_page: Opener) -> None:
    elsewhere = open_page(SIGN_IN)
    ask_for_code(elsewhere)
    give_code(elsewhere, mailed_code())


def with_nobody_to_write_to(page: Page, lone: Client) -> Iterator[Page]:
    """For somebody whose clinician is no longer theirs."""
    page.goto(SIGN_IN)
    page.get_by_label("Your email address").fill("lou@client.example")
    page.get_by_role("button", name="Mail me a code").click()
    once_mails_have_left()
    give_code(page, mailed_code())
    yield page
    Care.objects.filter(client=lone).delete()
    page.goto("/you/write/")
    yield page


def own_rights(page: Page) -> Iterator[Page]:
    for address in ("choices", "details", "everything", "erasure"):
        page.goto(f"/you/{address}/")
        yield page
    page.get_by_role("button", name="Ask to be erased").click()
    yield page
    page.goto("/you/details/")
    page.get_by_label("Name").fill("")
    page.get_by_role("button", name="Save what changed").click()
    yield page
    page.goto("/you/choices/")
    for button in ("Pause automatic replies", "Email: no automatic replies", "Text message: no", "Leave"):
        page.get_by_role("button", name=button).click()
    yield page
    page.goto("/you/choices/")
    yield page


def _answer(clinician: Clinician) -> None:
    actor, message = factories.clinician_actor(clinician), InboundMessage.objects.earliest("received_at")
    services.read(actor=actor, message_id=message.pk, now=message.received_at)
    services.answer(actor=actor, message_id=message.pk, text="Thursday at 4.", now=message.received_at)


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician) -> None:
    lou = factories.add_client(
        clinician=published, name="Lou Sato", addresses={"email": "lou@client.example"}, region="GB"
    )
    assert_good_for_everyone(each_page(open_page, published, lou))


def test_all_of_it_works_without_javascript(open_page: Opener, published: Clinician) -> None:
    page = open_page("/p/ada-quist/", java_script_enabled=False)
    page.get_by_role("link", name="See your messages").click()
    ask_for_code(page)
    give_code(page, mailed_code())
    assert page.get_by_role("heading", level=1).inner_text() == "Your messages"
    write(page, "Could we move Thursday?")
    page.get_by_role("link", name="See your message").click()
    assert page.locator("#written").inner_text().endswith("Could we move Thursday?")
    choose_without_javascript(page)
    page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith(SIGN_IN)
    page.goto("/you/")
    assert page.url.endswith("/you/signed-out/")


def choose_without_javascript(page: Page) -> None:
    page.get_by_role("link", name="How we write to you").click()
    for done, undo in (("Pause automatic replies", "Resume automatic replies"), ("Leave", "Come back")):
        page.get_by_role("button", name=done).click()
        page.get_by_role("button", name=undo).click()
    page.get_by_role("link", name="Your details").click()
    page.get_by_label("Name").fill("Daniel")
    page.get_by_role("button", name="Save what changed").click()
    page.get_by_role("link", name="Everything kept").click()
    assert "Daniel" in page.locator("#particulars").inner_text()
    page.go_back()
    page.get_by_role("link", name="Ask to be erased").click()
    page.get_by_role("button", name="Ask to be erased").click()
    page.get_by_role("button", name="Take it back").click()
    assert page.get_by_role("button", name="Ask to be erased").is_visible()
