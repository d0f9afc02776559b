"""Chromium, and pages opened in it."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Clinician
from tests.factories import PASSWORD

CHROMIUM = Path("/usr/bin/chromium")
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright keeps an event loop on this thread; it is not ours
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, published: Clinician) -> Iterator[Opener]:
    """Opens pages; the test fails when the browser complains, as it does of content that we forbid."""
    contexts, complaints = [], []

    def opened(address: str, *, signed_in: bool = False, **options: Any) -> Page:
        contexts.append(context := chromium.new_context(base_url=live_server.url, **options))
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
    assert [each for each in complaints if "status of 422" not in each] == []


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email").fill("ada@inbox.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def assert_nothing_to_mend(pages: Iterable[Page]) -> None:
    """By axe, each page as it is opened."""
    axe = Axe()
    for page in pages:
        found = axe.run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_as_wide_as(pixels: int, pages: Iterable[Page]) -> None:
    for page in pages:
        assert page.evaluate("document.documentElement.scrollWidth") == pixels, page.url
