"""The canary goes the whole way, through real SMTP and back, and disturbs nobody on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.domain.actors import MailServer, Visitor
from accounts.domain.canary import CANARY_PRACTICE
from accounts.models import AuditEntry, Clinician, ClinicianAddress, Practice
from accounts.queries import clinicians, clinicians_without_mail, inboxes_at
from notifications import queries, services
from notifications.domain.incoming import Incoming, Source
from notifications.domain.watch import CANARY_WITHIN, Seen, Trouble
from notifications.models import Delivery, Duty, Escalation, EscalationEvent, InboundMessage, RawMail, Watch
from notifications.services import canary
from notifications.services.composing import compose
from notifications.services.delivering import deliver_due, sweep
from notifications.services.lane import lane, memory
from notifications.services.watching import look, look_for_canary, seen
from tests import factories
from tests.notifications.test_mail_listener import send, speak
from tests.smtp_sink import Sink

ADDRESS = "canary@boundaries.example"
LEFT_OF_IT = (InboundMessage, Escalation, Duty, EscalationEvent, Delivery, RawMail)

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> None:
    settings.CANARY_ADDRESS = ADDRESS
    memory.keep(None, seconds=0)


def clock() -> datetime:
    return datetime.now(UTC)


def let_out() -> Seen:
    look_for_canary(now=clock())
    look(clock=clock)
    return seen()


def delivered_to_ourselves(settings: Settings) -> Callable[[int], int]:
    """By the dispatcher, to our own listener."""

    def deliver(port: int) -> int:
        settings.SMTP_PORT = port
        return deliver_due(clock=clock)

    return deliver


def test_it_goes_out_comes_back_and_leaves_nothing(settings: Settings) -> None:
    assert lane(now=clock()).troubles == (Trouble.UNWATCHED,)
    assert let_out().canary_back_at is None
    assert InboundMessage.objects.get().screening.level == "crisis"
    assert Delivery.objects.get(kind="alarm").recipient == ADDRESS
    speak(delivered_to_ourselves(settings))
    assert Escalation.objects.get().acknowledged_at
    look_for_canary(now=clock())
    assert seen().canary_back_at is not None
    memory.until = 0
    assert lane(now=clock()).is_well
    assert lane(now=clock()).is_proven
    assert not any(model.objects.exists() for model in LEFT_OF_IT)


def test_none_of_it_is_about_anybody(ada: Clinician, client: Browser) -> None:
    let_out()
    hidden = Clinician.objects.get(practice_id=CANARY_PRACTICE)
    assert hidden not in clinicians(Visitor())
    assert inboxes_at(MailServer(), [ADDRESS]) == {}
    assert client.get(f"/p/{hidden.slug}/").status_code == 404
    assert not AuditEntry.objects.filter(practice_id=CANARY_PRACTICE).exists()
    assert (queries.messages_by_level(), queries.deliveries_by_state()) == ({}, {})
    assert clinicians_without_mail() == []
    assert not hidden.practice.memberships.exists()


def test_nobody_but_itself_is_ever_alarmed(ada: Clinician, sink: Sink) -> None:
    let_out()
    for _ in range(6):
        Escalation.objects.update(next_at=clock())
        sweep(clock=clock)
    assert {mail["To"] for mail in sink.mails} == {ADDRESS}


def test_one_that_is_lost_is_seen_and_followed_by_another(sink: Sink) -> None:
    sent = let_out().canary_sent_at
    assert sent
    first = InboundMessage.objects.get()
    for wait, count in ((CANARY_WITHIN - timedelta(seconds=1), 1), (CANARY_WITHIN + timedelta(seconds=1), 2)):
        look_for_canary(now=sent + wait)
        assert (InboundMessage.objects.get() == first) is (count == 1)
    memory.until = 0
    assert Trouble.CANARY_LOST in lane(now=sent + CANARY_WITHIN + timedelta(seconds=1)).troubles


def test_two_that_watch_share_one() -> None:
    let_out()
    once = InboundMessage.objects.get()
    look_for_canary(now=clock())
    assert InboundMessage.objects.get() == once


def test_a_real_alarm_that_strays_there_is_taken_up_by_nobody(ada: Clinician) -> None:
    danger = Incoming(
        clinician=ada.slug, source=Source.API, channel="email", sender="x@y.example", text=canary.DANGER
    )
    services.receive(actor=factories.integration_actor(ada.practice), incoming=danger, now=clock())
    alarm = compose(Delivery.objects.get(kind="alarm"))
    assert not canary.take_back(alarm.content, now=clock())
    assert Escalation.objects.get().acknowledged_at is None


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: hello\r\n\r\nhttps://x.example/duty/tap/made-up:1:2/", b"\xff"]
)
def test_whatever_else_is_sent_there_does_nothing(raw: bytes) -> None:
    assert not canary.take_back(raw, now=clock())


def test_what_a_person_writes_there_is_kept_where_it_is_somebody_s_inbox(ada: Clinician) -> None:
    ada.addresses.filter(use="inbox").update(address=ADDRESS)
    send("dan@client.example", [ADDRESS], "Could we move Thursday?")
    assert RawMail.objects.get().clinician == ada


def test_once_it_is_switched_off_nothing_is_left_of_it(settings: Settings) -> None:
    let_out()
    settings.CANARY_ADDRESS = ""
    look(clock=clock)
    look_for_canary(now=clock())
    assert not any(model.objects.exists() for model in LEFT_OF_IT)
    assert (Practice.objects.count(), Watch.objects.get().canary_is_on) == (1, False)


def test_it_follows_its_address(settings: Settings) -> None:
    let_out()
    settings.CANARY_ADDRESS = "other@boundaries.example"
    look_for_canary(now=clock() + 2 * CANARY_WITHIN)
    told = ClinicianAddress.objects.filter(practice_id=CANARY_PRACTICE).values_list("address", flat=True)
    assert set(told) == {"other@boundaries.example"}
