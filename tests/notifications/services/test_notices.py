"""Notices to the practice's own people: durable, each by itself, and telling of nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import Clinician
from notifications.models import Notice
from notifications.services.calendar_mails import OF_CALENDARS
from notifications.services.notices import TURN, promise_notices, send_notices
from notifications.services.time_mails import OF_TIMES
from tests import factories
from tests.factories import NOW
from tests.smtp_sink import Sink, smtp_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.SMTP_PORT = running.port
        yield running


def promise(clinician: Clinician, *recipients: str, kind: Notice.Kind = Notice.Kind.EMERGENCY) -> None:
    promise_notices(kind, recipients, about=clinician, now=NOW)


def test_each_address_is_told_once(ada: Clinician, sink: Sink) -> None:
    promise(ada, "ada@home.example", "olive@home.example", "ada@home.example")
    assert [send_notices(clock=lambda: NOW) for _ in range(2)] == [2, 0]
    assert Notice.objects.filter(sent_at=NOW, next_at=None, attempts=1).count() == 2
    told = sink.mails[0]
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["From"] != told["To"]


def test_what_cannot_be_made_keeps_no_other_from_being_sent(ada: Clinician, sink: Sink) -> None:
    promise(ada, "broken@home.example", "ada@home.example")
    Notice.objects.filter(recipient="broken@home.example").update(kind="unheard of")
    assert send_notices(clock=lambda: NOW) == 2
    assert len(sink.mails) == 1
    broken = Notice.objects.get(sent_at=None)
    assert (broken.last_error, broken.attempts) == ("ValueError", 1)
    assert broken.next_at is not None
    assert broken.next_at >= NOW


def test_a_worker_that_dies_while_sending_leaves_it_due_again(ada: Clinician, sink: Sink) -> None:
    promise(ada, "ada@home.example")
    sink.at_recipient.append("drop")
    send_notices(clock=lambda: NOW)
    held = Notice.objects.get()
    assert held.next_at is not None
    later = NOW + timedelta(hours=1)
    assert send_notices(clock=lambda: later) == 1
    assert Notice.objects.get().sent_at == later


def test_a_turn_ends_so_that_everything_else_goes_on(ada: Clinician, sink: Sink) -> None:
    promise(ada, *(f"{name}@home.example" for name in ("ada", "olive", "gil")))
    at = NOW

    def slow() -> datetime:
        nonlocal at
        at += TURN / 2
        return at

    assert send_notices(clock=slow) == 1
    assert Notice.objects.filter(next_at=NOW).count() == 2


def test_it_speaks_the_clinicians_language(ada: Clinician, sink: Sink) -> None:
    gil = factories.add_clinician(practice=ada.practice, name="Gil Park", languages=["es-MX"])
    promise(gil, "gil@home.example")
    send_notices(clock=lambda: NOW)
    assert sink.mails[0]["Subject"] == "Se abrieron mensajes en una emergencia"


ELSEWHERE = {  # in test_telling*.py and, of an appointment, in test_appointments.py
    Notice.Kind.POLICY_CHANGED,
    Notice.Kind.POLICY_STAYS,
    *OF_CALENDARS,
    *(OF_TIMES - {Notice.Kind.SERIES_LEFT_OUT, Notice.Kind.SERIES_ENDS, Notice.Kind.TIMES_LEFT}),
}


@pytest.mark.parametrize("kind", sorted({*Notice.Kind} - ELSEWHERE))
def test_every_kind_has_a_page_to_lead_to_and_names_nobody(
    ada: Clinician, sink: Sink, kind: Notice.Kind
) -> None:
    promise(ada, "ada@home.example", kind=kind)
    send_notices(clock=lambda: NOW)
    told = str(sink.mails[0].get_payload())
    assert "http://" in told
    assert "Ada" not in told
