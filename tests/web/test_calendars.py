"""Connecting a calendar by its page, and seeing how it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.models import AuditEntry, Clinician
from scheduler.domain.interval import Interval
from scheduler.models import BusyTime, Calendar
from tests import factories
from tests.accounts.test_sealed_columns import put
from tests.elsewhere import ADDRESS, connect, event, ics, keep, upload
from tests.factories import NOW
from tests.sign_in import user_of

SAID = {"name": "Work", "use": "away", "time_zone": "America/New_York", "tentative_counts": "on"}
WEDNESDAY = Interval(datetime(2026, 3, 11, 4, tzinfo=UTC), datetime(2026, 3, 12, 4, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _at_this_moment(ada: Clinician) -> object:
    factories.publish_policy(clinician=ada)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def inside(client: Browser, ada: Clinician) -> Browser:
    client.force_login(user_of(ada))
    return client


def page(inside: Browser, calendar: Calendar | None = None) -> str:
    answer = inside.get(f"/calendars/{calendar.pk}/" if calendar else "/calendars/")
    assert answer.status_code == 200
    return answer.content.decode()


def file_of(*events: str, raw: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("work.ics", ics(*events) if raw is None else raw, "text/calendar")


def answers_of(calendar: Calendar) -> list[str]:
    return list(calendar.holidays.order_by("date").values_list("state", flat=True))


def test_where_there_is_none_it_says_what_one_is_good_for(inside: Browser) -> None:
    said = page(inside)
    assert "No calendar is connected yet" in said
    assert "Secret address in iCal format" in said
    assert "The next four weeks" not in said
    assert "htmx" not in said


def test_one_is_connected_by_its_address_and_is_being_read(inside: Browser) -> None:
    answer = inside.post("/calendars/", SAID | {"address": f" {ADDRESS.replace('https', 'webcal')} "})
    made = Calendar.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/calendars/{made.pk}/")
    assert (made.address, made.name, made.use) == (ADDRESS, "Work", "away")
    assert (made.next_at, made.changes_promises, made.tentative_counts) == (NOW, False, True)
    for said in (page(inside, made), page(inside)):
        assert "Being read" in said
        assert "every 3s" in said
        assert "Look again" in said
        assert ADDRESS not in said
    assert AuditEntry.objects.filter(thing_id=made.pk, verb="connected").count() == 1


def test_one_is_uploaded_and_is_there_at_once(inside: Browser) -> None:
    moment = NOW + timedelta(days=1)
    answer = inside.post("/calendars/", SAID | {"use": "busy", "file": file_of(event(moment))})
    made = Calendar.objects.get()
    assert answer.status_code == 302
    assert (BusyTime.objects.get().start, made.address, made.next_at) == (moment, "", None)
    said = page(inside, made)
    assert "Uploaded just now." in said
    assert "Looked at up to" in said
    assert "every 3s" not in said
    newer = {"file": file_of(event(moment + timedelta(hours=2)))}
    assert inside.post(f"/calendars/{made.pk}/upload/", newer).status_code == 302
    assert BusyTime.objects.get().start == moment + timedelta(hours=2)
    refused = inside.post(f"/calendars/{made.pk}/upload/", {"file": file_of(raw=b"<html>")})
    assert (refused.status_code, "This is no whole calendar" in refused.content.decode()) == (422, True)
    other_use = inside.post(f"/calendars/{made.pk}/", SAID | {"use": "away"})
    assert (other_use.status_code, "is not kept here" in other_use.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Paste the calendar"),
        ({"address": ADDRESS, "file": ics(event(NOW))}, "not both"),
        ({"address": "http://feeds.example/basic.ics"}, "begins with https://"),
        ({"address": "feeds.example"}, "begins with https://"),
        ({"address": "https://user:password@feeds.example/"}, "begins with https://"),
        ({"address": "https://feeds.example:8443/"}, "begins with https://"),
        ({"address": "https://127.0.0.1/"}, "This is one of the calendars that we make for you"),
        ({"address": ADDRESS, "name": ""}, "Give it a name"),
        ({"address": ADDRESS, "use": "everything"}, "Choose what it tells"),
        ({"address": ADDRESS, "time_zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"file": b"<html>sign in</html>"}, "This is no whole calendar"),
        ({"file": b""}, "This file is empty"),
        ({"file": b"x" * (2 * 1024 * 1024 - 2000)}, "This is no whole calendar"),
    ],
)
def test_what_does_not_fit_is_said_beside_it(inside: Browser, said: dict[str, object], told: str) -> None:
    given = {name: file_of(raw=each) if isinstance(each, bytes) else each for name, each in said.items()}
    answer = inside.post("/calendars/", SAID | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Work" in answer.content.decode() or said.get("name") == ""
    assert not Calendar.objects.exists()


def test_no_more_than_can_be_read(inside: Browser, ada: Clinician) -> None:
    for number in range(20):
        connect(ada, address=f"https://feeds.example/{number}.ics")
    answer = inside.post("/calendars/", SAID | {"address": ADDRESS})
    assert (answer.status_code, "as many calendars as can be read" in answer.content.decode()) == (422, True)


def test_it_says_since_when_it_fails_why_and_what_to_do(inside: Browser, ada: Clinician) -> None:
    made = keep(ada, away=[WEDNESDAY])
    Calendar.objects.update(
        trouble="not_found",
        failing_since=NOW - timedelta(hours=3),
        read_at=NOW - timedelta(hours=4),
        failures=3,
        next_at=NOW + timedelta(minutes=50),
        problems=[["bad_event", 2]],
    )
    for said in (page(inside), page(inside, made)):
        assert "There is no calendar at this address any more." in said
        assert "First noticed 3 hours ago. What was read last still counts." in said
        assert "Read 4 hours ago." in said
        assert "Read again in about 50 minutes." in said
        assert "2 events could not be read" in said


def test_the_weeks_ahead_say_which_days_are_closed_and_why(inside: Browser, ada: Clinician) -> None:
    keep(ada, away=[WEDNESDAY], closed=[date(2026, 3, 20)], now=NOW - timedelta(minutes=10))
    busy = Interval(WEDNESDAY.start + timedelta(days=1), WEDNESDAY.end + timedelta(days=1))
    keep(ada, busy=[busy], name="Home", changes_promises=False)
    said = page(inside)
    assert "<strong>Wednesday 11 March 2026</strong>: Closed" in said
    assert "Away, from “Work calendar”, read 10 minutes ago" in said
    assert "<strong>Friday 20 March 2026</strong>: Closed" in said
    assert "A day off, from “Work calendar”, read 10 minutes ago" in said
    assert "<strong>Thursday 12 March 2026</strong>: Open, but nothing can be booked" in said
    assert "Busy, from “Home”, read just now" in said


def test_holidays_are_answered_singly_and_all_at_once(inside: Browser, ada: Clinician) -> None:
    made = keep(ada, closed=[date(2026, 5, 25), date(2026, 7, 3), date(2026, 9, 7)], use="holidays")
    made.holidays.update(state="asked")
    assert "3 days wait for your answer" in page(inside)
    first, second, third = made.holidays.order_by("date")
    inside.post(f"/calendars/{made.pk}/holidays/", {f"day-{first.pk}": "open"})
    inside.post(f"/calendars/{made.pk}/holidays/", {"all": "closed"})
    assert list(made.holidays.order_by("date").values_list("state", flat=True)) == [
        "open",
        "closed",
        "closed",
    ]
    assert "wait for your answer" not in page(inside)
    inside.post(f"/calendars/{made.pk}/holidays/", {f"day-{second.pk}": "what", f"day-{third.pk}": "open"})
    assert answers_of(made) == ["open", "closed", "open"]


def test_it_is_changed_read_again_and_disconnected(inside: Browser, ada: Clinician) -> None:
    made = keep(ada, away=[WEDNESDAY])
    Calendar.objects.update(tried_at=NOW - timedelta(hours=1), next_at=NOW + timedelta(hours=1))
    inside.post(f"/calendars/{made.pk}/", SAID | {"name": "Office", "changes_promises": "on"})
    changed = Calendar.objects.get()
    assert (changed.name, changed.next_at) == ("Office", NOW + timedelta(hours=1))
    inside.post(f"/calendars/{made.pk}/read/")
    assert Calendar.objects.get().next_at == NOW
    inside.post(f"/calendars/{made.pk}/", SAID | {"use": "busy"})
    assert Calendar.objects.get().content is None
    answer = inside.post(f"/calendars/{made.pk}/disconnect/")
    assert (answer.status_code, answer["Location"]) == (302, "/calendars/")
    assert not Calendar.objects.exists()
    assert not BusyTime.objects.exists()


def test_a_name_that_does_not_open_keeps_nobody_from_the_others(inside: Browser, ada: Clinician) -> None:
    broken = upload(ada, name="Broken")
    upload(ada, name="Whole")
    put(broken, "name", b"\1" * 80)
    put(broken, "address", b"\1" * 80)
    said = page(inside)
    assert "A calendar whose name cannot be opened" in said
    assert "Whole" in said
    assert inside.get(f"/calendars/{broken.pk}/").status_code == 200


def test_at_another_address_it_stays_the_same_calendar(inside: Browser, ada: Clinician) -> None:
    """What was answered about its holidays stays, and what was read last counts until it is read there."""
    made = keep(ada, away=[WEDNESDAY], closed=[date(2026, 5, 25)])
    Calendar.objects.update(trouble="gone", failing_since=NOW, failures=9, next_at=None, etag='"one"')
    assert "It has another address by now" in page(inside, made)
    there = f"/calendars/{made.pk}/address/"
    answer = inside.post(there, {"address": "webcal://elsewhere.example/new.ics"})
    assert (answer.status_code, answer["Location"]) == (302, f"/calendars/{made.pk}/")
    moved = Calendar.objects.get()
    assert (moved.address, moved.next_at) == ("https://elsewhere.example/new.ics", NOW)
    assert (moved.etag, moved.content, moved.failures, moved.version) == ("", None, 0, made.version + 1)
    assert (BusyTime.objects.get().start, answers_of(moved)) == (WEDNESDAY.start, ["closed"])
    told = page(inside, made)
    assert "elsewhere.example" not in told
    assert "Being read" in told
    assert "gone for good" not in told
    assert AuditEntry.objects.filter(thing_id=made.pk, verb="corrected").count() == 1
    assert inside.get(there)["Location"] == "../"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Paste the calendar"),
        ("http://feeds.example/basic.ics", "begins with https://"),
        ("https://127.0.0.1/", "This is one of the calendars that we make for you"),
    ],
)
def test_an_address_that_is_none_changes_nothing(
    inside: Browser, ada: Clinician, address: str, told: str
) -> None:
    made = connect(ada)
    answer = inside.post(f"/calendars/{made.pk}/address/", {"address": address})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert Calendar.objects.get().address == ADDRESS


def test_only_a_calendar_by_address_has_another(inside: Browser, ada: Clinician) -> None:
    file, lost = upload(ada), connect(ada)
    assert "It has another address by now" not in page(inside, file)
    assert inside.post(f"/calendars/{file.pk}/address/", {"address": ADDRESS}).status_code == 404
    put(lost, "address", b"\1" * 80)
    assert inside.post(f"/calendars/{lost.pk}/address/", {"address": ADDRESS}).status_code == 302
    assert Calendar.objects.get(pk=lost.pk).address == ADDRESS
