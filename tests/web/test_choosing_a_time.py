"""A client finds a time, moves it, gives it back, waits for one; a visitor asks for one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts.models import Client, Clinician
from notifications.models import Escalation, InboundMessage
from scheduler.models import Appointment, Series, SessionType, WaitingPlace
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)  # 11:00 in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DANGER = "I want to kill myself"


@pytest.fixture
def kind(published: Clinician) -> SessionType:
    return factories.offer_sessions(clinician=published, cancel_words="A missed hour costs 40 dollars.")


@pytest.fixture
def asked_kind(published: Clinician) -> SessionType:
    return factories.offer_sessions(
        clinician=published, name="First meeting", is_instant=False, who_books="anyone"
    )


def value(start: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%MZ}"


def choose(browser: Browser, kind: SessionType, start: datetime = THURSDAY, **more: str) -> Any:
    said = {"start": value(start), "copy": str(uuid4()), "note": ""} | more
    return browser.post(f"/you/appointments/book/{kind.pk}/", said)


def ask(browser: Browser, kind: SessionType, start: datetime = THURSDAY, **more: str) -> Any:
    said = {"start": value(start), "copy": str(uuid4()), "note": "", "name": "Vera Lund"}
    said |= {"address": "vera@somewhere.example"} | more
    return browser.post(f"/p/ada-quist/book/{kind.pk}/", said)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_choosing_day_and_time_books_it(inside: Browser, kind: SessionType) -> None:
    shown = inside.get(f"/you/appointments/book/{kind.pk}/")
    told = words(shown)
    assert "Times on Thursday 12 March 2026" in told  # the notice of a day rules out today
    assert "A missed hour costs 40 dollars." in told
    assert "Until 24 hours before it begins, you can move or cancel it yourself" in told
    other = words(inside.get(f"/you/appointments/book/{kind.pk}/?day=2026-03-17"))
    assert "Times on Tuesday 17 March 2026" in other
    assert shown.context["times"].starts[0] == THURSDAY - HOUR
    answer = choose(inside, kind)
    made = Appointment.objects.get()
    assert answer.headers["Location"] == f"/you/appointments/{made.pk}/"
    page = words(inside.get(f"/you/appointments/{made.pk}/"))
    assert "Thursday 12 March at 11:00 (New York)" in page
    assert "12 Quiet Street" in page
    assert "Thursday 12 March at 11:00 (New York)" in words(inside.get("/you/appointments/"))


def test_both_zones_are_said(client: Browser, published: Clinician, kind: SessionType) -> None:
    """In March, London's clocks go forward three weeks after New York's."""
    priya = factories.add_client(
        clinician=published,
        name="Priya Nair",
        addresses={"email": "priya@client.example"},
        time_zone="Europe/London",
    )
    browser = let_in(client, priya, published)
    told = words(browser.get(f"/you/appointments/book/{kind.pk}/"))
    assert "Times are yours, in London; beside them those of New York." in told
    assert "15:00 (11:00 in New York)" in told
    choose(browser, kind)
    made = Appointment.objects.get()
    assert made.shown_zone == "Europe/London"
    page = words(browser.get(f"/you/appointments/{made.pk}/"))
    assert "Thursday 12 March at 11:00 (New York; 15:00 for you in London)" in page
    later = words(browser.get(f"/you/appointments/book/{kind.pk}/?day=2026-03-31"))
    assert "16:00 (11:00 in New York)" in later


def test_far_away_it_is_another_day(client: Browser, published: Clinician, kind: SessionType) -> None:
    kiri = factories.add_client(
        clinician=published,
        name="Kiri Tane",
        addresses={"email": "kiri@client.example"},
        time_zone="Pacific/Auckland",
    )
    browser = let_in(client, kiri, published)
    told = words(browser.get(f"/you/appointments/book/{kind.pk}/?day=2026-03-13"))
    assert "Times on Friday 13 March 2026" in told
    assert "04:00 (Thursday 12 March 11:00 in New York)" in told


def test_a_time_that_was_taken_meanwhile(inside: Browser, published: Clinician, kind: SessionType) -> None:
    """Kind words, the nearest others, and what was written is still there."""
    other = factories.add_client(
        clinician=published, name="Eli Roth", addresses={"email": "eli@client.example"}
    )
    factories.book(clinician=published, client=other, kind=kind, start=THURSDAY)
    answer = choose(inside, kind, note="I would like the quiet room.")
    told = words(answer)
    assert answer.status_code == 409
    assert "Somebody else was a moment quicker." in told
    assert "I would like the quiet room." in told
    assert "Thursday 12 March at 12:00 (New York)" in told
    assert "Eli" not in told
    assert Appointment.objects.count() == 1


def test_a_button_pressed_twice_books_once(inside: Browser, kind: SessionType) -> None:
    first, second = choose(inside, kind), choose(inside, kind)
    assert first.headers["Location"] == second.headers["Location"]
    assert Appointment.objects.count() == 1


def test_a_request_is_asked_and_answered(inside: Browser, asked_kind: SessionType) -> None:
    choose(inside, asked_kind)
    made = Appointment.objects.get()
    assert made.state == "requested"
    told = words(inside.get(f"/you/appointments/{made.pk}/"))
    assert "You asked for it, and it is kept for you. You hear whether it is yours:" in told
    assert "12 Quiet Street" not in told


def test_moving(inside: Browser, kind: SessionType) -> None:
    choose(inside, kind)
    made = Appointment.objects.get()
    address = f"/you/appointments/{made.pk}/move/"
    assert "Until now: Thursday 12 March at 11:00" in words(inside.get(address))
    limit = "Until Wednesday 11 March at 11:00 (New York) you can move or cancel it yourself."
    assert limit in words(inside.get(address.removesuffix("move/")))
    assert inside.post(address, {"start": value(THURSDAY + HOUR)}).status_code == 302
    made.refresh_from_db()
    assert made.start == THURSDAY + HOUR
    refused = inside.post(address, {"start": value(THURSDAY - 9 * HOUR)})
    assert refused.status_code == 422
    assert "your time stays as it was" in words(refused)
    made.refresh_from_db()
    assert made.start == THURSDAY + HOUR


def test_late_is_said_kindly(inside: Browser, kind: SessionType, published: Clinician, dan: Client) -> None:
    soon = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    factories.book(clinician=published, client=dan, kind=kind, start=soon, now=NOW - 7 * DAY)
    made = Appointment.objects.get()
    told = words(inside.get(f"/you/appointments/{made.pk}/"))
    assert "If you cannot come, please cancel: that is all right, too." in told
    assert "Choose another time" not in told
    question = words(inside.get(f"/you/appointments/{made.pk}/cancel/"))
    assert "It is soon, and things come up." in question
    assert "A missed hour costs 40 dollars." in question
    assert not [word for word in ("late", "sorry", "must", "fail") if word in question.lower().split()]
    moving = inside.post(f"/you/appointments/{made.pk}/move/", {"start": value(THURSDAY)})
    assert moving.status_code == 409
    inside.post(f"/you/appointments/{made.pk}/cancel/")
    made.refresh_from_db()
    assert (made.state, made.was_late) == ("cancelled", True)
    again = inside.post(f"/you/appointments/{made.pk}/cancel/", follow=True)
    assert again.redirect_chain == [(f"/you/appointments/{made.pk}/", 302)]  # by a second click, it is done
    assert "Nothing was changed" not in words(again)
    assert "Find another time" in words(again)  # whoever has cancelled is not left alone with it
    Appointment.objects.update(state="booked", start=NOW - HOUR, taken_from=NOW - HOUR)
    over = inside.post(f"/you/appointments/{made.pk}/cancel/")
    assert (over.status_code, "Nothing was changed" in words(over)) == (409, True)
    Appointment.objects.update(state="cancelled")
    assert "Cancelled" in words(inside.get("/you/appointments/"))


def test_waiting_and_waiting_no_more(inside: Browser, kind: SessionType) -> None:
    address = f"/you/appointments/wait/{kind.pk}/"
    assert inside.get(address).status_code == 200
    for first, last in (("2026-03-20", "2026-03-19"), ("2026-03-20", "2027-03-20"), ("x", "y")):
        assert inside.post(address, {"first": first, "last": last}).status_code == 422
    inside.post(address, {"first": "2026-03-12", "last": "2026-03-26"})
    place = WaitingPlace.objects.get(ended_at=None)
    assert "Thursday 12 March 2026 to Thursday 26 March 2026" in words(inside.get("/you/appointments/"))
    inside.post(f"/you/appointments/waiting/{place.pk}/stop/")
    assert not WaitingPlace.objects.filter(ended_at=None).exists()


def test_a_series_is_ended_from_one_on(
    inside: Browser, kind: SessionType, published: Clinician, dan: Client
) -> None:
    factories.start_series(clinician=published, client=dan, kind=kind)
    rows = list(Appointment.objects.order_by("start"))
    assert "It is yours. It is one of a series." in words(inside.get(f"/you/appointments/{rows[2].pk}/"))
    assert words(inside.get("/you/appointments/")).count("one of a series") == len(rows)
    address = f"/you/appointments/{rows[2].pk}/cancel/"
    assert "It is one of a series." in words(inside.get(address))
    assert "one of a series" in words(inside.get("/you/appointments/"))
    assert "It is one of a series." in words(inside.get(address.removesuffix("cancel/")))
    inside.post(address, {"which": "this"})
    assert Appointment.objects.filter(state="cancelled").count() == 1
    inside.post(f"/you/appointments/{rows[3].pk}/cancel/", {"which": "from_here"})
    assert set(Appointment.objects.filter(state="booked")) == set(rows[:2])
    assert Series.objects.get().ended_at is not None


@pytest.mark.parametrize(
    "start", ["", "x", "2026-03-12", "9999-99-99T99:99Z", "2026-03-12T11:07Z", "\0", "0" * 9999]
)
def test_what_is_no_time(inside: Browser, kind: SessionType, start: str) -> None:
    answer = inside.post(f"/you/appointments/book/{kind.pk}/", {"start": start, "note": "kept words"})
    assert answer.status_code in {409, 422}
    assert "kept words" in words(answer)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("day", ["x", "2026-13-45", "0001-01-01", "9999-12-31", "", "2026-03-12T00:00"])
def test_what_is_no_day(inside: Browser, kind: SessionType, day: str) -> None:
    assert inside.get(f"/you/appointments/book/{kind.pk}/", {"day": day}).status_code == 200


def test_no_time_is_free(inside: Browser, published: Clinician) -> None:
    kind = factories.offer_sessions(clinician=published, horizon_days=1, notice=24 * 60)
    told = words(inside.get(f"/you/appointments/book/{kind.pk}/"))
    assert "No time is free" in told
    assert "Wait until a time becomes free" in told


def test_danger_in_a_note_is_heard(inside: Browser, kind: SessionType) -> None:
    """Help at once, a human is called, and the time is theirs all the same."""
    answer = choose(inside, kind, note=DANGER)
    told = words(answer)
    assert answer.status_code == 200
    assert "Help is here" in told
    assert "988" in told
    assert Escalation.objects.count() == 1
    assert InboundMessage.objects.get().text == DANGER
    assert Appointment.objects.get().state == "booked"


def test_danger_in_a_note_is_heard_where_the_time_is_gone(
    inside: Browser, kind: SessionType, published: Clinician
) -> None:
    """And once, however often the form is sent."""
    other = factories.add_client(
        clinician=published, name="Eli Roth", addresses={"email": "eli@client.example"}
    )
    factories.book(clinician=published, client=other, kind=kind, start=THURSDAY)
    copy = str(uuid4())
    answer = choose(inside, kind, note=DANGER, copy=copy)
    assert answer.status_code == 409
    assert "988" in words(answer)
    assert "What you wrote was passed on." in words(answer)
    assert "was not sent yet" not in words(answer)
    choose(inside, kind, THURSDAY + HOUR, note=DANGER, copy=copy)
    assert InboundMessage.objects.count() == 1
    assert Escalation.objects.count() == 1


def test_a_harmless_note_is_a_note(inside: Browser, kind: SessionType) -> None:
    choose(inside, kind, note="I come by bus.")
    assert not InboundMessage.objects.exists()
    made = Appointment.objects.get()
    assert made.note == "I come by bus."
    assert "I come by bus." in words(inside.get(f"/you/appointments/{made.pk}/"))


def test_a_visitor_asks(client: Browser, asked_kind: SessionType, kind: SessionType) -> None:
    page = words(client.get("/p/ada-quist/"))
    assert "Times that can be booked" in page
    assert "First meeting" in page
    assert "Thursday 12 March at 11:00 (New York)" in page
    assert client.get(f"/p/ada-quist/book/{kind.pk}/").status_code == 404  # it is for clients
    shown = client.get(f"/p/ada-quist/book/{asked_kind.pk}/?tz=Europe/London")
    assert "15:00 (11:00 in New York)" in words(shown)
    assert "In an emergency" in words(shown)
    answer = ask(client, asked_kind, note="May I bring somebody?")
    told = words(answer)
    assert "This is a request" in told
    assert "Thursday 12 March at 11:00 (New York)" in told
    assert "Thursday 12 March, by 10:30 (New York)" in told  # as long as its time is kept
    made = Appointment.objects.get()
    assert (made.name, made.address, made.note) == (
        "Vera Lund",
        "vera@somewhere.example",
        "May I bring somebody?",
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_two_visitors_want_one_time(client: Browser, asked_kind: SessionType) -> None:
    ask(client, asked_kind)
    answer = ask(client, asked_kind, name="Wim", address="wim@somewhere.example", note="Please.")
    told = words(answer)
    assert answer.status_code == 409
    assert "This time is no longer free." in told
    assert "Please." in told
    assert 'value="wim@somewhere.example"' in answer.content.decode()
    assert "Thursday 12 March at 12:00 (New York)" in told
    assert "Vera" not in told


def test_a_visitors_danger_is_heard(client: Browser, asked_kind: SessionType) -> None:
    told = words(ask(client, asked_kind, note=DANGER))
    assert "Help is here" in told
    assert "988" in told
    assert "This is a request" in told
    assert Escalation.objects.count() == 1


def test_a_form_to_be_mended_shows_help_all_the_same(client: Browser, asked_kind: SessionType) -> None:
    answer = ask(client, asked_kind, note=DANGER, address="nowhere")
    assert answer.status_code == 422
    assert "988" in words(answer)
    assert "Write the address you can be reached at" in words(answer)


def test_too_many_requests_are_said(client: Browser, asked_kind: SessionType) -> None:
    starts = list(client.get(f"/p/ada-quist/book/{asked_kind.pk}/").context["times"].starts)
    for start in starts[:20]:
        assert ask(client, asked_kind, start).status_code == 200
    answer = ask(client, asked_kind, starts[20])
    assert answer.status_code == 409
    assert "Several times that were asked for wait for an answer already." in words(answer)


def test_whoever_has_gone_gives_no_times(
    client: Browser, asked_kind: SessionType, published: Clinician
) -> None:
    Clinician.objects.update(gone_since=NOW)
    assert client.get(f"/p/ada-quist/book/{asked_kind.pk}/").status_code == 410
    assert ask(client, asked_kind).status_code == 410


def test_a_kind_is_found_at_its_own_clinicians_alone(
    client: Browser, asked_kind: SessionType, cleo: Clinician
) -> None:
    missing = client.get(f"/p/{cleo.slug}/book/{uuid4()}/")
    other = client.get(f"/p/{cleo.slug}/book/{asked_kind.pk}/")
    assert (other.status_code, other.content) == (missing.status_code, missing.content)
    assert other.status_code == 404
