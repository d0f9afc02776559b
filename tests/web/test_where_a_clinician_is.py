"""A clinician who is elsewhere by now says so in their policy, and enters and reads times on clocks there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Client, Clinician
from notifications import services
from notifications.services.due_times import see_to_times
from policies import services as policies
from policies.domain.document import parse_document
from policies.queries import clinicians_elsewhere, revision
from scheduler.models import Appointment, SessionType
from tests import factories
from tests.factories import NOW, clinician_actor

DAY = timedelta(days=1)
THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


@pytest.fixture
def kind(ada: Clinician) -> SessionType:
    factories.publish_policy(clinician=ada, document=factories.SESSION_HOURS, now=NOW - 10 * DAY)
    return factories.offer_sessions(clinician=ada)


def draft(ada: Clinician, time_zone: str) -> None:
    policies.save_draft(
        actor=clinician_actor(ada),
        statement="I have moved.",
        policy=parse_document({**factories.SESSION_HOURS, "timezone": time_zone}),
        language="en",
        seen=revision(clinician_actor(ada)),
        now=NOW,
    )


def publish(ada: Clinician, time_zone: str, effective_from: datetime | None = None) -> Any:
    draft(ada, time_zone)
    return policies.publish(actor=clinician_actor(ada), now=NOW, effective_from=effective_from)


def place_of(ada: Clinician) -> str:
    ada.refresh_from_db()
    return ada.time_zone


def test_publishing_moves_a_clinician_and_no_appointment(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    row = factories.book(clinician=ada, client=dan, kind=kind, start=THURSDAY)
    publish(ada, "America/Los_Angeles")
    assert place_of(ada) == "America/Los_Angeles"
    row.refresh_from_db()
    assert row.start == THURSDAY


def test_what_is_planned_moves_them_once_it_is_in_force(kind: SessionType, ada: Clinician) -> None:
    publish(ada, "Asia/Tokyo", NOW + 3 * DAY)
    assert place_of(ada) == "America/New_York"
    assert see_to_times(now=NOW + 3 * DAY - timedelta(seconds=1)) == 0
    assert see_to_times(now=NOW + 3 * DAY) == 1
    assert place_of(ada) == "Asia/Tokyo"
    assert see_to_times(now=NOW + 3 * DAY) == 0


def test_what_is_withdrawn_or_followed_by_another_moves_nobody(kind: SessionType, ada: Clinician) -> None:
    withdrawn = publish(ada, "Asia/Tokyo", NOW + DAY)
    policies.withdraw(actor=clinician_actor(ada), version_id=withdrawn.pk, now=NOW)
    publish(ada, "Europe/Lisbon", NOW + DAY)
    publish(ada, "America/New_York", NOW + DAY + timedelta(hours=1))
    assert see_to_times(now=NOW + DAY + timedelta(hours=2)) == 0
    assert not clinicians_elsewhere(NOW + DAY + timedelta(hours=2)).exists()


@pytest.mark.usefixtures("on_a_tuesday_morning")
def test_a_time_is_entered_on_clocks_where_they_are(
    kind: SessionType, ada: Clinician, dan: Client, signed_in: Browser
) -> None:
    publish(ada, "America/Los_Angeles")
    page = signed_in.get("/appointments/new/").content.decode()
    assert "Times are those of Los Angeles." in page
    entered = {
        "client": f"{dan.pk}",
        "kind": f"{kind.pk}",
        "day": "2026-03-12",
        "time": "09:00",
        "weeks": "0",
    }
    assert signed_in.post("/appointments/new/", entered).status_code == 302
    assert Appointment.objects.get().start == datetime(2026, 3, 12, 16, 0, tzinfo=UTC)


def test_a_series_stays_on_the_clocks_on_which_it_was_agreed(
    kind: SessionType, ada: Clinician, dan: Client
) -> None:
    made = factories.start_series(clinician=ada, client=dan, kind=kind)
    publish(ada, "America/Los_Angeles")
    see_to_times(now=NOW + 40 * DAY)
    made.series.refresh_from_db()
    assert made.series.time_zone == "America/New_York"
    days = Appointment.objects.filter(series=made.series, start__gt=NOW + 30 * DAY)
    assert {row.start.hour for row in days} == {15}  # 11:00 in New York, in summer
    assert max(row.series_day or date.min for row in days) > made.appointments[-1].series_day  # type: ignore[operator]  # each has one


def test_services_publish_and_tell_moves_them_too(kind: SessionType, ada: Clinician) -> None:
    draft(ada, "Europe/Lisbon")
    services.publish_and_tell(actor=clinician_actor(ada), now=NOW)
    assert place_of(ada) == "Europe/Lisbon"
