"""The same form for a time, sent again with other words: back in the browser, mended, and sent once more."""

import re
from uuid import uuid4

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import Client
from notifications import services
from notifications.services.notices import send_notices
from scheduler.models import Appointment, Series, SessionType
from tests import factories
from tests.factories import NOW, clinician_actor
from tests.sign_in import out_of_the_demo
from tests.smtp_sink import Sink
from tests.web.test_booking_under_attack import DANGER, THURSDAY, form, shown, visitors, words
from tests.web.test_keeping_a_diary import USUAL, entry

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

RAMP, BUS = "Is there a ramp?", "I come by bus."


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
    browser.post(address, sent | {"address": "vera@somwhere.example"})
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


def test_somebody_else_in_the_same_browser_takes_nothing_from_whoever_asked_first(
    meeting: SessionType,
) -> None:
    """As on a tablet that lies about: back to the form, and the same time for another."""
    browser, address, sent = Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()
    browser.post(address, sent)
    other = {"name": "Otto Berg", "address": "otto@somewhere.example", "note": BUS}
    answer = browser.post(address, sent | other)
    assert answer.status_code == 409
    assert BUS in words(answer)
    assert "/asked/" not in answer.content.decode()
    row = Appointment.objects.get()
    assert (row.name, row.address, row.note) == ("Vera Lund", "vera@somewhere.example", "")


def test_what_was_confirmed_is_mended_no_more(meeting: SessionType) -> None:
    """Whoever confirmed it has seen who asks; words are kept all the same."""
    browser, address, sent = Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors()
    browser.post(address, sent)
    row = Appointment.objects.get()
    services.confirm(actor=clinician_actor(row.clinician), appointment_id=row.pk, now=NOW)
    browser.post(address, sent | {"address": "else@somewhere.example", "note": RAMP})
    row.refresh_from_db()
    assert (row.address, row.note) == ("vera@somewhere.example", RAMP)


def test_words_beside_a_time_come_back_where_the_session_has_ended(
    inside: Browser, kind: SessionType
) -> None:
    """Whoever wrote for long finds them again, and none of them in an address."""
    inside.cookies["client"] = inside.cookies["client"].value[:-1] + "x"
    answer = inside.post(f"/you/appointments/book/{kind.pk}/", form(note=RAMP))
    assert answer.status_code == 403
    assert RAMP in words(answer)
    assert inside.post(f"/you/appointments/book/{kind.pk}/", form()).status_code == 302


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


# --- kinds of sessions


def hidden(browser: Browser, address: str) -> dict[str, str]:
    page = browser.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(copy|seen)" value="([^"]*)"', page))


def test_a_kind_that_is_added_twice_is_one_as_said_last(signed_in: Browser) -> None:
    sent = USUAL | hidden(signed_in, "/sessions/add/")
    answers = [signed_in.post("/sessions/add/", sent | {"name": name}) for name in ("First", "First", "Talk")]
    assert len({each.headers["Location"] for each in answers}) == 1
    assert SessionType.objects.get().name == "Talk"
    SessionType.objects.update(ended_at=NOW)
    assert signed_in.post("/sessions/add/", sent).headers["Location"] != answers[0].headers["Location"]
    assert SessionType.objects.filter(ended_at=None).count() == 1


def test_what_another_window_changed_is_not_written_over_unseen(
    signed_in: Browser, kind: SessionType
) -> None:
    address = f"/sessions/{kind.pk}/"
    stale = hidden(signed_in, address)
    signed_in.post(address, USUAL | {"where": "https://rooms.example/new"} | stale)
    answer = signed_in.post(address, USUAL | {"where": "https://rooms.example/old", "minutes": "45"} | stale)
    assert answer.status_code == 422
    assert "This was changed meanwhile" in words(answer)
    assert 'value="45"' in answer.content.decode()
    kind.refresh_from_db()
    assert (kind.where, kind.minutes) == ("https://rooms.example/new", 50)
    again = dict(re.findall(r'name="(copy|seen)" value="([^"]*)"', answer.content.decode()))
    assert signed_in.post(address, USUAL | {"minutes": "45"} | again).status_code == 302


def test_what_was_written_of_a_kind_that_has_ended_can_be_added(
    signed_in: Browser, kind: SessionType
) -> None:
    address = f"/sessions/{kind.pk}/"
    sent = USUAL | {"cancel_words": "By the river."} | hidden(signed_in, address)
    assert [signed_in.post(f"{address}end/").status_code for _ in range(2)] == [302, 302]
    answer = signed_in.post(address, sent)
    assert "This is offered no more." in words(answer)
    assert "By the river." in answer.content.decode()
    assert 'action="/sessions/add/"' in answer.content.decode()
    assert signed_in.get(address).status_code == 404
    signed_in.post("/sessions/add/", sent)
    assert SessionType.objects.get(ended_at=None).cancel_words == "By the river."
