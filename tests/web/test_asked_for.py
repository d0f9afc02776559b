"""A visitor sees what they asked for by an address of its own, moves it, takes it back; it opens no more."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client as Browser
from pytest_django import Settings

from accounts.models import AuditEntry, Client, Clinician
from notifications import services
from notifications.models import Notice
from notifications.services.asked_for import SALT, key_of
from notifications.services.due_times import see_to_times
from notifications.services.notices import send_notices
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.factories import NOW, clinician_actor
from tests.notifications.services.test_appointments import only_event, parts
from tests.sign_in import out_of_the_demo
from tests.smtp_sink import Sink
from tests.test_every_address import rows
from tests.web.test_choosing_a_time import DANGER, HOUR, THURSDAY, ask, value, words

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

DAY = timedelta(days=1)


@pytest.fixture
def meeting(published: Clinician) -> SessionType:
    return factories.offer_sessions(
        clinician=published, name="First meeting", is_instant=False, who_books="anyone", reminders=()
    )


@pytest.fixture
def made(meeting: SessionType) -> Appointment:
    """Vera asks from London."""
    answer = Browser().post(
        f"/p/ada-quist/book/{meeting.pk}/?tz=Europe/London",
        {
            "start": value(THURSDAY),
            "name": "Vera Lund",
            "address": "vera@somewhere.example",
            "note": "By bus.",
        },
    )
    assert answer.status_code == 200
    return Appointment.objects.get()


def there(row: Appointment, page: str = "") -> str:
    return f"/asked/{key_of(row)}/{page}"


def confirm(row: Appointment) -> None:
    services.confirm(actor=clinician_actor(row.clinician), appointment_id=row.pk, now=NOW)


def mails(sink: Sink) -> list[Any]:
    send_notices(clock=lambda: NOW)
    return [each for each in sink.mails if each["To"] == "vera@somewhere.example"]


def state(row: Appointment) -> str:
    row.refresh_from_db()
    return row.state


# --- what is seen


def test_the_page_after_asking_leads_there(client: Browser, meeting: SessionType) -> None:
    answer = ask(client, meeting)
    (address,) = re.findall(r'href="(/asked/[^"]+)"', answer.content.decode())
    told = words(Browser().get(address))
    assert "Thursday 12 March at 11:00 (New York)" in told
    assert "Asked for" in told


def test_time_is_said_in_both_zones_and_how_it_stands(client: Browser, made: Appointment) -> None:
    told = words(client.get(there(made)))
    assert "Thursday 12 March at 11:00 (New York; 15:00 for you in London)" in told
    assert "You asked for it, and it is kept for you." in told
    assert "Take it back" in told
    assert "12 Quiet Street" not in told
    confirm(made)
    told = words(client.get(there(made)))
    assert "It is yours." in told
    assert "12 Quiet Street" in told
    assert "Until Wednesday 11 March at 11:00 (New York; 15:00 for you in London) you can move" in told


def test_nothing_personal_stands_on_it_or_in_its_address(
    client: Browser, made: Appointment, dan: Client
) -> None:
    factories.book(clinician=made.clinician, client=dan, kind=made.session_type, start=THURSDAY + HOUR)
    for page in ("", "move/", "take-back/"):
        shown = client.get(there(made, page)).content.decode()
        for secret in ("Vera", "Lund", "vera@", "By bus", "Dan", "Abara", "dan@", str(made.pk), made.pk.hex):
            assert secret not in shown
    assert not re.search("vera|lund|quist|meeting", there(made).lower())
    assert "<title>A time you asked for" in client.get(there(made)).content.decode()


def test_no_browser_keeps_it_and_no_search_finds_it(client: Browser, made: Appointment) -> None:
    answers = [client.get(there(made)), client.get("/asked/x/"), client.post(there(made, "take-back/"))]
    answers.append(client.get(there(made)))
    assert [each.status_code for each in answers] == [200, 404, 302, 410]
    for each in answers:
        assert "no-store" in each.headers["Cache-Control"]
        assert each.headers["X-Robots-Tag"] == "noindex"


def test_it_speaks_the_language_in_which_was_asked(meeting: SessionType) -> None:
    ask(Browser(HTTP_ACCEPT_LANGUAGE="es"), meeting)
    row = Appointment.objects.get()
    assert '<html lang="es">' in Browser().get(there(row)).content.decode()
    assert '<html lang="en">' in Browser().get(f"{there(row)}?lang=en").content.decode()


# --- looking does nothing


@pytest.mark.parametrize("page", ["", "move/", "take-back/"])
@pytest.mark.parametrize("verb", ["get", "head", "options", "put", "delete"])
def test_whatever_opens_it_changes_nothing(client: Browser, made: Appointment, page: str, verb: str) -> None:
    before = rows()
    answer = getattr(client, verb)(there(made, page))
    assert answer.status_code == (200 if verb in {"get", "head"} else 405)
    assert rows() == before


def test_a_form_posted_to_the_first_page_changes_nothing(client: Browser, made: Appointment) -> None:
    assert client.post(there(made), {"start": value(THURSDAY + HOUR)}).status_code == 200
    assert state(made) == "requested"


def test_a_mail_program_that_keeps_no_cookie_may_post(made: Appointment) -> None:
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post(there(made, "take-back/")).status_code == 302
    assert state(made) == "cancelled"


# --- taking it back


def test_a_request_is_taken_back_and_the_address_has_ended(
    client: Browser, made: Appointment, sink: Sink
) -> None:
    assert "Take back what you asked for?" in words(client.get(there(made, "take-back/")))
    answer = client.post(there(made, "take-back/"))
    assert answer.headers["Location"] == there(made)
    assert (state(made), made.closed_by, made.was_late) == ("cancelled", "visitor", False)
    over = client.get(there(made))
    assert over.status_code == 410
    assert "It was taken back." in words(over)
    assert "To the page of Ada Quist" in words(over)
    assert "12 March" not in words(over)
    assert client.post(there(made, "take-back/")).status_code == 410
    assert client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)}).status_code == 410
    assert state(made) == "cancelled"
    assert mails(sink) == []  # nobody has shown that the address is theirs
    assert [each["To"] for each in sink.mails] == ["ada@home.example"]
    entry = AuditEntry.objects.filter(verb="cancelled").get()
    assert (entry.actor_kind, entry.actor_id) == ("visitor", None)


def test_what_was_confirmed_is_cancelled_and_their_calendar_hears_of_it(
    client: Browser, made: Appointment, sink: Sink
) -> None:
    confirm(made)
    (first,) = mails(sink)
    (address,) = re.findall(r"http://127\.0\.0\.1:8000(/asked/\S+)", parts(first)[0])
    assert "Cancel this appointment?" in words(client.get(f"{address}take-back/"))
    client.post(f"{address}take-back/")
    last = mails(sink)[-1]
    assert only_event(parts(last)[1])["STATUS"] == "CANCELLED"
    assert "/asked/" not in parts(last)[0]
    assert "http://127.0.0.1:8000/p/ada-quist/" in parts(last)[0]


def test_late_is_noted_as_for_a_client(client: Browser, made: Appointment) -> None:
    confirm(made)
    with time_machine.travel(THURSDAY - HOUR, tick=False):
        told = words(client.get(there(made)))
        assert "It is so close that it cannot be moved here any more." in told
        assert client.get(there(made, "move/")).status_code == 200
        refused = client.post(there(made, "move/"), {"start": value(THURSDAY + 7 * DAY)})
        assert refused.status_code == 409
        client.post(there(made, "take-back/"))
    assert (state(made), made.was_late) == ("cancelled", True)


def test_the_clinician_reads_who_took_it_back(
    client: Browser, made: Appointment, published: Clinician
) -> None:
    confirm(made)
    client.post(there(made, "take-back/"))
    hers = Browser()
    assert published.user
    hers.force_login(published.user)
    assert "Cancelled by them, in time." in words(hers.get(f"/appointments/{made.pk}/"))


# --- moving it


def test_a_request_is_moved_and_stays_one(client: Browser, made: Appointment, sink: Sink) -> None:
    shown = client.get(there(made, "move/"))
    assert "Until now: Thursday 12 March at 11:00" in words(shown)
    assert "12:00 (08:00 in New York)" not in words(shown)
    answer = client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)})
    assert answer.headers["Location"] == there(made)
    assert (state(made), made.start) == ("requested", THURSDAY + HOUR)
    assert mails(sink) == []
    assert "Thursday 12 March at 12:00 (New York; 16:00 for you in London)" in words(client.get(there(made)))


def test_what_was_confirmed_stays_confirmed_where_it_is_moved_to(
    client: Browser, made: Appointment, sink: Sink
) -> None:
    confirm(made)
    mails(sink)
    client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)})
    assert (state(made), made.start) == ("booked", THURSDAY + HOUR)
    last = mails(sink)[-1]
    event = only_event(parts(last)[1])
    assert (event["UID"], event["SEQUENCE"], event["DTSTART"].dt) == (
        f"{made.pk}@127.0.0.1",
        2,
        THURSDAY + HOUR,
    )
    assert there(made)[:8] in parts(last)[0]


def test_a_time_that_is_not_free_is_refused_and_the_old_one_stays(
    client: Browser, made: Appointment, dan: Client
) -> None:
    factories.book(clinician=made.clinician, client=dan, kind=made.session_type, start=THURSDAY + HOUR)
    for start in (THURSDAY + HOUR, THURSDAY - 9 * HOUR, NOW - DAY, datetime(9999, 12, 31, 23, tzinfo=UTC)):
        answer = client.post(there(made, "move/"), {"start": value(start)})
        assert answer.status_code == 422
        assert "your time stays as it was" in words(answer)
        assert "Dan" not in words(answer)
    assert (state(made), made.start) == ("requested", THURSDAY)


def test_onto_itself_nothing_moves(client: Browser, made: Appointment) -> None:
    before = Notice.objects.count()
    assert client.post(there(made, "move/"), {"start": value(THURSDAY)}).status_code == 302
    assert (state(made), made.sequence, Notice.objects.count()) == ("requested", 0, before)


def test_it_is_moved_a_few_times_and_not_without_end(
    client: Browser, made: Appointment, settings: Settings
) -> None:
    """Whoever it is with is told of each."""
    out_of_the_demo(settings)
    starts = [THURSDAY + HOUR, THURSDAY, THURSDAY + HOUR, THURSDAY, THURSDAY + HOUR]
    answers = [client.post(there(made, "move/"), {"start": value(each)}) for each in starts]
    assert [each.status_code for each in answers] == [302] * 4 + [429]
    assert answers[4].headers["Retry-After"] == "900"
    assert "Please wait fifteen minutes, then try again." in words(answers[4])
    assert client.post(there(made, "take-back/")).status_code == 302  # that goes at any time


def test_what_is_for_clients_by_now_is_not_moved_by_anybody_else(client: Browser, made: Appointment) -> None:
    SessionType.objects.update(who_books="clients")
    assert "It cannot be moved here." in words(client.get(there(made)))
    assert client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)}).status_code == 409
    assert state(made) == "requested"


def test_whoever_has_gone_gives_no_other_time(client: Browser, made: Appointment) -> None:
    Clinician.objects.update(gone_since=NOW)
    assert client.get(there(made, "move/")).status_code == 200
    assert client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)}).status_code == 422
    assert client.post(there(made, "take-back/")).status_code == 302


# --- addresses that are over, or were never any


def over(client: Browser, row: Appointment) -> str:
    answer = client.get(there(row))
    assert answer.status_code == 410
    told = words(answer)
    assert "This address has ended" in told
    assert "To the page of Ada Quist" in told
    assert "988" in told
    return told


def test_it_ends_with_what_was_asked_for(client: Browser, made: Appointment) -> None:
    services.decline(actor=clinician_actor(made.clinician), appointment_id=made.pk, now=NOW)
    assert "This time was not possible, sorry." in over(client, made)


def test_it_ends_when_it_was_not_answered_in_time(client: Browser, made: Appointment) -> None:
    assert made.held_until
    with time_machine.travel(made.held_until, tick=False):
        told = over(client, made)
        assert "It could not be confirmed in time" in told
        assert client.post(there(made, "move/"), {"start": value(THURSDAY + HOUR)}).status_code == 410
        assert state(made) == "requested"  # nobody has looked yet
        see_to_times(now=made.held_until)
        assert over(client, made) == told


def test_it_ends_when_its_time_has_come(client: Browser, made: Appointment) -> None:
    confirm(made)
    with time_machine.travel(THURSDAY, tick=False):
        assert "Its time has come" in over(client, made)
        assert client.post(there(made, "take-back/")).status_code == 410
    assert state(made) == "booked"


def test_where_it_was_cancelled_by_the_practice(client: Browser, made: Appointment) -> None:
    confirm(made)
    services.cancel(actor=clinician_actor(made.clinician), appointment_id=made.pk, now=NOW)
    assert "It was cancelled." in over(client, made)


def test_what_leads_nowhere_says_so_alike(client: Browser, made: Appointment, dan: Client) -> None:
    """Forged, cut, too old, erased, of a client's appointment: nothing tells them apart."""
    theirs = factories.book(
        clinician=made.clinician, client=dan, kind=made.session_type, start=THURSDAY + HOUR
    )
    key = key_of(made)
    gone = there(made)
    wrong = [
        "/asked/x/",
        f"/asked/{key[:-1]}/",
        f"/asked/{key}x/",
        f"/asked/{made.pk}/",
        f"/asked/{made.pk.hex}/",
        f"/asked/{signing.dumps(made.pk.hex, salt='another')}/",
        f"/asked/{signing.dumps('not one', salt=SALT)}/",
        f"/asked/{'a' * 5000}/",
        "/asked/%00/",
        there(theirs),
    ]
    answers = [client.get(each) for each in wrong]
    services.erase_asker(actor=clinician_actor(made.clinician), appointment_id=made.pk, now=NOW)
    answers.append(client.get(gone))
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert "This address is no longer good" in words(answers[0])
    assert "988" in words(answers[0]) or "emergency" in words(answers[0])
    for each in wrong:
        assert client.post(f"{each}take-back/").status_code == 404
    assert state(theirs) == "requested"


def test_an_address_grows_too_old(client: Browser, made: Appointment) -> None:
    address = there(made)
    late = THURSDAY + 500 * DAY
    Appointment.objects.update(
        start=late, end=late + HOUR, taken_from=late, taken_until=late + HOUR, state="booked", held_until=None
    )
    with time_machine.travel(NOW + 401 * DAY, tick=False):
        assert client.get(address).status_code == 404
        assert client.get(there(made)).status_code == 200


def test_one_address_opens_no_other_row(client: Browser, made: Appointment, meeting: SessionType) -> None:
    ask(Browser(REMOTE_ADDR="10.0.0.2"), meeting, THURSDAY + HOUR, name="Wim", address="wim@x.example")
    other = Appointment.objects.exclude(pk=made.pk).get()
    client.post(there(made, "take-back/"))
    assert (state(made), state(other)) == ("cancelled", "requested")


# --- a form that is sent again


COPY = "6e1cbf4a-95b1-4a8e-8f0e-0e2c7a2f1b11"


def sent(meeting: SessionType, start: datetime = THURSDAY, **more: str) -> Any:
    return ask(Browser(), meeting, start, copy=COPY, **more)


def test_a_button_pressed_twice_asks_once_and_shows_the_same(meeting: SessionType) -> None:
    first, second = sent(meeting), sent(meeting)
    assert (first.status_code, second.status_code) == (200, 200)
    address = re.compile(r'href="(/asked/[^"]+)"')
    assert address.findall(first.content.decode()) == address.findall(second.content.decode())
    assert Appointment.objects.count() == 1


def test_sent_again_it_counts_once(meeting: SessionType, settings: Settings) -> None:
    out_of_the_demo(settings)
    assert [sent(meeting).status_code for _ in range(9)] == [200] * 9
    assert ask(Browser(), meeting, THURSDAY + HOUR).status_code == 200


def test_back_and_another_time_is_another_request(meeting: SessionType) -> None:
    sent(meeting)
    assert sent(meeting, THURSDAY + HOUR).status_code == 200
    assert Appointment.objects.count() == 2


def test_what_was_taken_back_can_be_asked_for_once_more_with_the_same_form(meeting: SessionType) -> None:
    sent(meeting)
    first = Appointment.objects.get()
    Browser().post(there(first, "take-back/"))
    assert sent(meeting).status_code == 200
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["cancelled", "requested"]


def test_nobody_learns_that_somebody_asked_by_sending_what_they_may_have_sent(meeting: SessionType) -> None:
    sent(meeting)
    guessed = ask(Browser(), meeting)
    assert guessed.status_code == 409
    assert "/asked/" not in guessed.content.decode()


def test_danger_that_is_sent_again_is_heard_once_and_shown_again(meeting: SessionType) -> None:
    told = [words(sent(meeting, note=DANGER)) for _ in range(2)]
    assert all("988" in each for each in told)
    assert Appointment.objects.count() == 1
