"""A feed through whatever happens: the same bytes where nothing did, and stamps that only rise."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client as Browser

from accounts.models import Client, Clinician
from notifications import services as messages
from scheduler import services
from scheduler.models import Appointment, Feed, SessionType
from tests import factories
from tests.factories import NOW
from tests.scheduler.ical.calendars import read_by_icalendar
from tests.web.test_feeds import HOUR, book, get, move, secret_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_once() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kind(ada: Clinician) -> SessionType:
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


ZONES = ["America/New_York", "Europe/Madrid", "Australia/Sydney", "America/Santiago", "Etc/UTC"]
NAMES = ["Dan", "BEGIN:VEVENT", "x\nEND:VEVENT", "é" * 60, "Dan; , \\ Other"]
HOURS = [("09:00", "17:00"), ("08:30", "12:00"), ("22:00", "02:00"), ("01:30", "03:30")]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


class Edits:
    def __init__(self, chance: Random, ada: Clinician, dan: Client, kind: SessionType) -> None:
        self.chance, self.ada, self.dan, self.kind = chance, ada, dan, kind
        self.now = NOW

    def one(self) -> None:
        twice = [self.book, self.move, self.rename]
        once = [self.cancel, self.rename_kind, self.go, self.another_zone, self.another_policy, self.delete]
        self.chance.choice([*twice, *twice, *once])()

    def some(self) -> Appointment | None:
        return self.chance.choice([*Appointment.objects.order_by("made_at", "pk"), None])

    def book(self) -> None:
        at = self.now.replace(minute=0) + self.chance.randrange(24 * 100) * HOUR
        if not Appointment.objects.filter(start__lt=at + HOUR, end__gt=at - HOUR).exists():
            book(self.kind, at, self.dan, made_at=self.now, revised_at=self.now)

    def move(self) -> None:
        if kept := self.some():
            at = self.now.replace(minute=0) + self.chance.randrange(24 * 100) * HOUR
            if not Appointment.objects.filter(start__lt=at + HOUR, end__gt=at - HOUR).exists():
                move(kept, at, self.now)

    def cancel(self) -> None:
        if kept := self.some():
            kept.state, kept.sequence, kept.revised_at = "cancelled", kept.sequence + 1, self.now
            kept.save()

    def delete(self) -> None:
        if kept := self.some():
            kept.delete()

    def rename(self) -> None:
        self.dan.name = self.chance.choice(NAMES)
        self.dan.save()

    def rename_kind(self) -> None:
        self.kind.name = self.chance.choice(["Consultation", "BEGIN:VEVENT", "Talk"])
        self.kind.save()

    def another_zone(self) -> None:
        Clinician.objects.filter(pk=self.ada.pk).update(time_zone=self.chance.choice(ZONES))

    def another_policy(self) -> None:
        start, end = self.chance.choice(HOURS)
        windows = [{"days": self.chance.sample(DAYS, 3), "start": start, "end": end}]
        away = {"first_day": "2026-04-06", "last_day": f"2026-04-{self.chance.randrange(6, 12):02}"}
        document = factories.ORDINARY_POLICY | {"hours": {"contact": windows}, "time_away": [away]}
        factories.publish_policy(clinician=self.ada, document=document, now=self.now)

    def go(self) -> None:
        self.now += self.chance.choice([timedelta(seconds=0), HOUR, DAY, 10 * DAY, -HOUR])


def told(raw: bytes) -> dict[str, Any]:
    found = read_by_icalendar(raw).walk("VEVENT")
    assert len({str(each["UID"]) for each in found}) == len(found)
    return {str(each["UID"]): each for each in found}


def said(event: Any) -> bytes:
    kept = event.copy()
    for name in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE"):
        del kept[name]
    return bytes(kept.to_ical())


@pytest.mark.parametrize("seed", range(3))
def test_bytes_and_stamps_through_whatever_happens(
    seed: int, ada: Clinician, dan: Client, kind: SessionType, at_once: time_machine.Traveller
) -> None:
    chance = Random(seed)  # noqa: S311  the same every time
    edits = Edits(chance, ada, dan, kind)
    edits.another_policy()
    secret = secret_of(ada, shows_names=seed % 2 == 0)
    Feed.objects.update(shows_cancelled=seed % 3 == 0)
    known: dict[str, Any] = {}
    etag, changed = "", ""
    for _step in range(40):
        edits.one()
        at_once.move_to(edits.now, tick=False)
        answer = get(secret)
        assert answer.status_code == 200
        Feed.objects.update(basis=None)  # composed once more, with nothing changed
        assert get(secret).content == answer.content
        found = told(answer.content)
        for uid, event in found.items():
            if (was := known.get(uid)) is not None:
                assert event["SEQUENCE"] >= was["SEQUENCE"]
                assert event["LAST-MODIFIED"].dt >= was["LAST-MODIFIED"].dt
                if said(event) != said(was):
                    assert event["LAST-MODIFIED"].dt > was["LAST-MODIFIED"].dt
                if [event[name].dt for name in ("DTSTART", "DTEND")] != [
                    was[name].dt for name in ("DTSTART", "DTEND")
                ] or event["STATUS"] != was["STATUS"]:
                    assert event["SEQUENCE"] > was["SEQUENCE"]
        known |= found
        if answer["ETag"] != etag and changed:
            assert get(secret, **{"If-Modified-Since": changed}).status_code == 200
        etag, changed = answer["ETag"], answer["Last-Modified"]
        assert get(secret, **{"If-Modified-Since": changed}).status_code == 304


def test_one_that_comes_back_goes_on_from_where_it_was(
    ada: Clinician, dan: Client, kind: SessionType, at_once: time_machine.Traveller
) -> None:
    """An app that looks once a day may have missed that it was gone."""
    secret = secret_of(ada)
    kept = book(kind, NOW + DAY, dan)
    first = get(secret)
    Clinician.objects.filter(pk=ada.pk).update(time_zone="Europe/Madrid")
    [moved] = told(get(secret).content).values()
    assert moved["SEQUENCE"] == 1
    Appointment.objects.update(state="cancelled")
    assert told(get(secret).content) == {}
    at_once.move_to(NOW + HOUR, tick=False)
    Appointment.objects.update(state="booked")
    assert kept.sequence == 0
    [back] = told(get(secret).content).values()
    assert back["UID"] == moved["UID"]
    assert back["SEQUENCE"] > moved["SEQUENCE"]
    assert back["LAST-MODIFIED"].dt > moved["LAST-MODIFIED"].dt
    assert get(secret)["ETag"] != first["ETag"]


def test_an_address_that_was_taken_away_remembers_nothing(
    ada: Clinician, dan: Client, kind: SessionType
) -> None:
    actor = factories.clinician_actor(ada)
    made, secret = services.make_feed(actor=actor, kind="own", label="x", now=NOW)
    book(kind, NOW + DAY, dan)
    get(secret)
    Appointment.objects.all().delete()
    get(secret)
    assert b"BEGIN:VEVENT" in bytes(Feed.objects.get().gone or b"")
    services.revoke_feed(actor=actor, feed_id=made.pk, now=NOW)
    assert Feed.objects.get().gone is None


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_called_what_stops_a_feed_or_an_erasure(
    name: str, ada: Clinician, dan: Client, kind: SessionType, at_once: time_machine.Traveller
) -> None:
    dan.name = name
    dan.save()
    secret = secret_of(ada, shows_names=True)
    kept = book(kind, NOW + DAY, dan)
    first = get(secret)
    Feed.objects.update(basis=None)
    at_once.move_to(NOW + HOUR, tick=False)
    assert get(secret).content == first.content
    move(kept, NOW + 2 * DAY, NOW + HOUR)
    [moved] = told(get(secret).content).values()
    assert moved["SEQUENCE"] == 1
    messages.erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW + HOUR)
    assert b"SUMMARY" not in bytes(Feed.objects.get().body or b"")


def test_two_changes_within_a_second_are_two_by_date_also_where_clocks_go_back(
    ada: Clinician, dan: Client, kind: SessionType, at_once: time_machine.Traveller
) -> None:
    secret = secret_of(ada)
    for number in range(3):
        seen = get(secret)["Last-Modified"]
        book(kind, NOW + (number + 1) * DAY, dan)
        assert get(secret, **{"If-Modified-Since": seen}).status_code == 200
    at_once.move_to(NOW - HOUR, tick=False)
    seen = get(secret)["Last-Modified"]
    Appointment.objects.all().delete()
    assert get(secret, **{"If-Modified-Since": seen}).status_code == 200


def test_two_thousand_appointments_are_told_as_far_as_apps_take_them(
    ada: Clinician, dan: Client, kind: SessionType
) -> None:
    """The nearest of them, and what repeats; and once more in the same bytes."""
    first = NOW.replace(minute=0) + HOUR
    starts = [first + number * 2 * HOUR for number in range(2000)]
    said = {"practice": ada.practice, "clinician": ada, "session_type": kind, "client": dan}
    stamps = {"made_by": "clinician", "made_at": NOW, "revised_at": NOW, "state": "booked"}
    Appointment.objects.bulk_create(
        Appointment(**said, **stamps, start=at, end=at + HOUR, taken_from=at, taken_until=at + HOUR)
        for at in starts
    )
    factories.publish_policy(clinician=ada)
    secret = secret_of(ada)
    answer = get(secret)
    assert len(answer.content) <= 1_000_000
    found = [each for each in told(answer.content).values() if str(each["SUMMARY"]) == "Consultation"]
    assert [each["DTSTART"].dt for each in found] == starts[: len(found)]
    assert 990 < len(found) < 1000
    Feed.objects.update(basis=None)
    assert get(secret).content == answer.content


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "REPORT"]
)
def test_it_is_read_and_nothing_else(method: str, ada: Clinician, caplog: pytest.LogCaptureFixture) -> None:
    from config.private_logs import PrivateFormatter

    secret = secret_of(ada)
    answer = Browser().generic(method, f"/feeds/{secret}.ics")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    lines = [PrivateFormatter().format(each) for each in caplog.records]
    assert lines
    assert not [line for line in lines if secret[:20] in line]


@pytest.mark.parametrize("where", ["feed_at", "basis_of", "note_feed_use", "feed_to_tell"])
def test_while_the_database_fails_nobody_takes_its_events_away(
    where: str, ada: Clinician, dan: Client, kind: SessionType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known: told once more. Whose it is, not even known: later, and neither gone nor never there."""
    secret = secret_of(ada)
    known = get(secret)
    book(kind, NOW + DAY, dan)

    def fail(*_: object, **__: object) -> None:
        raise OperationalError(secret)

    monkeypatch.setattr(f"web.views.feeds.{where}", fail)
    answer = get(secret)
    if where == "feed_at":
        assert (answer.status_code, answer["Retry-After"]) == (503, "300")
        assert Browser().head(f"/feeds/{secret}.ics").status_code == 503
    else:
        assert (answer.status_code, answer.content) == (200, known.content)
