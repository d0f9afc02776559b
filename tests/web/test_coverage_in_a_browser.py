"""Asking, answering and what clients read meanwhile, in Chromium."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from accounts.models import Clinician
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.factories import ORDINARY_POLICY

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def chained(ada: Clinician, ben: Clinician) -> None:
    """Ben covers for Ada for a week from today; on the third day he is away, and Dora covers for him."""
    today = datetime.now(UTC).date()
    week, third = today + timedelta(days=6), today + timedelta(days=2)
    away = {"first_day": today.isoformat(), "last_day": (week + timedelta(days=3)).isoformat()}
    factories.publish_policy(
        clinician=ada,
        document={**ORDINARY_POLICY, "time_away": [away | {"coverage": {"name": "Ben Ruiz"}}]},
        now=datetime.now(UTC) - timedelta(days=30),
    )
    dora = factories.add_clinician(practice=ada.practice, name="Dora Lind")
    factories.cover(away=ada, covering=ben, first=today, last=week, scope="urgent")
    factories.cover(away=ben, covering=dora, first=third, last=third)


def open_each(open_page: Opener) -> Iterator[Page]:
    page = open_page("/p/ada-quist/")
    said = page.locator("#ahead").inner_text()
    assert "Ben Ruiz answers urgent messages from" in said
    assert "Dora Lind answers urgent messages on" in said
    assert "cover for the other days is still being arranged. Back on" in said
    yield page
    page = open_page("/coverage/", signed_in=True)
    assert "While Ben Ruiz is away, Dora Lind sees these messages on" in page.locator("main").inner_text()
    yield page
    day = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    page = open_page(f"/coverage/?first={day}&last={day}#ask", signed_in=True)
    assert page.get_by_label("First day").input_value() == day
    page.get_by_label("Last day").fill("2000-01-01")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.get_by_label("First day").input_value() == day
    yield page


@pytest.mark.usefixtures("chained")
def test_what_clients_read_and_where_it_goes(open_page: Opener) -> None:
    assert_good_for_everyone(open_each(open_page))
