"""The pages of the sign-in in Chromium, with a passkey that Chromium keeps."""

from collections.abc import Iterator

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import Clinician
from tests.browser import Opener, assert_good_for_everyone, sign_in
from tests.factories import PASSWORD
from tests.sign_in import give_app, has_app, once_mails_have_left, out_of_the_demo, six_digits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

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


def each_page(open_page: Opener, published: Clinician) -> Iterator[Page]:
    page = open_page("/sign-in/")
    yield from with_a_forgotten_password(page)
    page.goto("/sign-in/")
    page.get_by_label("Email").fill("ada@inbox.example")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    yield page
    sign_in(page)
    for address in INSIDE:
        page.goto(address)
        yield page
    page.goto("/security/password/")
    page.get_by_role("button", name="Keep this password").click()
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
    yield from with_passkeys(page)


def with_a_forgotten_password(page: Page) -> Iterator[Page]:
    for address in ("/sign-in/", "/sign-in/closed/", "/sign-in/forgotten/done/", "/sign-in/forgotten/"):
        page.goto(address)
        yield page
    page.get_by_label("Email").fill("ada@inbox.example")
    page.get_by_role("button", name="Mail me a code").click()
    once_mails_have_left()
    yield page
    for code in ("no code", str(mail.outbox[-1].body).split("password is ")[1].split()[0]):
        page.get_by_label("Code from the mail").fill(code)
        page.get_by_role("button", name="Continue").click()
        yield page
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill("something else")
    page.get_by_role("button", name="Keep this password").click()
    yield page
    page.context.clear_cookies()


def with_passkeys(page: Page) -> Iterator[Page]:
    give_passkeys(page)
    page.goto("/security/passkeys/add/")
    page.get_by_label("Name").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/security/passkeys/")
    yield page
    page.get_by_role("link", name="Remove laptop").click()
    yield page


def sign_in_again(page: Page) -> None:
    page.goto("/security/")
    sign_in(page)


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician) -> None:
    assert_good_for_everyone(each_page(open_page, published))


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
