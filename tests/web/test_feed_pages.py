"""The pages on which addresses for calendar apps are made, changed, turned and taken away."""

import re
from base64 import b64decode

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import AuditEntry, Client, Clinician
from accounts.queries import hash_token
from scheduler import services
from scheduler.models import Feed
from scheduler.queries.feeds import MOST
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW
from tests.scheduler.ical.calendars import read_by_icalendar
from web.presentation.qr import qr_code

PAGES = {"clinician": "/calendars/feeds/", "client": "/you/calendar/"}
MADE = {"clinician": {"kind": "own", "label": "my phone"}, "client": {"label": "my phone"}}


@pytest.fixture(params=["clinician", "client"])
def somebody(request: pytest.FixtureRequest, signed_in: Browser, ada: Clinician) -> tuple[str, Browser]:
    if request.param == "clinician":
        return "clinician", signed_in
    client = factories.add_client(clinician=ada, addresses={"email": "dan@client.example"})
    browser = Browser()
    let_in(browser, client, ada)
    return "client", browser


def secret_in(text: str) -> str:
    found = re.search(r"/feeds/([\w-]{43})\.ics", text)
    assert found is not None
    return found[1]


def test_a_new_address_is_shown_once_and_leads_to_a_calendar(
    somebody: tuple[str, Browser], settings: Settings
) -> None:
    who, browser = somebody
    page = PAGES[who]
    assert "There is no address yet" in browser.get(page).content.decode()
    shown = browser.post(page, MADE[who]).content.decode()
    secret = secret_in(shown)
    address = f"{settings.BASE_URL}/feeds/{secret}.ics"
    assert address in shown
    assert f'href="webcal{address.removeprefix("http")}"' in shown
    drawn = re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", shown)
    assert drawn is not None
    assert b64decode(drawn[1]).decode() == qr_code(address)
    assert bytes(Feed.objects.get().secret_hash) == hash_token(secret)
    again = browser.get(page).content.decode()
    assert secret not in again
    assert "my phone" in again
    assert "No app has asked here yet" in again
    assert read_by_icalendar(Browser().get(f"/feeds/{secret}.ics").content)["METHOD"] == "PUBLISH"
    assert "An app last asked" in browser.get(page).content.decode()
    entry = AuditEntry.objects.get(thing_kind="feed")
    assert (entry.verb, entry.actor_kind) == ("issued", who)


def test_a_turned_address_ends_the_old_one(somebody: tuple[str, Browser]) -> None:
    who, browser = somebody
    old = secret_in(browser.post(PAGES[who], MADE[who]).content.decode())
    feed = Feed.objects.get()
    new = secret_in(browser.post(f"{PAGES[who]}{feed.pk}/rotate/").content.decode())
    assert [Browser().get(f"/feeds/{each}.ics").status_code for each in (old, new)] == [410, 200]
    assert browser.get(f"{PAGES[who]}{feed.pk}/rotate/")["Location"] == "../"  # whoever comes back there
    answer = browser.post(f"{PAGES[who]}{feed.pk}/revoke/")
    assert (answer.status_code, answer["Location"]) == (302, PAGES[who])
    assert Browser().get(f"/feeds/{new}.ics").status_code == 410
    assert "There is no address yet" in browser.get(PAGES[who]).content.decode()
    verbs = AuditEntry.objects.filter(thing_kind="feed").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["issued", "issued", "revoked"]


def test_what_it_shows_can_be_changed(somebody: tuple[str, Browser]) -> None:
    who, browser = somebody
    browser.post(PAGES[who], MADE[who])
    feed = Feed.objects.get()
    page = f"{PAGES[who]}{feed.pk}/"
    assert "Google, Apple or Microsoft" in browser.get(page).content.decode()
    said = {"label": "my tablet", "shows_names": "on", "shows_cancelled": "on"}
    assert browser.post(page, said).status_code == 302
    feed.refresh_from_db()
    assert (feed.label, feed.shows_names, feed.shows_cancelled) == ("my tablet", True, True)


def test_a_busy_feed_never_shows_names(signed_in: Browser) -> None:
    signed_in.post(PAGES["clinician"], {"kind": "busy", "label": "for my partner"})
    feed = Feed.objects.get()
    page = f"{PAGES['clinician']}{feed.pk}/"
    assert "shows_names" not in signed_in.get(page).content.decode()
    signed_in.post(page, {"label": "x", "shows_names": "on"})
    feed.refresh_from_db()
    assert (feed.label, feed.shows_names) == ("x", False)


@pytest.mark.parametrize("said", [{}, {"label": ""}, {"label": "x" * 101}, {"label": "x", "kind": "client"}])
def test_what_cannot_be_made_is_said_beside_it(signed_in: Browser, said: dict[str, str]) -> None:
    answer = signed_in.post(PAGES["clinician"], said)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode() or "aria-invalid" in answer.content.decode()
    assert not Feed.objects.exists()


def test_nobody_keeps_more_than_they_can_look_after(signed_in: Browser, ada: Clinician) -> None:
    actor = factories.clinician_actor(ada)
    for number in range(MOST):
        services.make_feed(actor=actor, kind="own", label=f"{number}", now=NOW)
    answer = signed_in.post(PAGES["clinician"], MADE["clinician"])
    assert answer.status_code == 422
    assert "Take one away" in answer.content.decode()


def test_everything_kept_tells_a_client_of_their_addresses(ada: Clinician, dan: Client) -> None:
    browser = Browser()
    let_in(browser, dan, ada)
    browser.post(PAGES["client"], {"label": "kitchen tablet"})
    assert "kitchen tablet" in browser.get("/you/everything/").content.decode()
    assert secret_hash_is_nowhere(browser.get("/you/everything.json").content)


def secret_hash_is_nowhere(told: bytes) -> bool:
    return b"secret_hash" not in told and b"uid_salt" not in told
