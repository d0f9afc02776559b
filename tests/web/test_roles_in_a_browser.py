"""The pages of owners, the front desk, coverage and emergencies in Chromium."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician, User
from notifications import services
from notifications.domain.incoming import Incoming, Source
from tests import factories
from tests.browser import Opener, assert_as_wide_as, assert_nothing_to_mend
from tests.sign_in import user_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("emptied_afterwards")]


@pytest.fixture
def busy(published: Clinician, ben: Clinician, dan: Client, finn: User) -> str:
    """The key of a message about scheduling, in a practice in which much is going on around Ada."""
    now = datetime.now(UTC)
    membership = user_of(published).membership
    membership.is_owner = membership.is_front_desk = True
    membership.save()
    incoming = Incoming(
        clinician="ben-ruiz",
        source=Source.API,
        channel="email",
        sender="dan@client.example",
        text="Could we move Thursday?",
        matter="scheduling",
    )
    row = services.receive(actor=Visitor(), incoming=incoming, now=now)
    today = now.date()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    factories.cover(away=ben, covering=published, first=yesterday, last=tomorrow)
    factories.cover(away=published, covering=ben, first=today, last=tomorrow, accepted=False)
    factories.issue_token(practice=published.practice)
    for who, whose in ((published, ben), (ben, published)):
        services.open_messages(
            actor=factories.clinician_actor(who),
            slug=whose.slug,
            reason="She wrote that tonight is the night.",
            now=now,
        )
    return str(row.pk)


def open_each(open_page: Opener, key: str, **options: Any) -> Iterator[Page]:
    page = open_page("/inbox/", signed_in=True, **options)
    for address in (
        "/desk/",
        f"/desk/{key}/",
        "/coverage/",
        "/covering/",
        f"/covering/{key}/",
        "/emergency/",
        f"/emergency/message/{key}/",
        "/practice/",
        "/practice/tokens/",
        "/practice/emergency/",
    ):
        page.goto(address)
        yield page
    page.goto("/practice/")
    page.get_by_role("link", name="Finn Moss").click()
    yield page
    page.goto("/practice/")
    page.get_by_role("button", name="Let them in").click()
    yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(open_page: Opener, busy: str, scheme: str) -> None:
    assert_nothing_to_mend(open_each(open_page, busy, color_scheme=scheme, bypass_csp=True))


def test_nothing_is_wider_than_a_small_screen(open_page: Opener, busy: str) -> None:
    assert_as_wide_as(320, open_each(open_page, busy, viewport={"width": 320, "height": 640}))
