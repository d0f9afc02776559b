"""Real programs read our feeds: a synchroniser, two calendars for terminals, and a calendar server."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from accounts.models import Client, Clinician
from scheduler import services
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.calendar_apps import CALCURSE, PROGRAMS, need, told_by
from tests.factories import NOW

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("transactional_db")]

HOUR = timedelta(hours=1)
SYNCHRONISER, KHAL = PROGRAMS / "vdirsyncer", PROGRAMS / "khal"
PAIR = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "ours"
b = "theirs"
collections = null
[storage ours]
type = "http"
url = "{address}"
[storage theirs]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
"""
CALENDAR = """
[calendars]
[[ours]]
path = {folder}/events/
[default]
default_calendar = ours
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {folder}/khal-{number}.db
"""


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def kind(ada: Clinician) -> SessionType:
    return SessionType.objects.create(
        practice=ada.practice,
        clinician=ada,
        name="Sitzung; mit Ü",
        minutes=50,
        place="online",
        created_at=NOW,
    )


def book(kind: SessionType, start: datetime) -> Appointment:
    end = start + timedelta(minutes=50)
    return Appointment.objects.create(
        practice=kind.practice,
        clinician=kind.clinician,
        session_type=kind,
        state="booked",
        start=start,
        end=end,
        taken_from=start,
        taken_until=end,
        made_by="clinician",
        made_at=NOW,
        revised_at=NOW,
    )


class Synchroniser:
    """vdirsyncer, and khal over the folder that it keeps."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.khals = folder, 0
        (folder / "vdirsyncer").write_text(PAIR.format(folder=folder, address=address))
        self._run("discover", given="y\ny\n")

    def sync(self) -> int:
        """How many events it wrote or took away."""
        said = self._run("sync")
        return len(re.findall(r"Copying \(|Deleting ", said))

    def listed(self, zone: str) -> list[str]:
        """All that khal shows of the three weeks around now; what runs past midnight it shows twice."""
        self.khals += 1
        conf = self.folder / f"khal-{self.khals}"
        conf.write_text(CALENDAR.format(folder=self.folder, zone=zone, number=self.khals))
        shape = ("--format", "{start-date} {start-time}-{end-time} {title}", "--day-format", "")
        printed = told_by((KHAL, "-c", conf, "list", *shape, "2026-03-09", "21d"), HOME=str(self.folder))
        return sorted({line for line in printed.splitlines() if line.strip()})

    def _run(self, verb: str, given: str = "") -> str:
        command: list[str | Path] = [SYNCHRONISER, "-c", self.folder / "vdirsyncer", "-v", "INFO", verb]
        return told_by(command, given=given, and_complaints=True, HOME=str(self.folder))


@pytest.fixture
def address(live_server: LiveServer, ada: Clinician) -> str:
    _, secret = services.make_feed(
        actor=factories.clinician_actor(ada), kind="own", label="the terminal", now=NOW
    )
    return f"{live_server.url}/feeds/{secret}.ics"


def revise(kept: Appointment, **changed: Any) -> None:
    for name, value in {
        **changed,
        "revised_at": kept.revised_at + HOUR,
        "sequence": kept.sequence + 1,
    }.items():
        setattr(kept, name, value)
    kept.save()


def test_a_synchroniser_keeps_up_and_a_calendar_lists_it_right_in_two_zones(
    address: str, kind: SessionType, tmp_path: Path
) -> None:
    need(SYNCHRONISER, KHAL)
    before, after, third = (
        book(kind, at)
        for at in (
            datetime(2026, 3, 26, 14, tzinfo=UTC),
            datetime(2026, 3, 29, 14, tzinfo=UTC),  # clocks have changed in Berlin that night
            datetime(2026, 3, 12, 3, 30, tzinfo=UTC),  # the day before, in New York
        )
    )
    app = Synchroniser(tmp_path, address)
    assert app.sync() == 3
    assert app.listed("Europe/Berlin") == [
        "2026-03-12 04:30-05:20 Sitzung; mit Ü",
        "2026-03-26 15:00-15:50 Sitzung; mit Ü",
        "2026-03-29 16:00-16:50 Sitzung; mit Ü",
    ]
    assert app.listed("America/New_York") == [
        "2026-03-11 23:30-00:20 Sitzung; mit Ü",
        "2026-03-26 10:00-10:50 Sitzung; mit Ü",
        "2026-03-29 10:00-10:50 Sitzung; mit Ü",
    ]
    assert app.sync() == 0

    moved = before.start + 2 * HOUR
    end = moved + timedelta(minutes=50)
    revise(before, start=moved, end=end, taken_from=moved, taken_until=end)
    assert app.sync() == 2  # it names events of the web by what they say: one comes, one goes
    assert app.listed("Europe/Berlin")[1] == "2026-03-26 17:00-17:50 Sitzung; mit Ü"

    revise(after, state="cancelled")
    assert app.sync() == 1
    assert [line[:10] for line in app.listed("Europe/Berlin")] == ["2026-03-12", "2026-03-26"]

    third.delete()
    assert app.sync() == 1
    assert [line[:10] for line in app.listed("Europe/Berlin")] == ["2026-03-26"]
    assert app.sync() == 0


def test_contact_hours_and_absences_are_listed_as_the_engine_has_them(
    address: str, ada: Clinician, tmp_path: Path
) -> None:
    need(SYNCHRONISER, KHAL)
    away = [{"first_day": "2026-03-16", "last_day": "2026-03-17"}]
    factories.publish_policy(
        clinician=ada,
        document=factories.ORDINARY_POLICY | {"time_away": away},
        now=NOW - timedelta(days=9),
    )
    app = Synchroniser(tmp_path, address)
    app.sync()
    listed = app.listed("America/New_York")
    hours = [line[:10] for line in listed if line.endswith("09:00-17:00 Contact hours")]
    weekdays = [f"2026-03-{day:02}" for day in (*range(9, 14), *range(18, 21), *range(23, 28))]
    assert hours == weekdays
    assert [line for line in listed if "Away" in line]
    assert app.listed("Europe/Berlin")[0].startswith("2026-03-09 14:00-22:00")  # only New York has changed


def test_calcurse_imports_it(address: str, kind: SessionType, dan: Client, tmp_path: Path) -> None:
    need(CALCURSE)
    from django.test import Client as Browser

    book(kind, datetime(2026, 3, 12, 14, tzinfo=UTC))
    file = tmp_path / "feed.ics"
    file.write_bytes(Browser().get(f"/feeds/{address.rpartition('/')[2]}").content)
    calcurse: tuple[str | Path, ...] = (CALCURSE, "-D", tmp_path / "calcurse")
    (tmp_path / "calcurse").mkdir()
    (tmp_path / "calcurse" / "conf").write_text("format.inputdate=4\n")  # 2026-03-12
    told_by((*calcurse, "-q", "-i", file), HOME=str(tmp_path), TZ="America/New_York")
    query = ("-Q", "--from", "2026-03-12", "--days", "1", "--format-apt", "%S-%E %m\n")
    printed = told_by((*calcurse, *query), HOME=str(tmp_path), TZ="America/New_York")
    assert "10:00-10:50 Sitzung; mit Ü" in printed
