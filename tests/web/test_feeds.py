"""Feeds as calendar apps ask for them (the feed checklist of docs/calendars.md, by its numbers)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from accounts import services as people
from accounts.domain.actors import ClientActor
from accounts.models import Client, Clinician
from notifications import services as messages
from scheduler import services
from scheduler.models import Appointment, BusyTime, Feed, SessionType
from scheduler.models import Calendar as Connected
from tests import factories
from tests.factories import NOW
from tests.scheduler.ical.calendars import HOSTILE, read_by_ical_js, read_by_icalendar
from web.presentation import feeds as composing

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def at_once() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session_type(ada: Clinician) -> SessionType:
    return SessionType.objects.create(
        practice=ada.practice,
        clinician=ada,
        name="Consultation",
        minutes=50,
        place="online",
        where="https://meet.example/ada",
        who_books="clients",
        created_at=NOW,
    )


def book(
    session_type: SessionType, start: datetime, client: Client | None = None, **more: Any
) -> Appointment:
    end = start + timedelta(minutes=50)
    said = {
        "practice": session_type.practice,
        "clinician": session_type.clinician,
        "session_type": session_type,
        "client": client,
        "state": "booked",
        "start": start,
        "end": end,
        "taken_from": start,
        "taken_until": end,
        "made_by": "clinician",
        "made_at": NOW,
        "revised_at": NOW,
    }
    return Appointment.objects.create(**(said | more))


def move(kept: Appointment, start: datetime, now: datetime) -> None:
    end = start + timedelta(minutes=50)
    kept.start, kept.end, kept.taken_from, kept.taken_until = start, end, start, end
    kept.revised_at, kept.sequence = now, kept.sequence + 1
    kept.save()


def secret_of(clinician: Clinician, kind: str = "own", **more: Any) -> str:
    actor = factories.clinician_actor(clinician)
    return services.make_feed(actor=actor, kind=kind, label="my phone", now=NOW, **more)[1]


def clients_secret(client: Client, **more: Any) -> str:
    actor = ClientActor(client.practice_id, client.pk)
    return services.make_feed(actor=actor, kind="client", label="my phone", now=NOW, **more)[1]


def get(secret: str, **headers: str) -> Any:
    return Browser().get(f"/feeds/{secret}.ics", headers=headers or None)


def events(secret: str) -> dict[str, Any]:
    answer = get(secret)
    assert answer.status_code == 200
    return {str(each["SUMMARY"]): each for each in read_by_icalendar(answer.content).walk("VEVENT")}


TOMORROW = datetime(2026, 3, 11, 15, tzinfo=UTC)


# --- what apps are answered


def test_a_feed_is_a_calendar_for_whoever_has_its_address(ada: Clinician) -> None:
    answer = get(secret_of(ada))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["ETag"] == f'"{sha256(answer.content).hexdigest()}"'
    assert answer["Last-Modified"] == "Tue, 10 Mar 2026 14:30:00 GMT"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not {"Content-Encoding", "Content-Disposition", "Set-Cookie", "Location"} & set(answer.headers)
    assert not answer.cookies


def test_head_says_the_same_without_the_calendar(ada: Clinician) -> None:
    secret = secret_of(ada)
    whole, head = get(secret), Browser().head(f"/feeds/{secret}.ics")
    assert head.status_code == 200
    assert head.content == b""
    assert {name: head[name] for name in ("ETag", "Last-Modified", "Content-Type")} == {
        name: whole[name] for name in ("ETag", "Last-Modified", "Content-Type")
    }


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"x", {etag}', '"x", W/{etag} , "y"', "*"])
def test_who_has_it_is_told_so(ada: Clinician, form: str) -> None:
    secret = secret_of(ada)
    etag = get(secret)["ETag"]
    answer = get(secret, **{"If-None-Match": form.format(etag=etag)})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_by_date_likewise_and_the_tag_counts_before_the_date(ada: Clinician) -> None:
    secret = secret_of(ada)
    changed = get(secret)["Last-Modified"]
    assert get(secret, **{"If-Modified-Since": changed}).status_code == 304
    assert get(secret, **{"If-Modified-Since": "Tue, 10 Mar 2026 14:29:59 GMT"}).status_code == 200
    assert get(secret, **{"If-Modified-Since": "yesterday"}).status_code == 200
    both = {"If-None-Match": '"another"', "If-Modified-Since": changed}
    assert get(secret, **both).status_code == 200


def test_what_is_no_feed_is_not_there_and_what_was_one_is_gone(ada: Clinician) -> None:
    assert get("nothing-here").status_code == 404
    actor = factories.clinician_actor(ada)
    made, secret = services.make_feed(actor=actor, kind="own", label="x", now=NOW)
    assert get(secret).status_code == 200
    newer = services.rotate_feed(actor=actor, feed_id=made.pk, now=NOW)
    assert (get(secret).status_code, get(newer).status_code) == (410, 200)
    services.revoke_feed(actor=actor, feed_id=made.pk, now=NOW)
    assert (get(newer).status_code, get(secret).status_code) == (410, 410)
    row = Feed.objects.get(pk=made.pk)
    assert row.body is None


def test_robots_are_not_kept_out(ada: Clinician) -> None:
    """Google obeys robots.txt where it fetches calendars."""
    assert Browser().get("/robots.txt").status_code == 404


def test_last_use_is_noted_once_an_hour(ada: Clinician, at_once: time_machine.Traveller) -> None:
    secret = secret_of(ada)
    seen = []
    for minutes in (0, 30, 61):
        at_once.move_to(NOW + timedelta(minutes=minutes), tick=False)
        get(secret)
        seen.append(Feed.objects.get().last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(minutes=61)]


# --- what never changes unless something does


def test_nothing_is_composed_while_nothing_changes(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch, at_once: time_machine.Traveller
) -> None:
    secret = secret_of(ada)
    first = get(secret)
    monkeypatch.setattr("web.views.feeds.compose", None)
    at_once.move_to(NOW + HOUR, tick=False)
    assert get(secret).content == first.content


def test_the_bytes_are_the_same_until_something_else_is_told(
    ada: Clinician, dan: Client, session_type: SessionType, at_once: time_machine.Traveller
) -> None:
    factories.publish_policy(clinician=ada)
    secret = secret_of(ada)
    kept = book(session_type, TOMORROW, dan)
    first = get(secret)
    Feed.objects.update(basis=None)
    at_once.move_to(NOW + HOUR, tick=False)
    assert get(secret).content == first.content
    dan.name = "Dan Another"
    dan.save()
    assert get(secret).content == first.content
    move(kept, TOMORROW + HOUR, NOW + HOUR)
    moved = get(secret)
    assert moved["ETag"] != first["ETag"]
    assert moved["Last-Modified"] == "Tue, 10 Mar 2026 15:30:00 GMT"


def test_an_appointment_that_goes_leaves_the_feed(ada: Clinician, session_type: SessionType) -> None:
    secret = secret_of(ada)
    book(session_type, TOMORROW)
    other = book(session_type, TOMORROW + 2 * HOUR)
    assert len(read_by_icalendar(get(secret).content).walk("VEVENT")) == 2
    other.delete()
    assert len(read_by_icalendar(get(secret).content).walk("VEVENT")) == 1


def test_a_request_that_runs_out_leaves_the_feed(
    ada: Clinician, dan: Client, session_type: SessionType, at_once: time_machine.Traveller
) -> None:
    secret = secret_of(ada)
    book(session_type, TOMORROW, dan, state="requested", held_until=NOW + HOUR)
    found = events(secret)["Asked for: Consultation"]
    assert (str(found["STATUS"]), str(found["TRANSP"])) == ("TENTATIVE", "OPAQUE")
    at_once.move_to(NOW + 2 * HOUR, tick=False)
    assert events(secret) == {}


def test_a_cancelled_one_is_gone_or_crossed_out(
    ada: Clinician, dan: Client, session_type: SessionType
) -> None:
    actor = factories.clinician_actor(ada)
    made, secret = services.make_feed(actor=actor, kind="own", label="x", now=NOW)
    kept = book(session_type, TOMORROW, dan)
    assert list(events(secret)) == ["Consultation"]
    Appointment.objects.filter(pk=kept.pk).update(state="cancelled", sequence=1, revised_at=NOW + HOUR)
    assert events(secret) == {}
    services.change_feed(
        actor=actor, feed_id=made.pk, label="x", shows_names=False, shows_cancelled=True, now=NOW
    )
    found = events(secret)["Cancelled: Consultation"]
    assert (str(found["STATUS"]), str(found["TRANSP"]), int(found["SEQUENCE"])) == (
        "CANCELLED",
        "TRANSPARENT",
        1,
    )
    assert b"METHOD:CANCEL" not in get(secret).content


def test_while_it_cannot_be_made_what_was_told_last_is_told(
    ada: Clinician, session_type: SessionType, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, other = secret_of(ada), secret_of(ada, "busy")
    first = get(secret)
    book(session_type, TOMORROW)

    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("web.views.feeds.compose", fail)
    answer = get(secret)
    assert (answer.status_code, answer.content) == (200, first.content)
    later = get(other)
    assert (later.status_code, later["Retry-After"]) == (503, "300")


# --- what is told to whom


def test_a_clinicians_own_has_appointments_hours_and_absences(
    ada: Clinician, ben: Clinician, dan: Client, session_type: SessionType
) -> None:
    document = factories.ORDINARY_POLICY | {
        "time_away": [{"first_day": "2026-04-06", "last_day": "2026-04-10"}]
    }
    factories.publish_policy(clinician=ada, document=document)
    factories.cover(away=ben, covering=ada, first=NOW.date(), last=NOW.date() + timedelta(days=2))
    book(session_type, TOMORROW, dan)
    secret = secret_of(ada)
    found = events(secret)
    assert set(found) == {"Consultation", "Contact hours", "Away", f"You cover for {ben.name}"}
    assert str(found["Contact hours"]["TRANSP"]) == "TRANSPARENT"
    assert found["Away"]["DTSTART"].dt.isoformat() == "2026-04-06"
    assert found["Away"]["DTEND"].dt.isoformat() == "2026-04-11"
    assert str(found["Away"]["X-MICROSOFT-CDO-BUSYSTATUS"]) == "OOF"
    assert "Dan" not in get(secret).content.decode()
    named = secret_of(ada, shows_names=True)
    assert f"Consultation: {dan.name}" in events(named)


def test_contact_hours_are_those_of_the_engine(ada: Clinician) -> None:
    from policies.queries import in_force
    from scheduler.domain.feed_window import feed_window
    from scheduler.domain.interval import Interval
    from scheduler.domain.wall_clock import zone
    from tests.calendar_apps import ICAL_JS, need

    need(ICAL_JS, "node")
    document = factories.ORDINARY_POLICY | {
        "hours": {
            "contact": [
                {"days": ["MO", "WE"], "start": "09:00", "end": "12:00"},
                {"days": ["FR"], "start": "22:00", "end": "02:00", "every": 2, "anchor": "2026-03-06"},
                {"days": ["SU"], "start": "01:30", "end": "03:30"},
            ]
        },
        "time_away": [{"first_day": "2026-04-06", "last_day": "2026-04-10"}],
        "overrides": [{"date": "2026-05-06", "windows": [{"start": "10:00", "end": "11:00"}]}],
    }
    factories.publish_policy(clinician=ada, document=document)
    raw = get(secret_of(ada)).content
    window = feed_window(NOW, zone(ada.time_zone))
    [read] = read_by_ical_js(
        [raw], Interval(window.start - timedelta(days=9), window.end + timedelta(days=9))
    )
    found = sorted((start, end) for _, start, end, title in read if title == "Contact hours")
    policy = in_force(ada, NOW).policy
    expected = policy.open_intervals("email", NOW, window.end)
    assert [each for each in found if each[1] > NOW.timestamp()] == [
        (int(each.start.timestamp()), int(each.end.timestamp())) for each in expected
    ]


def test_a_busy_feed_has_nothing_but_blocks(ada: Clinician, dan: Client, session_type: SessionType) -> None:
    document = factories.ORDINARY_POLICY | {
        "time_away": [{"first_day": "2026-04-06", "last_day": "2026-04-06"}]
    }
    factories.publish_policy(clinician=ada, document=document)
    book(session_type, TOMORROW, dan)
    book(session_type, TOMORROW + timedelta(minutes=50), dan)
    connected = Connected.objects.create(
        practice=ada.practice, clinician=ada, name="Work", use="busy", time_zone="UTC", connected_at=NOW
    )
    BusyTime.objects.create(
        practice=ada.practice,
        clinician=ada,
        calendar=connected,
        start=TOMORROW + 5 * HOUR,
        end=TOMORROW + 6 * HOUR,
    )
    found = read_by_icalendar(get(secret_of(ada, "busy", shows_names=True)).content).walk("VEVENT")
    assert [
        (str(each["SUMMARY"]), each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC))
        for each in found
    ] == [
        ("Busy", TOMORROW, TOMORROW + timedelta(minutes=100)),
        ("Busy", TOMORROW + 5 * HOUR, TOMORROW + 6 * HOUR),
        ("Busy", datetime(2026, 4, 6, 4, tzinfo=UTC), datetime(2026, 4, 7, 4, tzinfo=UTC)),
    ]
    names = {name for each in found for name in each}
    assert not names & {"DESCRIPTION", "LOCATION", "ATTENDEE", "ORGANIZER", "URL", "CATEGORIES"}


def test_a_client_has_their_appointments_and_their_clinicians_hours(
    ada: Clinician, ben: Clinician, dan: Client, session_type: SessionType
) -> None:
    factories.publish_policy(clinician=ada)
    eve = factories.add_client(clinician=ada, name="Eve Other", addresses={"email": "eve@client.example"})
    book(session_type, TOMORROW, dan)
    book(session_type, TOMORROW + 2 * HOUR, eve)
    secret = clients_secret(dan)
    raw = get(secret).content.decode()
    assert set(events(secret)) == {"Appointment", "Contact hours"}
    assert not re.search(r"Ada|Quist|Consultation|meet\.example|Eve", raw)
    named = events(clients_secret(dan, shows_names=True))
    assert set(named) == {"Consultation with Ada Quist", "Ada Quist can be reached"}
    assert str(named["Consultation with Ada Quist"]["LOCATION"]) == "https://meet.example/ada"


def test_feeds_speak_the_language_of_their_reader(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)
    luz = factories.add_client(
        clinician=ada, name="Luz", addresses={"email": "luz@client.example"}, language="es"
    )
    assert (
        composing.language_of(
            Feed.objects.get(
                pk=services.make_feed(
                    actor=ClientActor(luz.practice_id, luz.pk), kind="client", label="x", now=NOW
                )[0].pk
            )
        )
        == "es"
    )


def test_two_feeds_of_one_person_cannot_be_joined(ada: Clinician, session_type: SessionType) -> None:
    book(session_type, TOMORROW)
    uids = [{str(each["UID"]) for each in events(secret_of(ada)).values()} for _ in range(2)]
    assert uids[0].isdisjoint(uids[1])


# --- when feeds end


def test_feeds_end_with_whoever_they_are_for(ada: Clinician, dan: Client) -> None:
    own, clients = secret_of(ada), clients_secret(dan)
    assert get(clients).status_code == 200
    people.leave(actor=ClientActor(dan.practice_id, dan.pk), client_id=dan.pk, now=NOW)
    assert get(clients).status_code == 410
    people.come_back(actor=ClientActor(dan.practice_id, dan.pk), client_id=dan.pk, now=NOW)
    assert get(clients).status_code == 200
    Clinician.objects.filter(pk=ada.pk).update(gone_since=NOW)
    assert (get(own).status_code, get(clients).status_code) == (410, 410)


def test_who_is_erased_is_gone_from_every_feed(
    ada: Clinician, dan: Client, session_type: SessionType
) -> None:
    own, clients = secret_of(ada, shows_names=True), clients_secret(dan)
    book(session_type, TOMORROW, dan)
    assert dan.name in get(own).content.decode()
    assert get(clients).status_code == 200
    messages.erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert get(clients).status_code == 410
    assert dan.name not in (Feed.objects.get().body or b"").decode()
    assert dan.name not in get(own).content.decode()


# --- nothing of a client's, whatever they are called and whatever they write


def canary(number: int) -> str:
    return f"zq{number:03}qz"


def test_no_word_of_any_client_is_in_a_feed_that_names_nobody(
    ada: Clinician, session_type: SessionType
) -> None:
    """As published in docs/decisions/0023: names, addresses and notes of hostile spelling, in every state."""
    for number, hostile in enumerate(HOSTILE * 2):
        spelt = hostile.encode("utf-8", "ignore").decode().replace("\x00", "")
        word = canary(number)
        client = factories.add_client(
            clinician=ada, name=f"{word}{spelt}"[:190], addresses={"email": f"{word}@client.example"}
        )
        start = TOMORROW + 2 * number * HOUR
        state = ("booked", "requested", "cancelled")[number % 3]
        said: dict[str, Any] = {"note": f"{word} {spelt}", "state": state, "held_until": TOMORROW}
        book(session_type, start, client, **said)
        visitor = {"name": f"{word} {spelt}", "address": f"{word}@visitor.example", "made_by": "visitor"}
        book(session_type, start + HOUR, **(said | visitor))
    for kind in ("busy", "own"):
        actor = factories.clinician_actor(ada)
        made, secret = services.make_feed(actor=actor, kind=kind, label="x", now=NOW)
        services.change_feed(
            actor=actor, feed_id=made.pk, label="x", shows_names=kind == "busy", shows_cancelled=True, now=NOW
        )
        raw = get(secret).content.decode()
        assert "BEGIN:VEVENT" in raw
        assert "zq" not in raw.replace("\r\n ", "").lower()
        names = {line.partition(":")[0].partition(";")[0] for line in raw.splitlines() if line[:1] != " "}
        assert not names & {"DESCRIPTION", "ATTENDEE", "ORGANIZER", "CONTACT", "COMMENT", "VALARM"}
        if kind == "busy":
            assert {line for line in raw.splitlines() if line.startswith("SUMMARY")} == {"SUMMARY:Busy"}


def test_what_is_asked_for_at_a_feed_stands_in_no_log(
    ada: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    from config.private_logs import PrivateFormatter

    secret = secret_of(ada)
    for asked in (secret, f"{secret[:-1]}_"):
        get(asked)
    lines = [PrivateFormatter().format(each) for each in caplog.records]
    assert not [line for line in lines if secret[:20] in line]


def test_the_busiest_clinician_has_no_more_than_apps_take(
    ada: Clinician, session_type: SessionType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are near are told, the others come later; what repeats is one event."""
    monkeypatch.setattr(composing, "MOST_EVENTS", 10)
    factories.publish_policy(clinician=ada)
    for number in range(15):
        book(session_type, TOMORROW + number * 24 * HOUR)
    found = read_by_icalendar(get(secret_of(ada)).content).walk("VEVENT")
    assert len(found) == 10
    starts = [each["DTSTART"].dt.astimezone(UTC) for each in found if str(each["SUMMARY"]) == "Consultation"]
    assert starts == [TOMORROW + number * 24 * HOUR for number in range(len(starts))]
    assert "Contact hours" in {str(each["SUMMARY"]) for each in found}


def test_a_body_that_does_not_open_is_told_as_no_empty_calendar(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = secret_of(ada)
    known = get(secret)
    monkeypatch.setattr("web.views.feeds.body_of", lambda _: b"")
    assert get(secret).status_code == 503
    assert get(secret, **{"If-None-Match": known["ETag"]}).status_code == 304
