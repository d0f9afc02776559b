"""What is told of a time to which much happens before any mail has left, or after it was to begin."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from accounts.domain.actors import AskerActor
from accounts.models import Client
from notifications import services
from scheduler.models import Appointment, Series, SessionType
from tests import factories
from tests.factories import NOW, client_actor, clinician_actor
from tests.notifications.services.test_appointments import said, send
from tests.scheduler.test_appointments import DAY, HOUR, THURSDAY, ask, book, change
from tests.smtp_sink import Sink

DAN, ADA, VERA = "dan@client.example", "ada@home.example", "vera@somewhere.example"


def to(sink: Sink, address: str) -> list[Any]:
    return [each for each in sink.mails if each["To"] == address]


def methods(sink: Sink, address: str = DAN) -> list[str]:
    """Of what came for the calendar, with each mail; blank where nothing did."""
    return [_method(each) for each in to(sink, address)]


def _method(mail: Any) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return str(Parsed.from_ical(part.get_payload(decode=True))["METHOD"])
    return ""


def words(mail: Any) -> str:
    return said(next(each for each in mail.walk() if each.get_content_type() == "text/plain"))


def cancel(row: Appointment, **more: Any) -> None:
    services.cancel(actor=clinician_actor(row.clinician), appointment_id=row.pk, **{"now": NOW} | more)


# --- a CANCEL only where there was a REQUEST


def test_what_no_calendar_has_heard_of_is_not_called_off_there(
    kind: SessionType, dan: Client, sink: Sink
) -> None:
    cancel(book(dan, kind))
    send()
    assert methods(sink) == [""]
    assert "This appointment will not take place" in words(to(sink, DAN)[0])


def test_what_moved_before_any_mail_left_comes_where_it_is(
    kind: SessionType, dan: Client, sink: Sink
) -> None:
    row = book(dan, kind)
    services.move(actor=client_actor(dan), appointment_id=row.pk, start=THURSDAY + HOUR, now=NOW)
    send()
    cancel(row)
    send()
    assert methods(sink) == ["REQUEST", "CANCEL"]


def test_a_mail_that_may_have_left_is_called_off(kind: SessionType, dan: Client, sink: Sink) -> None:
    """It was tried, and nobody knows how far it came."""
    row = book(dan, kind)
    sink.at_data.extend(["451 later"] * 2)
    send()
    cancel(row)
    send()
    assert methods(sink)[-1] == "CANCEL"


def test_a_series_that_no_calendar_has_heard_of(kind: SessionType, dan: Client, sink: Sink) -> None:
    made = factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    services.end_series(
        actor=clinician_actor(kind.clinician), series_id=made.series.pk, from_day=NOW.date(), now=NOW
    )
    send()
    assert methods(sink) == [""]


# --- once it was to begin


def test_a_mail_that_is_held_up_tells_all_the_same_that_nobody_comes(
    kind: SessionType, dan: Client, sink: Sink
) -> None:
    row = book(dan, kind)
    send()
    cancel(row, now=THURSDAY - timedelta(minutes=5))
    send(THURSDAY + HOUR)
    assert methods(sink) == ["REQUEST", "CANCEL"]


def test_nobody_is_told_late_of_what_they_asked_for(kind: SessionType, dan: Client, sink: Sink) -> None:
    book(dan, kind)
    send(THURSDAY + DAY)
    assert not sink.mails


# --- what was only asked for


@pytest.fixture
def asked(kind: SessionType) -> Appointment:
    return ask(change(kind, is_instant=False, who_books="anyone", where="12 Quiet Street", hold=600))


def test_a_request_that_its_clinician_moves_is_no_appointment_yet(asked: Appointment, sink: Sink) -> None:
    """Whoever asked is not told where it would be: that is for whoever has an appointment."""
    services.move(
        actor=clinician_actor(asked.clinician), appointment_id=asked.pk, start=THURSDAY + HOUR, now=NOW
    )
    send()
    (mail,) = to(sink, VERA)
    assert "Quiet Street" not in words(mail)
    assert "hasta que sepa si es suya" in words(mail)  # they asked in Spanish
    assert methods(sink, VERA) == [""]


def test_a_request_that_moves_still_waits_for_an_answer(asked: Appointment, sink: Sink) -> None:
    """Also where the mail that told of it has not left: none says that there is an appointment."""
    actor = AskerActor(asked.practice_id, asked.pk)
    services.move(actor=actor, appointment_id=asked.pk, start=THURSDAY + HOUR, now=NOW)
    send()
    (mail,) = to(sink, ADA)
    assert "Somebody asks for another time than before. It is now: Thursday 12 March at 10:00" in words(mail)
    assert "Please confirm or decline" in words(mail)


def test_what_is_asked_for_no_more_was_no_appointment(asked: Appointment, sink: Sink) -> None:
    services.cancel(actor=AskerActor(asked.practice_id, asked.pk), appointment_id=asked.pk, now=NOW)
    send()
    (mail,) = to(sink, ADA)
    assert "does not ask for it any more" in words(mail)
    assert not to(sink, VERA)


def test_once_confirmed_it_is_an_appointment_that_moves(asked: Appointment, sink: Sink) -> None:
    services.confirm(actor=clinician_actor(asked.clinician), appointment_id=asked.pk, now=NOW)
    actor = AskerActor(asked.practice_id, asked.pk)
    services.move(actor=actor, appointment_id=asked.pk, start=THURSDAY + HOUR, now=NOW)
    send()
    assert "An appointment of yours has moved" in words(to(sink, ADA)[0])
    assert "12 Quiet Street" in words(to(sink, VERA)[0])


# --- late, of a series


@pytest.mark.parametrize(("before", "late"), [(HOUR, True), (3 * DAY, False)])
def test_all_that_follow_called_off_late_are_noted_as_one_is(
    kind: SessionType, dan: Client, before: timedelta, *, late: bool
) -> None:
    factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    series, first = Series.objects.get(), Appointment.objects.earliest("start")
    services.end_series(
        actor=client_actor(dan),
        series_id=series.pk,
        from_day=first.series_day or NOW.date(),
        now=max(NOW, first.start - before),
    )
    was_late = list(Appointment.objects.order_by("start").values_list("was_late", flat=True))
    assert was_late == [late, *[False] * (len(was_late) - 1)]
