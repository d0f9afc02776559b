"""Times in Chromium: booked by keyboard on a small screen, and every page is good for everyone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client as Browser
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.domain.actors import Visitor
from accounts.models import Client, Clinician, User
from notifications import services
from notifications.services.asked_for import key_of
from policies.queries.openings import openings_of
from scheduler.domain.interval import Interval
from scheduler.models import Appointment, BusyTime, Calendar, SessionType
from scheduler.services import Asker
from tests import factories
from tests.browser import SMALL, Opener, assert_good_for_everyone, sign_in
from tests.client_sign_in import let_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DANGER = "I want to kill myself."
SAID_OF_WHAT_IS_FOCUSED = """(() => {
  const it = document.activeElement;
  return [it.innerText, ...Array.from(it.labels || []).map(each => each.innerText)].join(" ");
})()"""
WRITTEN_TOO_LATE = {
    "By the river?": "Times for this are not booked here any more",
    DANGER: "Help is here",
}
RULE = "Things come up. The first time, cancelling late costs nothing."


@pytest.fixture
def kind(published: Clinician) -> SessionType:
    return factories.offer_sessions(clinician=published, name="Session", cancel_words=RULE)


@pytest.fixture
def meeting(published: Clinician) -> SessionType:
    return factories.offer_sessions(
        clinician=published, name="First meeting", who_books="anyone", is_instant=False, place="online"
    )


@pytest.fixture
def in_london(published: Clinician) -> Client:
    return factories.add_client(
        clinician=published,
        name="Priya Nair",
        addresses={"email": "priya@client.example"},
        time_zone="Europe/London",
        region="GB",
    )


@pytest.fixture
def full(published: Clinician, dan: Client, kind: SessionType, meeting: SessionType) -> list[Appointment]:
    """A request of a visitor's, one session, one that comes every week; a calendar, and who waits."""
    now = datetime.now(UTC)
    starts = free(kind)
    asked = services.book(
        actor=Visitor(),
        clinician=published,
        session_type_id=meeting.pk,
        start=starts[0],
        note="May I bring my sister?",
        visitor=Asker("Vera Lund", "vera@somewhere.example"),
        now=now,
    )
    booked = factories.book(clinician=published, client=dan, kind=kind, start=starts[3], now=now)
    factories.start_series(clinician=published, client=dan, kind=kind, now=now)
    weekly = Appointment.objects.filter(series__isnull=False).earliest("start")
    add_calendar(published, now)
    days = (now.date(), now.date() + 30 * DAY)
    actor = factories.client_actor(dan)
    services.wait(actor=actor, clinician=published, session_type_id=kind.pk, days=days, now=now)
    return [asked, booked, weekly]


def free(kind: SessionType) -> tuple[datetime, ...]:
    now = datetime.now(UTC)
    return openings_of(kind.clinician, kind, Interval(now, now + 60 * DAY), now)


def add_calendar(clinician: Clinician, now: datetime) -> None:
    calendar = Calendar.objects.create(
        practice_id=clinician.practice_id,
        clinician=clinician,
        name="Work calendar",
        use="away",
        time_zone="America/New_York",
        connected_at=now,
        read_at=now - 10 * timedelta(minutes=1),
    )
    monday = datetime.combine(monday_of(now), datetime.min.time(), UTC) + 17 * HOUR
    for start, length, is_away in ((monday, HOUR, False), (monday + DAY * 2, DAY, True)):
        BusyTime.objects.create(
            practice_id=clinician.practice_id,
            clinician=clinician,
            calendar=calendar,
            start=start,
            end=start + length,
            is_away=is_away,
        )


def monday_of(now: datetime) -> date:
    return now.date() - now.weekday() * DAY


def let_in_here(page: Page, client: Client, clinician: Clinician, live_server: LiveServer) -> None:
    cookie = let_in(Browser(), client, clinician).cookies["client"].value
    page.context.add_cookies([{"name": "client", "value": cookie, "url": live_server.url}])


def tab_to(page: Page, name: str) -> None:
    """By the one key, as far as it takes."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(SAID_OF_WHAT_IS_FOCUSED)
        if name in said:
            return
    raise AssertionError(f"{name} was not reached")


def test_a_client_books_by_keyboard_on_a_small_screen(
    open_page: Opener, in_london: Client, kind: SessionType, live_server: LiveServer
) -> None:
    page = open_page("/p/ada-quist/", viewport=SMALL, java_script_enabled=True)
    let_in_here(page, in_london, kind.clinician, live_server)
    page.goto("/you/appointments/")
    tab_to(page, "Choose a time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/**")
    tab_to(page, "in New York)")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Is there anything to say beforehand?")
    page.keyboard.type("I come by bus.")
    tab_to(page, "Book this time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/you/appointments/*-*/**")
    assert "(New York; " in page.locator("#when").inner_text()
    assert "for you in London)" in page.locator("#when").inner_text()
    assert "12 Quiet Street" in page.locator("#when").inner_text()
    assert Appointment.objects.get().note == "I come by bus."


def clients_pages(page: Page, kind: SessionType, full: list[Appointment]) -> Iterator[Page]:
    _asked, booked, weekly = full
    for address in (
        "",
        f"book/{kind.pk}/",
        f"wait/{kind.pk}/",
        f"{booked.pk}/",
        f"{booked.pk}/move/",
        f"{booked.pk}/cancel/",
        f"{weekly.pk}/cancel/",
    ):
        page.goto(f"/you/appointments/{address}")
        yield page
    page.goto(f"/you/appointments/book/{kind.pk}/")
    page.get_by_role("button", name="Book this time").click()  # without a time
    yield page
    page.goto(f"/you/appointments/book/{kind.pk}/")
    page.get_by_role("radio").first.check()
    _take(page, kind)
    page.get_by_label("Is there anything to say beforehand?").fill(DANGER)
    page.get_by_role("button", name="Book this time").click()
    assert "Help is here" in page.locator("#times").inner_text()
    yield page
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Help is here"
    yield page
    page.goto(f"/you/appointments/{booked.pk}/cancel/")
    page.get_by_role("button", name="Cancel it").click()
    yield page
    page.goto("/you/appointments/#past")
    yield page
    for note, said in WRITTEN_TOO_LATE.items():
        page.goto(f"/you/appointments/book/{kind.pk}/")
        page.get_by_role("radio").first.check()
        page.get_by_label("Is there anything to say beforehand?").fill(note)
        with ended(kind):
            page.get_by_role("button", name="Book this time").click()
        assert page.get_by_role("heading", level=1).inner_text() == said
        yield page


@contextmanager
def ended(kind: SessionType) -> Iterator[None]:
    """Between a look at its times and the choice of one."""
    SessionType.objects.filter(pk=kind.pk).update(ended_at=datetime.now(UTC))
    yield
    SessionType.objects.filter(pk=kind.pk).update(ended_at=None)


def _take(page: Page, kind: SessionType) -> None:
    """Somebody else is quicker."""
    start = datetime.fromisoformat(str(page.get_by_role("radio").first.get_attribute("value")))
    address = f"{uuid4().hex[:6]}@client.example"
    other = factories.add_client(clinician=kind.clinician, name="Eli Roth", addresses={"email": address})
    factories.book(clinician=kind.clinician, client=other, kind=kind, start=start, now=datetime.now(UTC))


def public_pages(open_page: Opener, meeting: SessionType) -> Iterator[Page]:
    page = open_page("/p/ada-quist/")
    page.get_by_role("link", name="First meeting").click()
    yield page
    page.get_by_role("button", name="Ask for this time").click()
    yield page
    page.get_by_label("Where are you?").select_option("Europe/London")
    page.get_by_role("button", name="Show my time").click()
    assert "in New York)" in page.locator("#times").inner_text()
    yield page
    page.get_by_role("radio").first.check()
    page.get_by_label("Your name").fill("Wim Maas")
    page.get_by_label("Your email address").fill("wim@somewhere.example")
    page.get_by_role("button", name="Ask for this time").click()
    assert "This is a request" in page.locator("#asked").inner_text()
    yield page
    for note, said in WRITTEN_TOO_LATE.items():
        page.goto(f"/p/ada-quist/book/{meeting.pk}/")
        page.get_by_role("radio").first.check()
        page.get_by_label("Your name").fill("Vera Lund")
        page.get_by_label("Your email address").fill("vera@somewhere.example")
        page.get_by_label("Is there anything to say beforehand?").fill(note)
        with ended(meeting):
            page.get_by_role("button", name="Ask for this time").click()
        assert page.get_by_role("heading", level=1).inner_text() == said
        yield page


def clinicians_pages(page: Page, kind: SessionType, full: list[Appointment]) -> Iterator[Page]:
    asked, booked, weekly = full
    monday = monday_of(booked.start)
    for address in (
        "/week/",
        f"/week/?from={monday}",
        "/sessions/",
        "/sessions/add/",
        f"/sessions/{kind.pk}/",
        f"/sessions/{kind.pk}/end/",
        "/appointments/",
        "/appointments/new/",
        f"/appointments/{asked.pk}/",
        f"/appointments/{booked.pk}/",
        f"/appointments/{booked.pk}/move/",
        f"/appointments/{weekly.pk}/cancel/",
    ):
        page.goto(address)
        yield page
    page.goto("/sessions/add/")
    page.get_by_role("button", name="Add it").click()
    yield page
    page.goto("/appointments/new/")
    page.get_by_label("Day", exact=True).fill("2000-01-01")
    page.get_by_role("button", name="Enter it").click()
    yield page
    page.goto(f"/appointments/{booked.pk}/move/")
    page.get_by_text("Any other time").click()
    page.get_by_label("Day", exact=True).fill(f"{monday + 6 * DAY}")
    page.get_by_label("Time", exact=True).fill("23:00")
    page.get_by_role("button", name="Move it", exact=True).click()
    assert "It lies outside your hours for sessions." in page.locator("#any").inner_text()
    yield page


def test_the_clinicians_pages_are_good_for_everyone(
    open_page: Opener, kind: SessionType, full: list[Appointment]
) -> None:
    page = open_page("/week/", signed_in=True)
    assert_good_for_everyone(clinicians_pages(page, kind, full))


def test_a_new_clinicians_pages_are_good_for_everyone(open_page: Opener) -> None:
    page = open_page("/week/", signed_in=True)

    def empty() -> Iterator[Page]:
        for address in ("/week/", "/sessions/", "/appointments/", "/appointments/new/"):
            page.goto(address)
            yield page

    assert_good_for_everyone(empty())


def test_the_front_desks_pages_are_good_for_everyone(
    open_page: Opener, finn: User, full: list[Appointment]
) -> None:
    page = open_page("/sign-in/")
    sign_in(page, finn.email)

    def desk() -> Iterator[Page]:
        for address in ("/desk/", "/desk/appointments/", f"/desk/appointments/{full[0].pk}/"):
            page.goto(address)
            yield page

    assert_good_for_everyone(desk())


def test_the_clients_pages_are_good_for_everyone(
    open_page: Opener, dan: Client, kind: SessionType, full: list[Appointment], live_server: LiveServer
) -> None:
    page = open_page("/p/ada-quist/")
    let_in_here(page, dan, kind.clinician, live_server)
    assert_good_for_everyone(clients_pages(page, kind, full))


def test_the_public_pages_are_good_for_everyone(open_page: Opener, meeting: SessionType) -> None:
    assert_good_for_everyone(public_pages(open_page, meeting))


def askers_pages(page: Page, asked: Appointment) -> Iterator[Page]:
    """By the address that a visitor was given: while it waits, once it is theirs, at its end."""
    there = f"/asked/{key_of(asked)}/"
    for address in (there, f"{there}move/", f"{there}take-back/"):
        page.goto(address)
        yield page
    page.goto(f"{there}move/")
    page.get_by_role("button", name="Move it to this time").click()  # without a time
    yield page
    ours = factories.clinician_actor(asked.clinician)
    services.confirm(actor=ours, appointment_id=asked.pk, now=datetime.now(UTC))
    for address in (there, f"{there}take-back/"):
        page.goto(address)
        yield page
    page.get_by_role("button", name="Cancel it").click()
    assert "It was taken back." in page.locator("#over").inner_text()
    yield page
    page.goto("/asked/cut-off/")
    yield page


def test_the_pages_of_whoever_asked_are_good_for_everyone(open_page: Opener, full: list[Appointment]) -> None:
    assert_good_for_everyone(askers_pages(open_page("/p/ada-quist/"), full[0]))


def test_a_visitor_moves_it_and_takes_it_back_by_keyboard_on_a_small_screen(
    open_page: Opener, full: list[Appointment]
) -> None:
    asked = full[0]
    page = open_page(f"/asked/{key_of(asked)}/", viewport=SMALL, java_script_enabled=True)
    tab_to(page, "Choose another time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/move/**")
    page.locator("#times").get_by_role("radio").last.focus()
    page.keyboard.press("Space")
    tab_to(page, "Move it to this time")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/move/" not in url)
    asked.refresh_from_db()
    assert (asked.state, asked.sequence) == ("requested", 1)
    tab_to(page, "Take it back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-back/**")
    tab_to(page, "Take it back")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/take-back/" not in url)
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_all_of_it_works_without_javascript(
    open_page: Opener, dan: Client, kind: SessionType, live_server: LiveServer
) -> None:
    page = open_page("/p/ada-quist/", java_script_enabled=False)
    let_in_here(page, dan, kind.clinician, live_server)
    page.goto("/you/appointments/")
    page.get_by_role("link", name="Choose a time").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").click()
    page.get_by_role("link", name="Choose another time").click()
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Move it to this time").click()
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Cancel it").click()
    assert Appointment.objects.get().state == "cancelled"
