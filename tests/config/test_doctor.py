"""What `between doctor` finds wrong, and says how to mend."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import Client, Clinician
from config.between.findings import findings
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, Notice, Watch
from notifications.services.notices import promise_notices
from notifications.services.receiving import receive
from notifications.services.watching import look
from scheduler.models import Calendar
from tests import elsewhere, factories
from tests.services import free_port


@pytest.fixture(autouse=True)
def nothing_listens(settings: Settings, db: None) -> None:
    settings.PORT, settings.LISTEN_SMTP_PORT, settings.SMTP_PORT = free_port(), free_port(), free_port()


def wrong() -> dict[str, str]:
    return {finding.about: finding.text for finding in findings() if not finding.fine}


def write_to(clinician: Clinician, *, ago: timedelta) -> None:
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.API,
        channel="email",
        sender="dan@client.example",
        text="Could we move Thursday?",
    )
    actor = factories.integration_actor(clinician.practice)
    receive(actor=actor, incoming=incoming, now=datetime.now(UTC) - ago)


def test_what_does_not_listen_is_wrong_and_nothing_else_is() -> None:
    assert set(wrong()) == {"web", "mail in", "mail out", "alarms"}


def test_numbers_that_were_confirmed_long_ago_are_told_and_are_no_fault() -> None:
    with time_machine.travel(datetime(2027, 11, 25, tzinfo=UTC), tick=False):
        [told] = [finding for finding in findings() if finding.about == "helplines"]
    assert told.fine
    assert told.text.endswith("to be confirmed again: run between helplines --due")


def test_a_redis_that_does_not_answer_is_wrong(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert wrong()["redis"] == "does not answer (ConnectionError): see REDIS_URL"


def test_an_unsafe_setting_is_told_with_its_mend(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert wrong()["settings"].startswith("between.E")


def test_a_delivery_that_nobody_makes_is_stale(ada: Clinician, dan: Client) -> None:
    write_to(ada, ago=timedelta(seconds=5))
    assert "deliveries" not in wrong()
    Delivery.objects.update(next_at=datetime.now(UTC) - timedelta(minutes=10))
    assert wrong()["deliveries"].startswith("the oldest has been due for 10 minutes")


def test_what_was_given_up_waits_for_a_human(ada: Clinician, dan: Client) -> None:
    write_to(ada, ago=timedelta(seconds=5))
    Delivery.objects.update(state=Delivery.State.DEAD, next_at=None)
    assert wrong()["given up"] == "1 dead: set them going again with manage.py replay"
    promise_notices(Notice.Kind.EMERGENCY, ["ada@home.example"], about=ada, now=datetime.now(UTC))
    Notice.objects.update(next_at=None)
    assert wrong()["given up"].startswith("1 dead, 1 of the notices: ")


def test_a_notice_that_nobody_sends_is_stale(ada: Clinician) -> None:
    now = datetime.now(UTC)
    promise_notices(Notice.Kind.EMERGENCY, ["ada@home.example"], about=ada, now=now)
    assert "notices" not in wrong()
    Notice.objects.update(next_at=now - timedelta(minutes=10))
    assert wrong()["notices"].startswith("the oldest has been due for 10 minutes")


def test_a_clinician_who_could_not_be_told_of_a_crisis_is_named(ada: Clinician, ben: Clinician) -> None:
    assert "addresses" not in wrong()
    ben.addresses.filter(use="notices").delete()
    assert wrong()["addresses"].startswith("missing for ben-ruiz:")


def test_whether_alarms_would_arrive_is_told_with_its_mend(settings: Settings) -> None:
    settings.CANARY_ADDRESS = ""
    assert wrong()["alarms"] == "nobody watches over them: is manage.py watch running?"
    look(clock=lambda: datetime.now(UTC))
    assert "alarms" not in wrong()
    said = {finding.about: finding.text for finding in findings()}
    assert said["alarms"] == "green"
    assert said["canary"].startswith("off, so nobody knows")
    assert said["heartbeat"].startswith("off, so nobody outside notices")
    Watch.objects.update(troubles=["steps_late"], unreachable=2)
    assert wrong()["alarms"].startswith("red, they may be delayed (steps_late): ")
    assert wrong()["plans"].startswith("for 2 clinicians nobody could be alarmed: ")


def test_a_canary_that_never_came_back_is_told(settings: Settings) -> None:
    settings.CANARY_ADDRESS = "canary@canary.invalid"
    look(clock=lambda: datetime.now(UTC))
    said = {finding.about: finding.text for finding in findings()}
    assert (said["alarms"], said["canary"]) == ("green", "none came back so far")
    Watch.objects.update(canary_awaited_since=datetime.now(UTC) - timedelta(minutes=3))
    assert "canary_lost" in wrong()["alarms"]


def test_a_heartbeat_that_nobody_answers_is_wrong(settings: Settings) -> None:
    settings.CANARY_ADDRESS, settings.HEARTBEAT_URL = "", "https://monitor.example/ping"
    look(clock=lambda: datetime.now(UTC))
    assert wrong()["heartbeat"] == "none was answered so far"
    look(clock=lambda: datetime.now(UTC), heartbeat_at=datetime.now(UTC))
    assert "heartbeat" not in wrong()
    Watch.objects.update(heartbeat_at=datetime.now(UTC) - timedelta(minutes=6))
    assert wrong()["heartbeat"] == "the last was answered 360 s ago"


def test_calendars_are_told_in_numbers(ada: Clinician) -> None:
    def told() -> str:
        return next(each.text for each in findings() if each.about == "calendars")

    assert told() == "none is connected"
    now, calendars = datetime.now(UTC), [elsewhere.connect(ada) for _ in range(3)]
    Calendar.objects.update(next_at=now + timedelta(hours=1))
    assert told() == "3 connected, all read within a day"
    failing = Calendar.objects.filter(pk=calendars[0].pk)
    failing.update(failing_since=now - timedelta(hours=25), next_at=None)
    assert told().startswith("1 of 3 could not be read for over a day")
    assert "calendars" not in wrong()
    Calendar.objects.update(failing_since=now - timedelta(hours=25))
    assert "can https be reached" in wrong()["calendars"]
    failing.update(next_at=now - timedelta(hours=2))
    assert "1 have been due for over an hour" in wrong()["calendars"]
