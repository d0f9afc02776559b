"""A calendar that somebody keeps elsewhere, on a real server of this machine that says what a test wants."""

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Clinician
from policies.domain.document import parse_document
from policies.domain.rules import away_during
from scheduler import services
from scheduler.domain.interval import Interval, normalise
from scheduler.domain.wall_clock import zone
from scheduler.feeds.network import Network
from scheduler.models import BusyTime, Calendar, HolidayDay
from scheduler.reading import process
from scheduler.services import keeping, reading_calendars
from scheduler.services.calendar_files import Kept
from tests import factories
from tests.factories import NOW
from tests.feed_server import FeedServer, answer, feed_server

MORNING = datetime(2026, 3, 11, 13, tzinfo=UTC)
PATIENCE_SECONDS = 120
ADDRESS = "https://feeds.example/private-3f9c/basic.ics"


def event(start: datetime, minutes: int = 60, *, uid: str = "", **more: str) -> str:
    ends = start + timedelta(minutes=minutes)
    lines = {"DTSTART": _utc(start), "DTEND": _utc(ends), **more}
    return _event(uid or f"{start:%Y%m%dT%H%M}@elsewhere", **lines)


def whole_day(day: date, days: int = 1, *, title: str = "Something private", **more: str) -> str:
    lines = {
        "DTSTART;VALUE=DATE": f"{day:%Y%m%d}",
        "DTEND;VALUE=DATE": f"{day + timedelta(days=days):%Y%m%d}",
    }
    return _event(f"{day}@elsewhere", **lines, SUMMARY=title, **more)


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _event(uid: str, **lines: str) -> str:
    said = {"UID": uid, "DTSTAMP": "20260101T000000Z", "SUMMARY": "Something private", **lines}
    written = [f"{name.replace('_', '-')}:{text}" for name, text in said.items()]
    return "\r\n".join(["BEGIN:VEVENT", *written, "END:VEVENT"])


def ics(*events: str, head: tuple[str, ...] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", *head, *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


@dataclass
class Elsewhere:
    """`says` may be changed between two readings; `during` is called before it is said."""

    says: bytes
    server: FeedServer = field(init=False)
    network: Network = field(init=False)
    during: Callable[[], None] = lambda: None

    def serve(self, *events: str, head: tuple[str, ...] = (), **headers: str) -> None:
        self.says = answer(body=ics(*events, head=head), Content_Type="text/calendar", **headers)

    def fail(self, status: str, body: bytes = b"") -> None:
        self.says = answer(status, body)

    def read(self, now: datetime = NOW) -> int:
        return services.read_due_calendars(clock=lambda: now, network=self.network)

    @property
    def asked(self) -> list[str]:
        return self.server.requests


@contextmanager
def elsewhere(context: ssl.SSLContext, certificate: Path) -> Iterator[Elsewhere]:
    there = Elsewhere(answer(body=ics()))

    def speak(connection: socket.socket, _path: str) -> None:
        there.during()
        connection.sendall(there.says)

    with feed_server(speak, context) as there.server:
        there.network = there.server.trusting(str(certificate))
        yield there


@pytest.fixture
def there(context: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    """One that anybody may connect, with an hour of Wednesday in it: read however busy a machine is."""
    patient = replace(reading_calendars.LIMITS, seconds=PATIENCE_SECONDS)
    monkeypatch.setattr(reading_calendars, "LIMITS", patient)
    monkeypatch.setattr(process, "SECONDS", PATIENCE_SECONDS)
    with elsewhere(context, certificate) as there:
        there.serve(event(MORNING), ETag='"one"', Last_Modified="Tue, 10 Mar 2026 08:00:00 GMT")
        yield there


def connect(clinician: Clinician, *, address: str = ADDRESS, now: datetime = NOW, **terms: Any) -> Calendar:
    return services.connect_calendar(
        actor=factories.clinician_actor(clinician), terms=calendar_terms(**terms), address=address, now=now
    )


def calendar_terms(**terms: Any) -> services.CalendarTerms:
    usual: dict[str, Any] = {
        "name": "Work calendar",
        "use": "busy",
        "time_zone": "America/New_York",
        "changes_promises": False,
        "tentative_counts": True,
    }
    return services.CalendarTerms(**usual | terms)


def upload(clinician: Clinician, *events: str, now: datetime = NOW, **terms: Any) -> Calendar:
    return services.upload_calendar(
        actor=factories.clinician_actor(clinician), terms=calendar_terms(**terms), raw=ics(*events), now=now
    )


def times_of(calendar: Calendar) -> list[Interval]:
    rows = BusyTime.objects.filter(calendar=calendar).order_by("start")
    return [Interval(start, end) for start, end in rows.values_list("start", "end")]


def days_of(calendar: Calendar) -> dict[date, str]:
    """And what the clinician said of each."""
    rows = HolidayDay.objects.filter(calendar=calendar, gone_at=None).order_by("date")
    return dict(rows.values_list("date", "state"))


def keep(
    clinician: Clinician,
    *,
    busy: Iterable[Interval] = (),
    away: Iterable[Interval] = (),
    closed: Iterable[date] = (),
    now: datetime = NOW,
    **terms: Any,
) -> Calendar:
    """As if a calendar had been read that says so, and its days been confirmed."""
    usual: dict[str, Any] = {"changes_promises": True, "use": "away"}
    calendar = connect(clinician, now=now, **(usual | terms))
    days = tuple((day, "A day off") for day in sorted(closed))
    keeping.keep(calendar, Kept(normalise(busy), normalise(away), days, {}), now=now)
    calendar.read_at, calendar.next_at = now, None
    calendar.save()
    HolidayDay.objects.filter(calendar=calendar).update(state=HolidayDay.State.CLOSED)
    return calendar


def keep_as_said(clinician: Clinician, said: dict[str, Any], *, now: datetime) -> Calendar:
    """What a policy's document could have said itself."""
    document = parse_document({"timezone": clinician.time_zone, **said})
    place = zone(document.timezone)
    return keep(
        clinician,
        busy=[Interval(each.start, each.end) for each in document.busy],
        away=[span for each in document.time_away if (span := away_during(each, place))],
        closed=document.closed_dates,
        now=now,
    )
