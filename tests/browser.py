"""Chromium, and pages opened in it."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Clinician
from tests import services
from tests.factories import PASSWORD

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Opener = Callable[..., Page]
Scheme = Literal["light", "dark"]

WIDE, SMALL = ViewportSize(width=1280, height=800), ViewportSize(width=320, height=640)
EVERYTHING = {"rules": {"target-size": {"enabled": True}}}
WHAT_THE_SCREEN_CHANGES = {"runOnly": ["color-contrast", "target-size"]}
VIOLATIONS = "asked => axe.run(...asked).then(({violations}) => ({violations}))"  # the rest is long, and well
OURS = {"exclude": [["#swagger-ui"]]}  # the documents of the API are shown by a library
ASKED_FOR = re.compile("status of (403|404|409|410|422)")  # Chromium tells of each


def _how_long(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    """One for all tests where no others are run: they would mind the event loop that stays on the thread."""
    return "session" if config.getoption("markexpr") == "browser" else "module"


@pytest.fixture(scope=_how_long)
def chromium() -> Iterator[Browser]:
    program = services.chromium()
    if program is None:
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright keeps an event loop on this thread; it is not ours
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, published: Clinician) -> Iterator[Opener]:
    """Opens pages; the test fails when the browser complains, as it does of content that we forbid."""
    contexts, complaints = [], []

    def opened(address: str, *, signed_in: bool = False, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if signed_in:
            sign_in(page)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in complaints if not ASKED_FOR.search(each)] == []


def sign_in(page: Page, email: str = "ada@inbox.example") -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def assert_good_for_everyone(pages: Iterable[Page]) -> None:
    """Each as it is opened: by axe in light and in dark, and on a small screen, there in Spanish as well."""
    seen: set[str] = set()
    beside: dict[BrowserContext, Page] = {}  # kept: to make one takes longer than most pages
    for page in pages:
        _assert_nothing_to_mend(page, "light", WIDE, EVERYTHING)
        _assert_nothing_to_mend(page, "dark", SMALL, WHAT_THE_SCREEN_CHANGES)
        _assert_fits(page)
        if page.url not in seen:
            seen.add(page.url)
            if page.context not in beside:
                beside[page.context] = page.context.new_page()
            _assert_fits_in_spanish(page.url, beside[page.context])
        page.set_viewport_size(WIDE)


def _assert_nothing_to_mend(
    page: Page, scheme: Scheme, screen: ViewportSize, rules: Mapping[str, object]
) -> None:
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(VIOLATIONS, [OURS, {"resultTypes": ["violations"], **rules}]))
    assert found.violations_count == 0, f"{page.url} {scheme} {screen}\n{found.generate_report()}"


def _assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"], page.url


def _assert_fits_in_spanish(address: str, beside: Page) -> None:
    beside.set_viewport_size(SMALL)
    beside.goto(f"{address.partition('#')[0]}{'&' if '?' in address else '?'}lang=es")
    _assert_fits(beside)
