"""The pages of owners, the front desk, coverage and emergencies in Chromium."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician, User
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from tests import factories
from tests.browser import Opener, assert_good_for_everyone, sign_in
from tests.sign_in import user_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


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
    later = tomorrow + timedelta(days=7)
    factories.cover(away=published, covering=ben, first=later, last=later, accepted=False)
    factories.issue_token(practice=published.practice)
    for who, whose in ((published, ben), (ben, published)):
        services.open_messages(
            actor=factories.clinician_actor(who),
            slug=whose.slug,
            reason="She wrote that tonight is the night.",
            now=now,
        )
    return str(row.pk)


def open_each(open_page: Opener, key: str) -> Iterator[Page]:
    page = open_page("/inbox/", signed_in=True)
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
    page.get_by_role("link", name="To the messages").click()
    yield page
    yield from with_people_and_programs(page)
    yield from with_mistakes(page, key)
    yield from as_the_front_desk(page)


def with_people_and_programs(page: Page) -> Iterator[Page]:
    page.goto("/practice/")
    page.get_by_text("Let somebody in").click()
    yield page
    page.get_by_label("Clinician", exact=True).check()
    page.get_by_role("button", name="Let them in").click()
    yield page
    page.goto("/practice/")
    page.get_by_role("link", name="Finn Moss").click()
    yield page
    page.get_by_label("Front desk").uncheck()
    page.get_by_role("button", name="Save").click()
    yield page
    page.goto("/practice/")
    page.get_by_role("link", name="Ben Ruiz").click()
    page.get_by_role("button", name="End their access").click()
    yield page
    page.get_by_role("link", name="Ben Ruiz").click()
    yield page
    page.get_by_role("button", name="Give access again").click()
    page.goto("/practice/tokens/")
    page.get_by_text("Make a token").click()
    page.get_by_role("button", name="Make it").click()
    yield page
    page.get_by_label("Name", exact=True).fill("The phone system of the whole building, second floor")
    page.get_by_role("button", name="Make it").click()
    yield page
    page.get_by_role("button", name="Revoke it: The phone system").click()
    yield page


def with_mistakes(page: Page, key: str) -> Iterator[Page]:
    page.goto("/coverage/")
    page.get_by_text("Ask a colleague").click()
    page.get_by_role("button", name="Ask", exact=True).click()
    yield page
    page.goto("/emergency/")
    page.get_by_role("button", name="Open them for an hour").click()
    yield page
    for address in (f"/desk/{key}/", f"/covering/{key}/"):
        page.goto(address)
        page.get_by_role("button", name="Send the answer").click()
        yield page


def as_the_front_desk(page: Page) -> Iterator[Page]:
    """With nothing to do, and a page that is somebody else's."""
    page.goto("/emergency/")
    page.get_by_role("button", name="End it now").click()
    yield page
    page.get_by_role("button", name="Sign out").click()
    InboundMessage.objects.update(matter="")
    sign_in(page, "finn@inbox.example")
    yield page
    page.goto("/practice/")
    yield page


def test_every_page_is_good_for_everyone(open_page: Opener, busy: str) -> None:
    assert_good_for_everyone(open_each(open_page, busy))
