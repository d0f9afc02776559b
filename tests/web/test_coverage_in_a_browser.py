"""Asking, answering and what clients read meanwhile, in Chromium."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Clinician
from scheduler.models import Coverage
from tests import factories
from tests.browser import Opener, assert_good_for_everyone
from tests.factories import ORDINARY_POLICY

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("emptied_afterwards")]


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


@pytest.mark.usefixtures("chained")
def test_what_clients_read_and_where_it_goes(open_page: Opener) -> None:
    page = open_page("/p/ada-quist/")
    said = page.locator("#ahead").inner_text()
    assert "Ben Ruiz answers urgent messages from" in said
    assert "Dora Lind answers urgent messages on" in said
    assert "Cover for the other days is still being arranged" in said or "cover for the other days" in said
    assert "Back on" in said
    assert_good_for_everyone(page)
    page.screenshot(path="/tmp/w/coverage-public.png", full_page=True)
    page = open_page("/coverage/", signed_in=True)
    assert "While Ben Ruiz is away, Dora Lind sees these messages on" in page.locator("main").inner_text()
    assert_good_for_everyone(page)
    page.screenshot(path="/tmp/w/coverage-coverage.png", full_page=True)


@pytest.mark.usefixtures("chained")
def test_a_circle_is_refused_beside_what_was_typed(open_page: Opener, ada: Clinician, ben: Clinician) -> None:
    """Ada is asked by Dora, whom Ben leads to, for the day on which he does."""
    today = datetime.now(UTC).date() + timedelta(days=2)
    Coverage.objects.all().delete()
    factories.cover(away=ben, covering=ada, first=today, last=today)
    page = open_page(f"/coverage/?first={today}&last={today}#ask", signed_in=True)
    page.get_by_label("Whom do you ask?").select_option("ben-ruiz")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "Ada Quist by Ben Ruiz and Ben Ruiz by Ada Quist." in page.locator("#ask").inner_text()
    assert page.get_by_label("First day").input_value() == today.isoformat()
    assert_good_for_everyone(page)
    page.screenshot(path="/tmp/w/coverage-circle.png", full_page=True)
