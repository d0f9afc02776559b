"""The pages of connected calendars in Chromium: with JavaScript they look again by themselves."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Clinician
from scheduler.domain.interval import Interval
from scheduler.models import Calendar
from tests.browser import SMALL, WIDE, Opener, assert_good_for_everyone
from tests.elsewhere import ADDRESS, event, ics, keep

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

PAGE = "/calendars/"
PICTURES = os.environ.get("PICTURES")  # a folder, for whoever wants to look at the pages


def fill(page: Page, name: str = "Work", use: str = "When I am away") -> None:
    if not page.locator("#connect[open]").count():
        page.locator("#connect summary").click()
    page.get_by_label("What you call it").fill(name)
    page.get_by_label(use).check()


def well_and_ill(clinician: Clinician) -> None:
    now = datetime.now(UTC)
    midnight = now.replace(hour=5, minute=0, second=0, microsecond=0)
    days = [(midnight + timedelta(days=each)).date() for each in (20, 60, 90)]
    away = Interval(midnight + timedelta(days=3), midnight + timedelta(days=6))
    keep(clinician, away=[away], now=now - timedelta(minutes=10))
    asked = keep(clinician, closed=days, use="holidays", name="Public holidays in the State of New York")
    asked.holidays.exclude(date=days[0]).update(state="asked")
    busy = Interval(now + timedelta(days=8), now + timedelta(days=9))
    ill = keep(clinician, busy=[busy], name="Family", changes_promises=False)
    ill.trouble, ill.failing_since, ill.failures = "not_allowed", now - timedelta(hours=30), 4
    ill.next_at, ill.problems = now + timedelta(hours=8), [["bad_event", 2], ["unknown_zone", 1]]
    ill.save()


def each_page(open_page: Opener, clinician: Clinician) -> Iterator[Page]:
    page = open_page(PAGE, signed_in=True)
    yield page
    page.get_by_role("button", name="Connect").click()
    expect(page.locator(".mistake").first).to_be_visible()
    yield page
    well_and_ill(clinician)
    page.goto(PAGE)
    yield page
    for calendar in Calendar.objects.all():
        page.goto(f"{PAGE}{calendar.pk}/")
        yield page
    page.get_by_text("It has another address by now").click()
    page.get_by_role("button", name="Read it there").click()
    expect(page.get_by_text("Paste the calendar's address here.")).to_be_visible()
    yield page
    page.goto(PAGE)
    fill(page, "Read soon")
    page.get_by_label("Its secret address").fill(ADDRESS)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="Read soon")).to_be_visible()
    yield page
    page.goto(PAGE)
    fill(page, "A file")
    page.get_by_label("Or a file").set_input_files(
        {"name": "work.ics", "mimeType": "text/calendar", "buffer": ics(event(datetime.now(UTC)))}
    )
    page.get_by_role("button", name="Connect").click()
    expect(page.locator("#upload")).to_be_visible()
    yield page


def pictured(pages: Iterator[Page]) -> Iterator[Page]:
    for number, page in enumerate(pages):
        for size in (WIDE, SMALL):
            for scheme in ("light", "dark") if PICTURES else ():
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                path = Path(str(PICTURES)) / f"{number}-{size['width']}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
        page.set_viewport_size(WIDE)
        yield page


def test_every_page_is_good_for_everyone(open_page: Opener, published: Clinician) -> None:
    assert_good_for_everyone(pictured(each_page(open_page, published)))


def test_it_looks_again_by_itself(open_page: Opener, published: Clinician) -> None:
    page = open_page(PAGE, signed_in=True)
    fill(page)
    page.get_by_label("Its secret address").fill(ADDRESS)
    page.get_by_role("button", name="Connect").click()
    expect(page.locator("#health")).to_contain_text("being read now")
    now = datetime.now(UTC)
    Calendar.objects.update(read_at=now, tried_at=now, next_at=now + timedelta(hours=1))
    expect(page.locator("#health")).to_contain_text("Up to date", timeout=10_000)
    expect(page.get_by_role("button", name="Read it again now")).to_be_visible()
    expect(page.locator("#health[hx-get]")).to_have_count(0)


def test_all_of_it_works_without_javascript(open_page: Opener, published: Clinician) -> None:
    page = open_page(PAGE, signed_in=True, java_script_enabled=False)
    fill(page, use="Holidays")
    page.get_by_label("Its secret address").fill(ADDRESS)
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#health")).to_contain_text("being read now")
    well_and_ill(published)
    asked = Calendar.objects.get(use="holidays", read_at__isnull=False)
    page.goto(PAGE)
    page.get_by_role("link", name="2 days wait for your answer").click()
    page.get_by_role("button", name="Closed on all that wait").click()
    assert set(asked.holidays.values_list("state", flat=True)) == {"closed"}
    page.locator("#disconnect summary").click()
    page.get_by_role("button", name="Disconnect", exact=True).click()
    expect(page.get_by_role("heading", name="Calendars", exact=True)).to_be_visible()
    assert not Calendar.objects.filter(pk=asked.pk).exists()
