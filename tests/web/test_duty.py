"""The pages of whoever is on duty: what needs them, that they look after it, and what came of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client as Browser
from time_machine import TimeMachineFixture

from accounts import services as people
from accounts.domain.actors import OnDutyActor
from accounts.models import AuditEntry, Client, Clinician, User
from accounts.queries import NotFoundError
from notifications import queries, services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, Duty, Escalation
from notifications.services.one_tap import tap_for
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of

DANGER = "I want to kill myself"
pytestmark = pytest.mark.usefixtures("on_a_tuesday_morning")


@pytest.fixture
def escalation(published: Clinician, dan: Client, olive: User) -> Escalation:
    incoming = Incoming(
        clinician=published.slug,
        source=Source.API,
        channel="email",
        sender="dan@client.example",
        text=DANGER,
    )
    services.receive(actor=factories.integration_actor(published.practice), incoming=incoming, now=NOW)
    return Escalation.objects.get()


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def ada_browser(published: Clinician) -> Browser:
    return browser_of(user_of(published))


def read(browser: Browser, address: str) -> str:
    return unescape(browser.get(address).content.decode())


def test_it_stands_on_every_page_until_somebody_looks_after_it(
    ada_browser: Browser, escalation: Escalation
) -> None:
    banner = "A message may be about danger, and nobody looks after it yet."
    assert banner in read(ada_browser, "/clients/")
    ada_browser.post(f"/duty/{escalation.pk}/take-up/")
    assert banner not in read(ada_browser, "/clients/")
    assert "Ada Quist looks after it" in read(ada_browser, "/duty/")


def test_one_page_has_all_that_is_needed(ada_browser: Browser, escalation: Escalation) -> None:
    shown = read(ada_browser, f"/duty/{escalation.pk}/")
    assert "Dan Abara" in shown
    assert "<mark" in shown  # the evidence, in its place
    assert "988" in shown  # what he was shown
    assert 'href="tel:+12125550123"' in shown
    assert 'href="mailto:dan@client.example"' in shown
    assert AuditEntry.objects.filter(verb="read", thing_kind="message", actor_kind="on_duty").count() == 1


def test_notes_for_their_safety_are_there_for_whoever_is_called(
    ada_browser: Browser, escalation: Escalation, dan: Client, published: Clinician, olive: User
) -> None:
    assert "For their safety" not in read(ada_browser, f"/duty/{escalation.pk}/")
    notes = "His sister has a key: 212-555-0170."
    ada = factories.clinician_actor(published)
    people.note_for_safety(actor=ada, client_id=dan.pk, text=notes, now=NOW)
    Escalation.objects.update(reached=2)
    for browser in (ada_browser, browser_of(olive)):
        assert notes in read(browser, f"/duty/{escalation.pk}/")


def test_who_is_not_called_yet_sees_nothing_of_it(
    escalation: Escalation, olive: User, ben: Clinician
) -> None:
    for somebody in (olive, user_of(ben)):
        browser = browser_of(somebody)
        assert "Dan Abara" not in read(browser, "/duty/")
        for address, verb in (("", "get"), ("take-up/", "post"), ("resolve/", "post")):
            assert getattr(browser, verb)(f"/duty/{escalation.pk}/{address}").status_code == 404
    escalation.refresh_from_db()
    assert escalation.acknowledged_at is None


def test_called_an_owner_reads_that_and_nothing_else(escalation: Escalation, olive: User) -> None:
    Escalation.objects.update(reached=2)
    browser = browser_of(olive)
    assert "kill myself" in read(browser, f"/duty/{escalation.pk}/")
    assert browser.get(f"/inbox/{escalation.events.first().message_id}/").status_code == 403  # type: ignore[union-attr]


class TestTheLinkInTheMail:
    def address(self) -> str:
        duty = Delivery.objects.get(kind="alarm").duty
        assert duty is not None
        return f"/duty/tap/{tap_for(duty)}/"

    def test_looking_does_nothing_and_tells_nothing(self, escalation: Escalation) -> None:
        for verb in ("get", "head"):
            answer = getattr(Browser(), verb)(self.address())
            assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
            assert b"Dan" not in answer.content
        escalation.refresh_from_db()
        assert escalation.acknowledged_at is None

    def test_one_tap_takes_it_up(self, escalation: Escalation, published: Clinician) -> None:
        browser = Browser()
        assert "Thank you. It is with you" in unescape(browser.post(self.address()).content.decode())
        escalation.refresh_from_db()
        assert escalation.acknowledged_by == published.pk
        assert "Somebody looks after it already" in unescape(browser.post(self.address()).content.decode())

    def test_however_often_it_is_opened_by_scanners_nothing_is_taken_up(self, escalation: Escalation) -> None:
        address = self.address()
        for _ in range(50):
            for verb in ("get", "head", "options"):
                getattr(Browser(), verb)(address, headers={"Sec-Purpose": "prefetch"})
        escalation.refresh_from_db()
        assert (escalation.acknowledged_at, escalation.turn) == (None, 1)

    def test_a_mail_program_that_keeps_no_cookie_can_say_it(self, escalation: Escalation) -> None:
        browser = Browser(enforce_csrf_checks=True)
        assert browser.post(self.address()).status_code == 200
        escalation.refresh_from_db()
        assert escalation.acknowledged_at is not None

    def test_a_day_later_it_opens_nothing(
        self, escalation: Escalation, time_machine: TimeMachineFixture
    ) -> None:
        address = self.address()
        time_machine.move_to(NOW + timedelta(days=1, minutes=1))
        assert Browser().post(address).status_code == 404

    def test_nor_for_whoever_has_gone(self, escalation: Escalation, published: Clinician) -> None:
        address = self.address()
        User.objects.filter(pk=user_of(published).pk).update(is_active=False)
        assert Browser().post(address).status_code == 404
        escalation.refresh_from_db()
        assert escalation.acknowledged_at is None

    def test_once_it_is_over_whoever_was_called_reads_that(self, escalation: Escalation, olive: User) -> None:
        Escalation.objects.update(reached=2)
        hers = tap_for(Duty.objects.get(user=olive))
        owner = OnDutyActor(escalation.practice_id, olive.pk, escalation.pk)
        ada = OnDutyActor(escalation.practice_id, escalation.clinician_id, escalation.pk)
        services.resolve(actor=ada, outcome="false_alarm", text="", now=NOW)
        said = unescape(Browser().post(f"/duty/tap/{hers}/").content.decode())
        assert "Somebody looks after it already" in said
        with pytest.raises(NotFoundError):
            queries.escalation(owner)

    @pytest.mark.parametrize("change", [str.upper, lambda tap: tap[:-2] + "x/", lambda _: "/duty/tap/x/"])
    def test_what_was_not_made_here_opens_nothing(self, escalation: Escalation, change: object) -> None:
        tap = self.address().removeprefix("/duty/tap/")
        asked = change(tap)  # type: ignore[operator]
        address = asked if asked.startswith("/duty/") else f"/duty/tap/{asked}"
        assert Browser().post(address).status_code == 404


class TestHowItEnds:
    def end(self, browser: Browser, escalation: Escalation, **said: str) -> int:
        return browser.post(f"/duty/{escalation.pk}/resolve/", said).status_code

    def test_with_a_note(self, ada_browser: Browser, escalation: Escalation) -> None:
        assert self.end(ada_browser, escalation, note="We spoke. He is with his sister.") == 302
        shown = read(ada_browser, f"/duty/{escalation.pk}/")
        assert "We spoke. He is with his sister." in shown
        assert "Looked after" in shown

    def test_without_one_what_was_done_is_asked_for(
        self, ada_browser: Browser, escalation: Escalation
    ) -> None:
        assert self.end(ada_browser, escalation, note=" ") == 422
        escalation.refresh_from_db()
        assert escalation.resolved_at is None

    def test_a_false_alarm_is_said_with_one_tap(self, ada_browser: Browser, escalation: Escalation) -> None:
        assert self.end(ada_browser, escalation, false_alarm="") == 302
        escalation.refresh_from_db()
        assert (escalation.outcome, escalation.next_at) == ("false_alarm", None)
