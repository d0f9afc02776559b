"""Whoever has a time hears where it is once that has changed, and so does their calendar."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from accounts.models import Client
from notifications import services
from notifications.models import Notice
from scheduler.models import SessionType
from scheduler.services import Offer
from tests import factories
from tests.client_calendar import ClientCalendar
from tests.factories import NOW, clinician_actor
from tests.notifications.services.test_appointments import send
from tests.notifications.services.test_told_in_quick_succession import DAN, VERA, to, words
from tests.scheduler.test_appointments import HOUR, THURSDAY, ask, book
from tests.smtp_sink import Sink

ELSEWHERE = "5 Harbour Lane"


def changes(kind: SessionType, **terms: Any) -> None:
    kind.refresh_from_db()
    offer = Offer(**{each.name: getattr(kind, each.name) for each in fields(Offer)})
    services.change_session_type(
        actor=clinician_actor(kind.clinician),
        session_type_id=kind.pk,
        offer=replace(offer, **terms),
        now=NOW + HOUR,
    )


def events(mail: Any) -> list[Any]:
    content = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Parsed.from_ical(content.get_payload(decode=True))
    assert calendar["METHOD"] == "REQUEST"
    return list(calendar.events)


def test_an_appointment_is_told_with_its_new_place(kind: SessionType, dan: Client, sink: Sink) -> None:
    row = book(dan, kind)
    send()
    changes(kind, where=ELSEWHERE)
    send(NOW + HOUR)
    before, mail = to(sink, DAN)
    assert "Your appointment takes place elsewhere by now: Thursday 12 March" in words(mail)
    assert ELSEWHERE in words(mail)
    (was,), (is_now,) = events(before), events(mail)
    assert (is_now["UID"], is_now["DTSTART"].dt) == (was["UID"], was["DTSTART"].dt)
    assert (is_now["SEQUENCE"], is_now["LOCATION"]) == (was["SEQUENCE"] + 1, ELSEWHERE)
    row.refresh_from_db()
    assert row.start == THURSDAY


def test_a_series_is_told_once_with_all_of_its_dates(kind: SessionType, dan: Client, sink: Sink) -> None:
    made = factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    send()
    moved = made.appointments[2]
    services.move(
        actor=clinician_actor(kind.clinician), appointment_id=moved.pk, start=moved.start + HOUR, now=NOW
    )
    send()
    changes(kind, where="9 Quiet Street")
    changes(kind, where=ELSEWHERE)
    send(NOW + HOUR)
    calendar, mails = ClientCalendar(), to(sink, DAN)
    for each in mails:
        calendar.take(each)
    assert len(mails) == 3
    assert "Your regular time takes place elsewhere from now on: 5 Harbour Lane" in words(mails[-1])
    told = events(mails[-1])
    assert len(told) == 2  # the series, and the date that has moved
    assert {each["LOCATION"] for each in told} == {ELSEWHERE}
    assert min(each["SEQUENCE"] for each in told) > max(each["SEQUENCE"] for each in events(mails[-2]))


@pytest.mark.parametrize("terms", [{"name": "Hour"}, {"minutes": 60}, {"cancel_words": "No rule."}, {}])
def test_nobody_is_told_of_what_is_not_theirs(
    kind: SessionType, dan: Client, sink: Sink, terms: dict[str, Any]
) -> None:
    book(dan, kind)
    send()
    changes(kind, **terms)
    send(NOW + HOUR)
    assert len(to(sink, DAN)) == 1


def test_a_request_is_told_where_once_it_is_theirs(kind: SessionType, sink: Sink) -> None:
    SessionType.objects.update(who_books="anyone")
    ask(kind)
    changes(kind, where=ELSEWHERE)
    send(NOW + HOUR)
    assert not to(sink, VERA)


def test_what_is_over_or_called_off_is_told_nothing(kind: SessionType, dan: Client, sink: Sink) -> None:
    over = book(dan, kind)
    off = book(dan, kind, THURSDAY + 2 * HOUR)
    services.cancel(actor=clinician_actor(kind.clinician), appointment_id=off.pk, now=NOW)
    type(over).objects.filter(pk=over.pk).update(
        start=NOW - HOUR, end=NOW - HOUR + timedelta(minutes=50), taken_from=NOW - HOUR
    )
    changes(kind, where=ELSEWHERE)
    assert not Notice.objects.filter(kind="time_elsewhere").exists()
