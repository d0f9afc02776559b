"""The pages of the sign-in in Chromium, with a passkey that Chromium keeps."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import Clinician
from tests.browser import Opener, assert_as_wide_as, assert_nothing_to_mend, sign_in
from tests.sign_in import give_app, has_app, out_of_the_demo, six_digits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("emptied_afterwards")]

INSIDE = [
    "/security/",
    "/security/app/",
    "/security/passkeys/add/",
    "/security/passkeys/",
    "/security/password/",
    "/security/sessions/",
    "/security/confirm/",
]
WITH_APP = [
    "/security/",
    "/security/app/remove/",
    "/security/confirm/code/",
    "/security/recovery-codes/",
    "/security/recovery-codes/new/",
]
SURE_OF_ITS_OWNER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    out_of_the_demo(settings)


def give_passkeys(page: Page) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": SURE_OF_ITS_OWNER})


def each_page(open_page: Opener, published: Clinician, **options: Any) -> Iterator[Page]:
    page = open_page("/sign-in/", **options)
    for address in ("/sign-in/", "/sign-in/?lang=es", "/sign-in/forgotten/", "/sign-in/closed/"):
        page.goto(address)
        yield page
    page.goto("/sign-in/forgotten/")
    page.get_by_label("Email").fill("ada@inbox.example")
    page.get_by_role("button", name="Mail me a code").click()
    yield page
    sign_in(page)
    for address in INSIDE:
        page.goto(address)
        yield page
    give_app(published)
    sign_in_again(page)
    yield page
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    yield page
    page.get_by_label("Code from your app").fill(six_digits())
    page.get_by_role("button", name="Sign in", exact=True).click()
    for address in WITH_APP:
        page.goto(address)
        yield page


def sign_in_again(page: Page) -> None:
    page.goto("/security/")
    sign_in(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(open_page: Opener, published: Clinician, scheme: str) -> None:
    assert_nothing_to_mend(each_page(open_page, published, color_scheme=scheme, bypass_csp=True))


def test_nothing_is_wider_than_a_small_screen_and_no_content_is_refused(
    open_page: Opener, published: Clinician
) -> None:
    assert_as_wide_as(320, each_page(open_page, published, viewport={"width": 320, "height": 640}))


def test_password_and_app_work_without_javascript(open_page: Opener, published: Clinician) -> None:
    page = open_page("/sign-in/", java_script_enabled=False)
    sign_in(page)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("The code that the app shows").fill(six_digits(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Continue").click()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Inbox"
    assert has_app(published)


def test_a_passkey_is_second_factor_and_sign_in(open_page: Opener) -> None:
    page = open_page("/sign-in/")
    give_passkeys(page)
    sign_in(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    page.goto("/security/passkeys/")
    page.get_by_role("link", name="Remove laptop").click()
    assert "This is your only second factor." in page.locator("main").inner_text()


def test_a_passkey_that_is_not_there_is_said_on_the_page(open_page: Opener) -> None:
    page = open_page("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work, or it was cancelled.")
