"""A real server of calendars: what it serves is read as any other, and it finds in our feeds what we do."""

import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
import time_machine

from accounts.models import Clinician
from config.between import busy
from scheduler import services
from scheduler.domain.interval import Interval, clip, normalise
from scheduler.domain.wall_clock import parse_instant
from scheduler.feeds import fetch as fetching
from scheduler.feeds.addresses import is_public
from scheduler.feeds.network import Network
from scheduler.ical.free_busy import FreeBusy, Taken, free_busy
from scheduler.ical.zone_rules import zone_lines
from scheduler.models import Appointment, BusyTime, Calendar, SessionType
from scheduler.reading.process import Reader
from scheduler.services import reading_calendars
from tests import factories
from tests.elsewhere import connect, event, ics, keep, times_of
from tests.factories import NOW
from tests.feed_server import PUBLIC, always
from tests.scheduler.ical.calendars import read_by_icalendar
from tests.web.test_feeds import book, get, secret_of
from tests.written import ROOT

RADICALE = ROOT / "var" / "calendar-apps" / "venv" / "bin" / "radicale"
AUTHORIZED = {"Authorization": f"Basic {b64encode(b'ada:x').decode()}"}
MORNING = datetime(2026, 3, 11, 13, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
STAMP = "%Y%m%dT%H%M%SZ"
SPRING = datetime(2026, 3, 29, tzinfo=UTC)  # clocks go forward in Berlin at one o'clock
SPAN = Interval(datetime(2026, 3, 11, 13, 20, tzinfo=UTC), datetime(2026, 4, 20, 7, 5, tzinfo=UTC))


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[int]:
    """Its port."""
    if not RADICALE.exists():
        pytest.skip("radicale is not here; make test installs it where that is allowed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    rights = tmp_path / "rights"
    rights.write_text("[anyone]\nuser: .*\ncollection: .*\npermissions: RrWw\n")
    settings = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "storage-filesystem-folder": str(tmp_path / "kept"),
        "rights-type": "from_file",
        "rights-file": str(rights),
        "logging-level": "error",
    }
    command = [str(RADICALE), *(f"--{name}={value}" for name, value in settings.items()), "--config="]
    with subprocess.Popen(command) as process:  # noqa: S603  our own words
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)


def ask(port: int, verb: str, path: str, body: bytes = b"", kind: str = "text/calendar") -> tuple[int, bytes]:
    """The status and the body of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(verb, path, body, {**AUTHORIZED, "Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.read()


def put(port: int, file: bytes) -> None:
    assert ask(port, "PROPFIND", "/ada/")[0] == 207  # which makes the principal
    status, why = ask(port, "PUT", "/ada/work/", file)
    assert status == 201, why


def taken_there(port: int, span: Interval) -> list[Interval]:
    """What it answers when it is asked for free and busy times (RFC 4791 section 7.10): merged, by itself."""
    times = f'<time-range start="{span.start:{STAMP}}" end="{span.end:{STAMP}}"/>'
    asked = f'<free-busy-query xmlns="urn:ietf:params:xml:ns:caldav">{times}</free-busy-query>'
    status, answer = ask(port, "REPORT", "/ada/work/", asked.encode(), "application/xml")
    assert status == 200, answer
    return periods_in(answer)


def periods_in(file: bytes) -> list[Interval]:
    """Of its free and busy times, as `icalendar` reads them; none that are free."""
    (part,) = read_by_icalendar(file).walk("VFREEBUSY")
    said = part.get("FREEBUSY", [])
    lines = said if isinstance(said, list) else [said]
    assert {each.params["FBTYPE"] for each in lines} <= {"BUSY"}
    return [Interval(each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in lines]


def taken_by_the_command(file: bytes, span: Interval) -> list[Interval]:
    """What `between busy` says of the file."""
    asked = {"id": 1, "ics_base64": b64encode(file).decode(), "timezone": "UTC"}
    asked |= {"from": span.start.isoformat(), "to": span.end.isoformat()}
    with Reader(seconds=60) as reader:
        told = busy.answer(reader, asked)
    assert told["problems"] == []
    return [Interval(*map(parse_instant, each)) for each in told["busy"]]


def test_a_calendar_of_radicale_is_read_and_followed(
    radicale: int, ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It speaks plain http here, the one thing that is bent for it."""
    monkeypatch.setattr(reading_calendars, "fetch", _plainly(radicale))
    network = Network(
        resolve=always(PUBLIC),
        judge=is_public,
        connect=lambda _public, seconds: socket.create_connection(("127.0.0.1", radicale), seconds),
    )

    def read(now: datetime) -> list[Interval]:
        Calendar.objects.update(next_at=now)
        assert services.read_due_calendars(clock=lambda: now, network=network) == 1
        assert Calendar.objects.get().trouble == ""
        return times_of(made)

    put(radicale, ics(event(MORNING, RRULE="FREQ=WEEKLY;COUNT=3"), event(MORNING + 2 * HOUR, 30)))
    made = connect(ada)
    weekly = [Interval(MORNING + each * WEEK, MORNING + each * WEEK + HOUR) for each in range(3)]
    alone = Interval(MORNING + 2 * HOUR, MORNING + timedelta(hours=2, minutes=30))
    assert read(NOW) == sorted([*weekly, alone], key=lambda each: each.start)
    put(radicale, ics(event(MORNING, RRULE="FREQ=WEEKLY;COUNT=2")))
    assert read(NOW + HOUR) == weekly[:2]
    revision = Calendar.objects.get().revision
    assert read(NOW + 2 * HOUR) == weekly[:2]
    assert Calendar.objects.get().revision == revision == 2


def _plainly(port: int) -> object:
    def fetch(_address: str, **asked: object) -> fetching.Fetched:
        limits = fetching.Limits(plain_http=True)
        address = "http://feeds.example/ada/work/"
        return fetching.fetch(address, **{**asked, "limits": limits})  # type: ignore[arg-type]  # passed on as they came

    return fetch


# --- free and busy times (the feed checklist, 30)


@pytest.fixture
def berlin(ada: Clinician) -> Iterator[Clinician]:
    """A clinician with hours, time away, calendars and appointments, before and after clocks change."""
    Clinician.objects.filter(pk=ada.pk).update(time_zone="Europe/Berlin")
    ada.refresh_from_db()
    away = [{"first_day": "2026-04-06", "last_day": "2026-04-07"}]
    document = {**factories.ORDINARY_POLICY, "timezone": "Europe/Berlin", "time_away": away}
    factories.publish_policy(clinician=ada, document=document)
    shifts = [Interval(at, at + 3 * HOUR) for at in (MORNING + each * 7 * HOUR for each in range(150))]
    calls = [Interval(at, at + HOUR / 3) for at in (MORNING + each * DAY for each in range(30))]
    keep(ada, busy=shifts, away=[Interval(SPRING - HOUR, SPRING + 3 * HOUR)])
    keep(ada, busy=calls)
    kind = SessionType.objects.create(
        practice=ada.practice, clinician=ada, name="Consultation", minutes=50, place="online", created_at=NOW
    )
    for day in range(10):
        book(kind, MORNING + day * DAY - HOUR / 2)
    with time_machine.travel(NOW, tick=False):
        yield ada


def taken_here(clinician: Clinician) -> list[Interval]:
    """As the tables have it."""
    april = Interval(datetime(2026, 4, 5, 22, tzinfo=UTC), datetime(2026, 4, 7, 22, tzinfo=UTC))
    rows = BusyTime.objects.filter(clinician=clinician).values_list("start", "end")
    kept = Appointment.objects.filter(clinician=clinician).values_list("start", "end")
    return list(clip(normalise([*(Interval(*each) for each in (*rows, *kept)), april]), SPAN))


def test_it_finds_in_our_feed_the_times_that_are_taken_here(radicale: int, berlin: Clinician) -> None:
    file = get(secret_of(berlin, "busy")).content
    put(radicale, file)
    expected = taken_here(berlin)
    assert len(expected) > 100
    assert taken_there(radicale, SPAN) == expected
    assert taken_by_the_command(file, SPAN) == expected


def test_our_own_free_and_busy_times_say_the_same_as_its(radicale: int, berlin: Clinician) -> None:
    put(radicale, get(secret_of(berlin, "busy")).content)
    taken = {Taken.BUSY: normalise(taken_here(berlin))}
    ours = FreeBusy(uid="1", whose="https://x.example/", span=SPAN, taken=taken, revised_at=NOW)
    assert periods_in(free_busy(ours)) == taken_there(radicale, SPAN)
    assert taken_by_the_command(free_busy(ours), SPAN) == taken_there(radicale, SPAN)


def test_contact_hours_take_no_time_in_a_clinicians_own_feed(radicale: int, berlin: Clinician) -> None:
    """It has hours that repeat, but for some days, and whole days away."""
    file = get(secret_of(berlin, "own")).content
    put(radicale, file)
    assert b"RRULE" in file
    assert taken_there(radicale, SPAN) == taken_by_the_command(file, SPAN) != []


def test_of_a_file_of_others_it_finds_what_the_command_does(radicale: int) -> None:
    weekly = event(MORNING, uid="weekly", RRULE="FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20260410T000000Z")
    berlin = weekly.replace("DTSTART:20260311T130000Z", "DTSTART;TZID=Europe/Berlin:20260311T090000")
    berlin = berlin.replace("DTEND:20260311T140000Z", "DTEND;TZID=Europe/Berlin:20260311T101500")
    berlin = berlin.replace("UID:", "EXDATE;TZID=Europe/Berlin:20260330T090000\r\nUID:")
    confirmed = event(MORNING + DAY, STATUS="CONFIRMED")
    free = event(MORNING + 2 * DAY, TRANSP="TRANSPARENT")
    lasting = event(SPAN.end - HOUR, 24 * 60, uid="beyond the span")
    file = ics(*zone_lines("Europe/Berlin", 2026, 2027), berlin, confirmed, free, lasting)
    put(radicale, file)
    assert taken_there(radicale, SPAN) == taken_by_the_command(file, SPAN)
    assert len(taken_there(radicale, SPAN)) == 13
