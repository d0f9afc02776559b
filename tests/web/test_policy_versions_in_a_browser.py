"""The pages of a policy's versions in Chromium, for clients and for their clinician."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import Client, Clinician
from tests.browser import Opener, assert_good_for_everyone
from tests.client_sign_in import SIGN_IN, mailed_code
from tests.notifications.services.test_telling import publish, withdraw
from tests.web.test_client_in_a_browser import ask_for_code, give_code
from tests.web_policies import FULL_POLICY

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

OTHER_HOURS: dict[str, Any] = {
    **FULL_POLICY,
    "hours": {"contact": [{"days": ["MO", "WE"], "start": "10:00", "end": "16:00"}]},
    "channels": {"sms": {"accepted": False}},
    "notes": ["Letters are welcome, too."],
}


@pytest.fixture
def eventful(published: Clinician, dan: Client) -> Clinician:
    """What holds, with a change that is planned and one that was withdrawn."""
    now = datetime.now(UTC)
    publish(published, OTHER_HOURS, now=now, effective_from=now + timedelta(days=7))
    later = publish(published, FULL_POLICY, now=now, effective_from=now + timedelta(days=9))
    withdraw(published, later, now)
    return published


def each_of_theirs(open_page: Opener, **options: Any) -> Iterator[Page]:
    page = open_page(SIGN_IN, **options)
    ask_for_code(page)
    give_code(page, mailed_code())
    yield page
    page.get_by_role("link", name="Read what is new").click()
    yield page
    page.get_by_role("button", name="I have read this").first.click()
    page.get_by_text("All that holds now").click()
    yield page
    page.get_by_role("button", name="I have read this").click()
    yield page


def each_of_hers(open_page: Opener, **options: Any) -> Iterator[Page]:
    page = open_page("/policy/versions/", signed_in=True, **options)
    yield page
    page.get_by_role("link", name="Version 2").click()
    yield page
    page.get_by_role("link", name="All versions").click()
    page.get_by_role("button", name="Withdraw version 2").click()
    yield page


def test_every_page_is_good_for_everyone(open_page: Opener, eventful: Clinician) -> None:
    assert_good_for_everyone(each_of_theirs(open_page))
    assert_good_for_everyone(each_of_hers(open_page))


def test_a_client_reads_what_is_new_without_javascript(open_page: Opener, eventful: Clinician) -> None:
    *_, last = each_of_theirs(open_page, java_script_enabled=False)
    last.goto("/you/")
    assert last.get_by_text("Read what is new").count() == 0
