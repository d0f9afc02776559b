"""Contact hours as anyone may read them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import Clinician
from policies.queries import in_force
from scheduler.domain.interval import Interval, gaps
from tests import factories
from tests.factories import NOW
from tests.scheduler.ical.calendars import read_by_icalendar

KINDS = ("availability", "vavailability", "freebusy")


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("kind", KINDS)
def test_anyone_may_read_them_and_keep_them_for_a_while(published: Clinician, kind: str) -> None:
    address = f"/p/{published.slug}/{kind}.ics"
    answer = Browser().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=900"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    read_by_icalendar(answer.content)
    known = Browser().get(address, headers={"If-None-Match": answer["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert Browser().get(address, headers={"Accept-Language": "es"}).content == answer.content


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_policy_there_are_none_and_after_it_they_are_gone(ada: Clinician, kind: str) -> None:
    address = f"/p/{ada.slug}/{kind}.ics"
    assert Browser().get(address).status_code == 404
    factories.publish_policy(clinician=ada)
    assert Browser().get(address).status_code == 200
    Clinician.objects.filter(pk=ada.pk).update(gone_since=NOW)
    assert Browser().get(address).status_code == 410


def test_free_and_busy_is_what_the_engine_says(published: Clinician) -> None:
    calendar = read_by_icalendar(Browser().get(f"/p/{published.slug}/freebusy.ics").content)
    (part,) = calendar.walk("VFREEBUSY")
    found = [(each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in part["FREEBUSY"]]
    span = Interval(part["DTSTART"].dt.astimezone(UTC), part["DTEND"].dt.astimezone(UTC))
    policy = in_force(published, NOW).policy
    ahead = Interval(NOW.replace(hour=0, minute=0), span.end)
    closed = gaps(policy.open_intervals("email", ahead.start, ahead.end), ahead)
    assert [each for each in found if each[0] > ahead.start] == [
        (each.start, each.end) for each in closed if each.start > ahead.start
    ]
    assert {each.params["FBTYPE"] for each in part["FREEBUSY"]} == {"BUSY-UNAVAILABLE"}


def test_they_stay_as_they_are_for_a_week(published: Clinician, now: time_machine.Traveller) -> None:
    """From Wednesday to Tuesday, since thirty days back they begin on a Monday."""
    bodies = []
    for day in (11, 14, 17, 18):
        now.move_to(datetime(2026, 3, day, 15, tzinfo=UTC), tick=False)
        bodies.append(Browser().get(f"/p/{published.slug}/availability.ics").content)
    assert bodies[0] == bodies[1] == bodies[2] != bodies[3]
    sequences = [int(read_by_icalendar(each).walk("VEVENT")[0]["SEQUENCE"]) for each in bodies]
    assert sequences[3] == sequences[0] + 1


def test_the_public_page_leads_there(published: Clinician) -> None:
    page = Browser().get(f"/p/{published.slug}/").content.decode()
    assert 'rel="alternate" type="text/calendar" href="/p/ada-quist/availability.ics"' in page
    assert 'href="webcal://' in page
    assert "Add these hours to your calendar" in page


def test_planned_hours_stand_in_them_before_they_hold(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)
    later = factories.ORDINARY_POLICY | {
        "hours": {"contact": [{"days": ["SA"], "start": "10:00", "end": "11:00"}]}
    }
    effect = datetime(2026, 4, 1, 4, tzinfo=UTC)
    factories.publish_policy(
        clinician=ada, document=later, effective_from=effect, now=NOW + timedelta(minutes=1)
    )
    events = read_by_icalendar(Browser().get(f"/p/{ada.slug}/availability.ics").content).walk("VEVENT")
    events = [each for each in events if "RRULE" in each]  # but for the first day, which began half-way
    told = sorted((each["DTSTART"].dt.strftime("%H:%M"), each["RRULE"]["BYDAY"]) for each in events)
    assert told == [("09:00", ["MO", "TU", "WE", "TH", "FR"]), ("10:00", ["SA"])]
    weekdays = next(each for each in events if "MO" in each["RRULE"]["BYDAY"])
    assert weekdays["RRULE"]["UNTIL"][0].date().isoformat() == "2026-04-01"
