"""What happens to a time while somebody else is at it, too, and what an odd or greedy form does."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser

from accounts.models import Care, Client, Clinician
from notifications import services
from notifications.models import Escalation, InboundMessage
from notifications.services.asked_for import key_of
from scheduler.models import Appointment, Series, SessionType, WaitingPlace
from scheduler.services import Offer, booking, change_session_type
from tests import factories
from tests.client_sign_in import let_in
from tests.factories import NOW, clinician_actor

pytestmark = [pytest.mark.usefixtures("on_a_tuesday_morning")]

THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)  # 11:00 in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DANGER = "I want to kill myself"
NOTHING_CHANGED = "Nothing was changed"


def value(start: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%MZ}"


def form(start: datetime = THURSDAY, **more: str) -> dict[str, str]:
    return {"start": value(start), "copy": str(uuid4()), "note": ""} | more


def visitors(start: datetime = THURSDAY, **more: str) -> dict[str, str]:
    return form(start, name="Vera Lund", address="vera@somewhere.example", **more)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def shown(browser: Browser, address: str) -> str:
    """The revision that the page's form holds."""
    found = re.search(r'name="revision" value="(\d+)"', browser.get(address).content.decode())
    assert found
    return found[1]


# --- a kind of session that has ended since the form was opened


@pytest.mark.parametrize("note", ["Could we meet by the river?", DANGER])
def test_words_beside_a_kind_that_has_vanished_are_kept_and_heard(
    client: Browser, inside: Browser, meeting: SessionType, note: str
) -> None:
    SessionType.objects.update(ended_at=NOW)
    is_danger = note == DANGER
    for answer in (
        client.post(f"/p/ada-quist/book/{meeting.pk}/", visitors(note=note)),
        inside.post(f"/you/appointments/book/{meeting.pk}/", form(note=note)),
    ):
        told = words(answer)
        assert answer.status_code == 404
        assert note in told
        assert "No time was kept, sorry: this kind of session ended meanwhile." in told
        assert ("Help is here" in told) == is_danger
        assert ("What you wrote was passed on: you need not send it again." in told) == is_danger
        assert ("you can send it as a message" in told) != is_danger
    assert InboundMessage.objects.count() == Escalation.objects.count() == 2 * is_danger
    assert not Appointment.objects.exists()


def test_what_was_kept_is_sent_from_that_page(inside: Browser, meeting: SessionType) -> None:
    SessionType.objects.update(ended_at=NOW)
    for browser, address, sent in (
        (Browser(), f"/p/ada-quist/book/{meeting.pk}/", visitors(note="By the river?")),
        (inside, f"/you/appointments/book/{meeting.pk}/", form(note="By the river?")),
    ):
        page = browser.post(address, sent).content.decode()
        to = re.search(r'<form method="post" action="([^"#]+)[^>]+class="stack"', page)
        assert to
        more = {"address": sent["address"]} if "address" in sent else {}
        answer = browser.post(to[1], {"text": "By the river?", "copy": sent["copy"]} | more)
        assert answer.status_code == 200
    assert [each.text for each in InboundMessage.objects.all()] == ["By the river?"] * 2


@pytest.mark.parametrize("odd", [{"address": "nowhere"}, {"note": ""}, {"copy": "x"}, {"note": "\0"}])
def test_an_odd_form_for_a_kind_that_has_vanished(
    client: Browser, inside: Browser, meeting: SessionType, odd: dict[str, str]
) -> None:
    SessionType.objects.update(ended_at=NOW)
    sent = visitors(note=DANGER) | odd
    for browser, address in (
        (client, f"/p/ada-quist/book/{meeting.pk}/"),
        (inside, f"/you/appointments/book/{meeting.pk}/"),
    ):
        answer = browser.post(address, sent)
        assert answer.status_code == 404
        assert ("988" in words(answer)) or not odd.get("note", "x").strip("\0")
        assert browser.get(address).status_code == 404


def test_a_kind_that_vanishes_while_it_is_booked(
    inside: Browser, meeting: SessionType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the page has looked for it, and before the time is kept."""
    in_turn = booking.in_turn

    def too_late(clinician: Clinician) -> Clinician:
        SessionType.objects.update(ended_at=NOW)
        return in_turn(clinician)

    monkeypatch.setattr(booking, "in_turn", too_late)
    answer = inside.post(f"/you/appointments/book/{meeting.pk}/", form(note="By the river?"))
    assert answer.status_code == 404
    assert "By the river?" in words(answer)


def test_whoever_has_gone_still_hears_danger_beside_a_time(client: Browser, meeting: SessionType) -> None:
    Clinician.objects.update(gone_since=NOW)
    address = f"/p/ada-quist/book/{meeting.pk}/"
    kept = client.post(address, visitors(note="By the river?"))
    assert (kept.status_code, "By the river?" in words(kept)) == (410, True)
    answer = client.post(address, visitors(note=DANGER))
    assert answer.status_code == 410
    assert "What you wrote was passed on" in words(answer)
    assert InboundMessage.objects.get().text == DANGER


def test_whoever_has_nobody_left_keeps_their_words(inside: Browser, kind: SessionType) -> None:
    Care.objects.all().delete()
    answer = inside.post(f"/you/appointments/book/{kind.pk}/", form(note="By the river?"))
    assert answer.status_code == 404
    assert "It was not sent to anybody. By the river?" in words(answer)
    assert "By the river?" in words(inside.post("/you/write/", {"text": "By the river?"}))


# --- sent twice


def test_danger_that_is_sent_twice_has_its_time(
    client: Browser, inside: Browser, meeting: SessionType
) -> None:
    for browser, address, sent in (
        (inside, f"/you/appointments/book/{meeting.pk}/", form(note=DANGER)),
        (client, f"/p/ada-quist/book/{meeting.pk}/", visitors(THURSDAY + HOUR, note=DANGER)),
    ):
        first, second = browser.post(address, sent), browser.post(address, sent)
        assert (first.status_code, second.status_code) == (200, 200)
        assert "Help is here" in words(second)
        assert "was not kept" not in words(second)
    assert Appointment.objects.count() == Escalation.objects.count() == 2


def test_to_stop_waiting_twice_is_to_stop_waiting(
    inside: Browser, client: Browser, kind: SessionType, dan: Client, published: Clinician
) -> None:
    inside.post(f"/you/appointments/wait/{kind.pk}/", {"first": "2026-03-12", "last": "2026-03-26"})
    address = f"/you/appointments/waiting/{WaitingPlace.objects.get().pk}/stop/"
    assert [inside.post(address).status_code for _ in range(2)] == [302, 302]
    eli = factories.add_client(
        clinician=published, name="Eli Roth", addresses={"email": "eli@client.example"}
    )
    assert let_in(client, eli, published).post(address).status_code == 404


# --- changed by somebody else since it was looked at


def test_a_request_that_moved_is_not_answered_unseen(
    signed_in: Browser, meeting: SessionType, dan: Client, published: Clinician
) -> None:
    row = factories.book(clinician=published, client=dan, kind=meeting, start=THURSDAY)
    page = f"/appointments/{row.pk}/"
    seen = shown(signed_in, page)
    assert shown(signed_in, "/appointments/") == seen
    services.move(actor=factories.client_actor(dan), appointment_id=row.pk, start=THURSDAY + HOUR, now=NOW)
    for said in ("confirm", "decline"):
        answer = signed_in.post(f"{page}answer/", {"answer": said, "revision": seen})
        assert answer.status_code == 409
        assert NOTHING_CHANGED in words(answer)
        assert "Thursday 12 March at 12:00" in words(answer)
    row.refresh_from_db()
    assert row.state == "requested"
    signed_in.post(f"{page}answer/", {"answer": "confirm", "revision": shown(signed_in, page)})
    row.refresh_from_db()
    assert row.state == "booked"


def test_what_its_clinician_moved_is_not_moved_or_cancelled_unseen(
    inside: Browser, kind: SessionType, dan: Client, published: Clinician
) -> None:
    row = factories.book(clinician=published, client=dan, kind=kind, start=THURSDAY)
    page = f"/you/appointments/{row.pk}/"
    moving, cancelling = shown(inside, f"{page}move/"), shown(inside, f"{page}cancel/")
    services.move(actor=clinician_actor(published), appointment_id=row.pk, start=THURSDAY + HOUR, now=NOW)
    moved = inside.post(f"{page}move/", {"start": value(THURSDAY + 2 * HOUR), "revision": moving})
    cancelled = inside.post(f"{page}cancel/", {"which": "this", "revision": cancelling})
    for answer in (moved, cancelled):
        assert answer.status_code == 409
        assert NOTHING_CHANGED in words(answer)
        assert "Thursday 12 March at 12:00" in words(answer)
    same = inside.post(f"{page}move/", {"start": value(THURSDAY + HOUR), "revision": moving})
    assert same.status_code == 302  # what they ask for is so already
    row.refresh_from_db()
    assert (row.start, row.state) == (THURSDAY + HOUR, "booked")


def test_what_was_asked_for_is_not_changed_unseen(
    client: Browser, meeting: SessionType, published: Clinician
) -> None:
    client.post(f"/p/ada-quist/book/{meeting.pk}/", visitors())
    row = Appointment.objects.get()
    page = f"/asked/{key_of(row)}/"
    moving, back = shown(client, f"{page}move/"), shown(client, f"{page}take-back/")
    services.move(actor=clinician_actor(published), appointment_id=row.pk, start=THURSDAY + HOUR, now=NOW)
    for verb, sent in (
        ("move", {"start": value(THURSDAY + 2 * HOUR), "revision": moving}),
        ("take-back", {"revision": back}),
    ):
        answer = client.post(f"{page}{verb}/", sent)
        assert answer.status_code == 409
        assert NOTHING_CHANGED in words(answer)
    row.refresh_from_db()
    assert (row.start, row.state) == (THURSDAY + HOUR, "requested")


def test_a_clinicians_move_and_cancel_are_seen_first(
    signed_in: Browser, kind: SessionType, dan: Client, published: Clinician
) -> None:
    row = factories.book(clinician=published, client=dan, kind=kind, start=THURSDAY)
    page = f"/appointments/{row.pk}/"
    moving, cancelling = shown(signed_in, f"{page}move/"), shown(signed_in, f"{page}cancel/")
    services.move(actor=factories.client_actor(dan), appointment_id=row.pk, start=THURSDAY + HOUR, now=NOW)
    for verb, sent in (
        ("move", {"start": value(THURSDAY + 2 * HOUR), "revision": moving}),
        ("move", {"day": "2026-03-17", "time": "11:00", "revision": moving}),
        ("cancel", {"revision": cancelling}),
    ):
        answer = signed_in.post(f"{page}{verb}/", sent)
        assert (answer.status_code, NOTHING_CHANGED in words(answer)) == (409, True)
    row.refresh_from_db()
    assert (row.start, row.state) == (THURSDAY + HOUR, "booked")


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 5000, "", "٣", "1.0"])
def test_an_odd_revision_is_an_answer(
    signed_in: Browser, meeting: SessionType, dan: Client, published: Clinician, odd: str
) -> None:
    row = factories.book(clinician=published, client=dan, kind=meeting, start=THURSDAY)
    answer = signed_in.post(f"/appointments/{row.pk}/answer/", {"answer": "confirm", "revision": odd})
    assert answer.status_code in {302, 409}


# --- all that follow


def ended_series(kind: SessionType, dan: Client, last: int) -> tuple[Series, list[Appointment]]:
    """Its end known already, and its first days still to come."""
    factories.start_series(clinician=kind.clinician, client=dan, kind=kind)
    series, rows = Series.objects.get(), list(Appointment.objects.order_by("start"))
    services.end_series(
        actor=clinician_actor(kind.clinician), series_id=series.pk, from_day=day_of(rows[last]), now=NOW
    )
    return series, rows


def day_of(row: Appointment) -> date:
    assert row.series_day
    return row.series_day


def test_all_that_follow_is_all_of_a_series_that_ends(
    inside: Browser, kind: SessionType, dan: Client
) -> None:
    series, rows = ended_series(kind, dan, 5)
    assert Appointment.objects.filter(state="booked").count() == 5
    assert "It is one of a series." not in words(inside.get(f"/you/appointments/{rows[4].pk}/cancel/"))
    address = f"/you/appointments/{rows[2].pk}/cancel/"
    assert "It is one of a series." in words(inside.get(address))
    assert inside.post(address, {"which": "from_here"}).status_code == 302
    assert set(Appointment.objects.filter(state="booked")) == set(rows[:2])
    series.refresh_from_db()
    assert series.last_day == day_of(rows[2]) - DAY


def test_all_that_follow_move_up_to_the_known_end(signed_in: Browser, kind: SessionType, dan: Client) -> None:
    _series, rows = ended_series(kind, dan, 5)
    address = f"/appointments/{rows[2].pk}/move/"
    day = day_of(rows[2]) + timedelta(days=5)  # a Tuesday
    moved = signed_in.post(address, {"day": f"{day}", "time": "11:00", "which": "from_here"})
    assert moved.status_code == 302
    kept = Appointment.objects.filter(state="booked").order_by("start")
    weeks = [day + timedelta(weeks=week) for week in range(3)]
    assert [day_of(row) for row in kept] == [day_of(rows[0]), day_of(rows[1]), *weeks]


def test_all_that_follow_of_what_somebody_ended_is_said(
    inside: Browser, kind: SessionType, dan: Client
) -> None:
    """Nothing is left standing in silence, and nothing is ended twice."""
    series, rows = ended_series(kind, dan, 1)
    address = f"/you/appointments/{rows[0].pk}/cancel/"
    answer = inside.post(address, {"which": "from_here"})
    assert (answer.status_code, NOTHING_CHANGED in words(answer)) == (409, True)
    assert Appointment.objects.filter(state="booked").count() == 1
    assert Series.objects.get() == series


# --- too much, too early, too little


def test_one_client_cannot_have_a_whole_week(inside: Browser, kind: SessionType) -> None:
    address = f"/you/appointments/book/{kind.pk}/"
    starts = inside.get(address).context["times"].starts
    free = [start for number, start in enumerate(starts) if number % 2 == 0]
    told = ""
    for start in free:
        answer = inside.post(address, form(start, note="By the river?"))
        if answer.status_code != 302:
            told = words(answer)
            break
    assert Appointment.objects.count() == booking.AHEAD_OF_A_CLIENT
    assert "You have booked many times already." in told
    assert "By the river?" in told


def test_what_is_entered_for_a_client_counts_for_nothing(
    inside: Browser, kind: SessionType, dan: Client, published: Clinician
) -> None:
    factories.start_series(clinician=published, client=dan, kind=kind)
    Appointment.objects.update(made_by="clinician")
    rows = [Appointment(pk=uuid4(), **_as_first(week)) for week in range(30, 30 + booking.AHEAD_OF_A_CLIENT)]
    Appointment.objects.bulk_create(rows)
    assert inside.post(f"/you/appointments/book/{kind.pk}/", form(THURSDAY + HOUR)).status_code == 302


def _as_first(week: int) -> dict[str, Any]:
    first, later = Appointment.objects.order_by("start")[0], timedelta(weeks=week)
    same = ("practice_id", "clinician_id", "client_id", "session_type_id", "state", "made_by")
    times = ("start", "end", "taken_from", "taken_until")
    return (
        {name: getattr(first, name) for name in same}
        | {name: getattr(first, name) + later for name in times}
        | {"made_at": NOW, "revised_at": NOW}
    )


@pytest.mark.parametrize("place", ["Asia/Tokyo", "Pacific/Kiritimati", "America/New_York"])
def test_waiting_since_ever_begins_today(inside: Browser, kind: SessionType, place: str) -> None:
    Clinician.objects.update(time_zone=place)
    answer = inside.post(f"/you/appointments/wait/{kind.pk}/", {"first": "0001-01-01", "last": "2026-03-26"})
    assert answer.status_code == 302
    assert WaitingPlace.objects.get().first_day >= date(2026, 3, 10)


@pytest.mark.parametrize("name", ["\0", " \0 ", "\0 \0", "\t\0\n"])
def test_a_name_of_nothing_is_none(client: Browser, meeting: SessionType, name: str) -> None:
    answer = client.post(f"/p/ada-quist/book/{meeting.pk}/", visitors() | {"name": name})
    assert answer.status_code == 422
    assert "Write the name you would like to be called by." in words(answer)
    assert not Appointment.objects.exists()


def test_ids_are_never_anybody_elses(client: Browser, meeting: SessionType) -> None:
    """The page for what is not booked tells nothing of what there is."""
    missing = UUID(int=0)
    known, unknown = (
        words(client.post(f"/p/ada-quist/book/{each}/", visitors(copy=str(UUID(int=1)))))
        for each in (SessionType.objects.create(**_hidden(meeting)).pk, missing)
    )
    assert known == unknown


def _hidden(meeting: SessionType) -> dict[str, Any]:
    names = ("practice_id", "clinician_id", "minutes", "place", "where", "created_at")
    return {name: getattr(meeting, name) for name in names} | {"name": "Secret", "who_books": "nobody"}


# --- terms that change


def test_whoever_has_booked_keeps_the_terms_they_read(
    inside: Browser, published: Clinician, dan: Client
) -> None:
    kind = factories.offer_sessions(
        clinician=published, cancel_notice=24 * 60, cancel_words="The first late change is free."
    )
    factories.book(clinician=published, client=dan, kind=kind, start=THURSDAY)
    factories.start_series(clinician=published, client=dan, kind=kind)
    stricter = replace(offer_of(kind), cancel_notice=30 * 24 * 60, cancel_words="Each costs 90 dollars.")
    change_session_type(actor=clinician_actor(published), session_type_id=kind.pk, offer=stricter, now=NOW)
    assert "Each costs 90 dollars." in words(inside.get(f"/you/appointments/book/{kind.pk}/"))
    for row in Appointment.objects.order_by("start")[:3]:
        told = words(inside.get(f"/you/appointments/{row.pk}/"))
        assert "The first late change is free." in told
        assert "Each costs" not in told
        assert "Choose another time" in told
    row = Appointment.objects.earliest("start")
    page = f"/you/appointments/{row.pk}/"
    assert inside.post(f"{page}move/", {"start": value(THURSDAY + 2 * HOUR)}).status_code == 302
    inside.post(f"{page}cancel/")
    row.refresh_from_db()
    assert (row.state, row.was_late) == ("cancelled", False)


def offer_of(kind: SessionType) -> Offer:
    return Offer(**{each.name: getattr(kind, each.name) for each in fields(Offer)})
