"""The same form for a time, sent again with other words: back in the browser, mended, and sent once more."""

from uuid import uuid4

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Client, Clinician
from notifications import services
from notifications.services.notices import send_notices
from scheduler.models import Appointment, Series, SessionType
from tests import factories
from tests.factories import NOW, clinician_actor
from tests.sign_in import out_of_the_demo
from tests.smtp_sink import Sink
from tests.web.test_booking_under_attack import DANGER, THURSDAY, form, shown, visitors, words
from tests.web.test_keeping_a_diary import entry

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

RAMP, BUS = "Is there a ramp?", "I come by bus."


@pytest.fixture
def kind(published: Clinician) -> SessionType:
    return factories.offer_sessions(clinician=published)


@pytest.fixture
def meeting(published: Clinician) -> SessionType:
    return factories.offer_sessions(
        clinician=published, name="First meeting", is_instant=False, who_books="anyone"
    )


def note() -> str:
    return str(Appointment.objects.get().note)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("", RAMP, RAMP),
        (RAMP, "", RAMP),
        (RAMP, RAMP, RAMP),
        (RAMP, f"{RAMP} {BUS}", f"{RAMP} {BUS}"),
        (f"{RAMP} {BUS}", BUS, f"{RAMP} {BUS}"),
        (RAMP, BUS, f"{RAMP}\n\n{BUS}"),
    ],
)
def test_whatever_was_said_is_kept(
    inside: Browser, kind: SessionType, meeting: SessionType, first: str, second: str, kept: str
) -> None:
    for browser, address, sent in (
        (inside, f"/you/appointments/book/{kind.pk}/", form()),
        (Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()),
    ):
        assert browser.post(address, sent | {"note": first}).status_code in {200, 302}
        assert browser.post(address, sent | {"note": second}).status_code in {200, 302}
        assert note() == kept
        Appointment.objects.all().delete()


def test_what_is_too_much_stays_in_the_form(inside: Browser, kind: SessionType, meeting: SessionType) -> None:
    long = [f"{number}" * 1500 for number in range(3)]
    for browser, address, sent in (
        (inside, f"/you/appointments/book/{kind.pk}/", form()),
        (Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()),
    ):
        answers = [browser.post(address, sent | {"note": said}) for said in long]
        assert answers[-1].status_code == 409
        assert "This is too long for a note. Send the rest as a message." in words(answers[-1])
        assert long[-1] in words(answers[-1])
        assert note() == "\n\n".join(long[:2])
        Appointment.objects.all().delete()


def test_an_address_that_was_mended_is_the_one_that_hears(meeting: SessionType, sink: Sink) -> None:
    browser, address, sent = Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()
    browser.post(address, sent | {"address": "vera@somwhere.example", "name": "Vear"})
    answer = browser.post(address, sent)
    row = Appointment.objects.get()
    assert (row.name, row.address) == ("Vera Lund", "vera@somewhere.example")
    assert "/asked/" in answer.content.decode()
    services.confirm(actor=clinician_actor(row.clinician), appointment_id=row.pk, now=NOW)
    send_notices(clock=lambda: NOW)
    assert {each["To"] for each in sink.mails} == {"vera@somewhere.example"}


def test_addresses_are_not_mended_without_end(meeting: SessionType, settings: Settings) -> None:
    """Each counts as asking does: nobody tries one stranger's address after another."""
    out_of_the_demo(settings)
    browser, address, sent = Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()
    answers = [browser.post(address, sent | {"address": f"{n}@somewhere.example"}) for n in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert Appointment.objects.get().address == "2@somewhere.example"
    assert browser.post(address, sent | {"address": "2@somewhere.example"}).status_code == 200


def test_what_was_confirmed_is_mended_no_more(meeting: SessionType) -> None:
    """Whoever confirmed it has seen who asks; words are kept all the same."""
    browser, address, sent = Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()
    browser.post(address, sent)
    row = Appointment.objects.get()
    services.confirm(actor=clinician_actor(row.clinician), appointment_id=row.pk, now=NOW)
    browser.post(address, sent | {"address": "else@somewhere.example", "note": RAMP})
    row.refresh_from_db()
    assert (row.address, row.note) == ("vera@somewhere.example", RAMP)


# --- by whoever keeps the diary


@pytest.mark.parametrize(("said", "other"), [("confirm", "decline"), ("decline", "confirm")])
def test_an_answer_that_is_given_twice_is_the_answer(
    signed_in: Browser, meeting: SessionType, dan: Client, said: str, other: str
) -> None:
    """A second click is no change, and nobody else has made one."""
    row = factories.book(clinician=meeting.clinician, client=dan, kind=meeting, start=THURSDAY)
    page = f"/appointments/{row.pk}/"
    sent = {"answer": said, "revision": shown(signed_in, page)}
    first, second = (signed_in.post(f"{page}answer/", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert signed_in.post(f"{page}answer/", sent | {"answer": other}).status_code == 409
    assert Appointment.objects.get().sequence == 1


def test_a_series_that_is_entered_twice_is_one(signed_in: Browser, dan: Client, kind: SessionType) -> None:
    """Another, of which no day could ever be, would have its client told so each week."""
    first, second = (signed_in.post("/appointments/new/", entry(dan, kind, weeks="1")) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "You have another appointment then." in words(second)
    assert Series.objects.count() == 1


def test_a_series_whose_first_day_alone_is_taken_begins(
    signed_in: Browser, dan: Client, kind: SessionType
) -> None:
    signed_in.post("/appointments/new/", entry(dan, kind))
    assert signed_in.post("/appointments/new/", entry(dan, kind, weeks="1")).status_code == 302
    assert Series.objects.get().left_out == [{"day": "2026-03-12", "why": "taken"}]


def test_danger_that_is_added_is_heard_and_kept(inside: Browser, kind: SessionType) -> None:
    address, sent = f"/you/appointments/book/{kind.pk}/", form()
    inside.post(address, sent)
    answer = inside.post(address, sent | {"note": DANGER, "copy": str(uuid4())})
    assert "Help is here" in words(answer)
    assert note() == DANGER
