"""What a hostile server, a hostile file, a wrong clock or plain bad luck could do to connected calendars."""

import random
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinician
from policies.domain.connected import FromCalendars, with_calendars
from policies.domain.document import BoundaryPolicy, TimeAway
from policies.queries import in_force
from scheduler import services
from scheduler.domain.interval import Interval, Intervals
from scheduler.domain.wall_clock import whole_days, zone, zone_names
from scheduler.feeds.addresses import Address
from scheduler.feeds.fetch import Limits
from scheduler.ical.answer import Mode
from scheduler.ical.busy import read_busy
from scheduler.ical.errors import NotACalendarError
from scheduler.models import BusyTime, Calendar
from scheduler.queries import taken
from scheduler.queries.calendars import _counted
from scheduler.services import keeping, reading_calendars
from scheduler.services.reading_calendars import Errand, Found, claim
from tests import factories
from tests.at_once import at_once
from tests.elsewhere import (
    MORNING,
    Elsewhere,
    calendar_terms,
    connect,
    event,
    ics,
    keep,
    times_of,
    upload,
    whole_day,
)
from tests.factories import NOW
from tests.feed_server import PUBLIC, answer, feed_server

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUARTER = timedelta(minutes=15)


def known(calendar: Calendar) -> Calendar:
    return Calendar.objects.get(pk=calendar.pk)


def read(there: Elsewhere, calendar: Calendar, now: datetime) -> Calendar:
    """Whenever it would have been due."""
    Calendar.objects.filter(pk=calendar.pk).update(next_at=now)
    there.read(now)
    return known(calendar)


def many(number: int, first: datetime = MORNING) -> list[str]:
    return [event(first + DAY * each) for each in range(number)]


# --- files


def test_a_file_that_grows_at_each_reading_is_kept_as_it_is(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    for number in range(1, 9):
        there.serve(*many(number))
        before = set(BusyTime.objects.values_list("pk", flat=True))
        read(there, made, NOW + number * QUARTER)
        assert len(times_of(made)) == number
        assert len(set(BusyTime.objects.values_list("pk", flat=True)) - before) == 1


def test_that_it_grows_keeps_nobody_from_seeing_that_much_of_it_went(
    there: Elsewhere, ada: Clinician
) -> None:
    """Two readings agree where they miss the same, whatever else they say."""
    made, later = connect(ada), MORNING + 100 * DAY
    there.serve(*many(12))
    there.read()
    there.serve(*many(1, later))
    assert read(there, made, NOW + QUARTER).trouble == "vanished"
    there.serve(*many(2, later))
    assert read(there, made, NOW + 2 * QUARTER).trouble == ""
    assert len(times_of(made)) == 2


def test_some_that_is_back_by_the_second_reading_is_no_agreement(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.serve(*many(12))
    there.read()
    for number, left in enumerate((0, 3, 1, 2, 0, 5)):
        there.serve(*many(left))
        assert read(there, made, NOW + number * QUARTER).trouble == "vanished"
        assert len(times_of(made)) == 12


def test_an_address_that_answers_otherwise_each_time_takes_nothing_away(
    there: Elsewhere, ada: Clinician
) -> None:
    """What was known stays, but where two whole readings agree, whatever comes between them."""
    chance, made = random.Random(6), connect(ada)  # noqa: S311  the same answers every time
    there.serve(*many(10))
    there.read()
    answers = [
        answer(body=b"<html>sign in</html>"),
        answer(body=ics(*many(10))[:-60]),
        answer("500 Internal Server Error"),
        answer("304 Not Modified"),
        answer("302 Found", Location="https://feeds.example/elsewhere"),
        answer("302 Found", Location="https://10.0.0.1/inside"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nBEGIN:VCALENDAR",
        b"\x16\x03\x01 no http at all\r\n\r\n",
    ]
    for number in range(60):
        there.says = chance.choice([*answers, answer(body=ics(*many(chance.randrange(3))))])
        before = known(made)
        after = read(there, made, NOW + number * QUARTER)
        assert after.next_at is not None
        assert len(times_of(made)) == 10 or (before.vanishing is not None and after.trouble == "")
        if len(times_of(made)) < 10:
            there.serve(*many(10))
            read(there, made, NOW + number * QUARTER)


def test_a_zone_that_changes_between_two_readings_moves_its_times(there: Elsewhere, ada: Clinician) -> None:
    def zoned(offset: str) -> tuple[str, ...]:
        zone = ("BEGIN:VTIMEZONE", "TZID:Here", "BEGIN:STANDARD", "DTSTART:16010101T000000")
        return (*zone, f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE")

    made = connect(ada)
    local = [each.replace("DTSTART:", "DTSTART;TZID=Here:").replace("Z\r\n", "\r\n") for each in many(6)]
    for number, (offset, hour) in enumerate([("+0100", 12), ("-0800", 21), ("-0800", 21), ("+0100", 12)]):
        there.serve(*local, head=zoned(offset))
        found = read(there, made, NOW + number * QUARTER)
        expected = 12 if number == 1 else hour  # much went at once: looked at once more
        assert found.trouble == ("vanished" if number in {1, 3} else "")
        assert {each.start.hour for each in times_of(made)} == {21 if number == 3 else expected}


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_it_is_known_as_a_calendar_in_every_coding_that_is_read(
    coding: str, there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.says = answer(body=ics(event(MORNING)).decode().encode(coding))
    assert read(there, made, NOW).trouble == ""
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]


# --- how much


def test_no_clinician_has_more_times_than_promises_can_be_made_by(
    there: Elsewhere, ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 10)
    first, second = connect(ada), connect(ada, address="https://feeds.example/second.ics")
    there.serve(*many(6))
    there.read()
    assert {known(first).trouble, known(second).trouble} == {"", "too_much"}
    assert BusyTime.objects.count() == 6
    with pytest.raises(NotACalendarError):
        upload(ada, *many(5))
    upload(ada, *many(4))


def test_states_that_are_over_do_not_fill_the_memory(ada: Clinician, monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar that changes each time leaves one behind at each reading."""
    monkeypatch.setattr(_counted, "_most", 1000)
    factories.publish_policy(clinician=ada)
    keep(ada, busy=[Interval(NOW + each * HOUR, NOW + each * HOUR + QUARTER) for each in range(300)])
    for revision in range(20):
        Calendar.objects.update(revision=100 + revision)
        assert len(in_force(ada, NOW).policy.policy.busy) == 300
        assert _counted.weight <= 1000


# --- ways


def test_a_redirect_into_a_private_network_is_refused_at_the_second_hop_too(
    there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.read()
    hops = iter(["https://feeds.example/two", "https://169.254.169.254/latest/meta-data"])

    def lead_on() -> None:
        there.says = answer("302 Found", Location=next(hops))

    def resolve(host: str, _seconds: float) -> list[Address]:
        return [ip_address(host if host[0].isdigit() else PUBLIC)]

    there.during = lead_on
    there.network = replace(there.network, resolve=resolve)
    assert read(there, made, NOW + HOUR).trouble == "refused_address"
    assert len(there.asked) == 3  # one well, then two hops: the third place was never asked
    assert len(times_of(made)) == 1


def test_a_server_that_drips_costs_its_own_calendar_alone(
    ada: Clinician, context: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_calendars, "LIMITS", Limits(seconds=1.5, redirects=5))
    made, other = connect(ada), connect(ada, address="https://feeds.example/other.ics")
    file = ics(event(MORNING))

    def drip(line: socket.socket, path: str) -> None:
        if "other" in path:
            line.sendall(answer(body=file))
            return
        for byte in answer(body=file):
            line.sendall(bytes([byte]))
            time.sleep(0.05)

    with feed_server(drip, context) as server:
        network = server.trusting(str(certificate))
        assert services.read_due_calendars(clock=lambda: NOW, network=network) == 2
    assert (known(made).trouble, known(other).trouble) == ("too_slow", "")


# --- clocks


def test_a_clock_that_is_put_back_leaves_no_failure_in_the_future(there: Elsewhere, ada: Clinician) -> None:
    made, wrong = connect(ada), NOW + 700 * DAY
    there.read()
    there.fail("503 Service Unavailable")
    read(there, made, wrong)
    found = read(there, made, NOW + HOUR)
    assert found.failing_since == NOW + HOUR
    assert found.tell_at == NOW + HOUR + DAY
    assert (found.next_at or wrong) <= NOW + HOUR + DAY
    there.serve(event(MORNING))
    assert read(there, made, NOW + 2 * HOUR).trouble == ""


def test_what_was_read_by_a_wrong_clock_is_read_anew(there: Elsewhere, ada: Clinician) -> None:
    made, weekly = connect(ada), event(MORNING, RRULE="FREQ=WEEKLY")
    there.serve(weekly, ETag='"one"')
    there.read(NOW + 700 * DAY)
    for number in range(2):  # much went at once, says the right clock
        read(there, made, NOW + number * QUARTER)
    assert times_of(made)[0] == Interval(MORNING, MORNING + HOUR)


@pytest.mark.parametrize("place", ["America/New_York", "Africa/Cairo", "America/Havana", "Asia/Kolkata"])
def test_a_whole_day_at_the_policys_own_midnight_is_a_day_wherever_it_is_kept(
    place: str, ada: Clinician
) -> None:
    """The calendar is kept in another zone than the policy, and says that day from midnight to midnight."""
    here = zone(place)
    for day in (date(2026, 3, 20), date(2026, 3, 8), date(2026, 4, 24), date(2026, 11, 1)):
        span = whole_days(day, day, here)
        assert span is not None
        out = event(span.start, int(span.duration.total_seconds()) // 60, X_MICROSOFT_CDO_BUSYSTATUS="OOF")
        told = away_in(ics(out), "Pacific/Auckland")
        laid_over = with_calendars(BoundaryPolicy(timezone=place), FromCalendars(away=told))
        assert laid_over.time_away == (TimeAway(first_day=day, last_day=day),)


def test_a_whole_day_kept_elsewhere_is_no_day_here(ada: Clinician) -> None:
    [told] = away_in(ics(whole_day(date(2026, 3, 20))), "Asia/Kolkata")
    laid_over = with_calendars(BoundaryPolicy(timezone="America/New_York"), FromCalendars(away=(told,)))
    assert laid_over.time_away == (TimeAway(start=told.start, end=told.end),)


def test_whole_days_are_whole_wherever_clocks_change() -> None:
    """In every zone, around each change of its clocks."""
    days = [
        (name, changed + shift)
        for name in sorted(zone_names())
        for changed in changes_of_clocks(name)
        for shift in (-DAY, 0 * DAY, DAY)
    ]
    others = []
    for name, day in days:
        told = away_in(ics(whole_day(day)), name)
        laid_over = with_calendars(BoundaryPolicy(timezone=name), FromCalendars(away=told))
        if laid_over.time_away != (TimeAway(first_day=day, last_day=day),):
            others.append((name, day))
    assert len(days) > 1000
    assert others == []


def away_in(file: bytes, place: str) -> Intervals:
    span = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
    return read_busy(file, span, default_zone=zone(place), mode=Mode.AWAY).away


def changes_of_clocks(name: str) -> list[date]:
    """The local dates of 2026 on which they do."""
    place, first = zone(name), datetime(2026, 1, 2, tzinfo=UTC)
    days = [first + DAY * number for number in range(363)]
    offsets = [each.astimezone(place).utcoffset() for each in days]
    return [
        day.astimezone(place).date()
        for day, before, after in zip(days, offsets, offsets[1:], strict=False)
        if before != after
    ]


# --- whose, and how many


def test_two_practices_with_one_address_share_nothing(
    there: Elsewhere, ada: Clinician, cleo: Clinician
) -> None:
    mine, theirs = connect(ada), connect(cleo)
    answers = iter([many(2), many(3, MORNING + 50 * DAY)])
    there.during = lambda: there.serve(*next(answers), ETag='"the same"')
    there.read()
    assert {len(times_of(mine)), len(times_of(theirs))} == {2, 3}
    for clinician, calendar in ((ada, mine), (cleo, theirs)):
        found = taken(clinician, Interval(NOW, NOW + 100 * DAY))
        assert {each.calendar_id for each in found} == {calendar.pk}
    assert set(known(mine).content or b"") != set(known(theirs).content or b"")


def test_a_thousand_that_are_due_at_once_are_all_read_and_no_host_keeps_another_waiting(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine of ten are on one host. No network here: how they are taken up is what is asked."""
    usual = {"practice": ada.practice, "clinician": ada, "use": "busy", "time_zone": "UTC"}
    Calendar.objects.bulk_create(
        Calendar(
            **usual,
            name=str(number),
            address=f"https://{'big' if number % 10 else f'small-{number}'}.example/{number}.ics",
            connected_at=NOW,
            next_at=NOW - timedelta(seconds=1000 - number),
        )
        for number in range(1000)
    )
    hosts, now, turns = Counter[str](), NOW, 0

    def look(errand: Errand, _network: object) -> Found:
        hosts[errand.host] += 1
        return Found(trouble="away")

    monkeypatch.setattr(reading_calendars, "look", look)
    while Calendar.objects.filter(failures=0).exists():
        services.read_due_calendars(clock=lambda at=now: at)  # type: ignore[misc]
        now, turns = now + timedelta(seconds=2), turns + 1
        assert turns < 1000
    assert hosts["big.example"] == 900
    assert Calendar.objects.filter(failures=1).count() == 1000
    assert now - NOW < timedelta(minutes=15)


def test_a_turn_asks_no_more_where_a_thousand_are_due(there: Elsewhere, ada: Clinician) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(claim(now=NOW, limit=12)) == 12
        return len(found)

    for number in range(12):
        connect(ada, address=f"https://host-{number}.example/")
    few = asked()
    fields = {"practice": ada.practice, "clinician": ada, "use": "busy", "time_zone": "UTC"}
    Calendar.objects.bulk_create(
        Calendar(**fields, name="x", address="https://x.example/", connected_at=NOW, next_at=NOW)
        for _ in range(1000)
    )
    assert asked() == few


# --- at the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_several_who_read_at_once_read_each_once(there: Elsewhere, ada: Clinician) -> None:
    for number in range(8):
        connect(ada, address=f"https://host-{number}.example/")
    assert at_once(*[there.read] * 4) == []
    assert set(Calendar.objects.values_list("version", "failures")) == {(1, 1)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.parametrize("what", ["disconnected", "changed"])
def test_what_is_done_to_it_while_it_is_read_stands(there: Elsewhere, ada: Clinician, what: str) -> None:
    made, actor = connect(ada), factories.clinician_actor(ada)
    deeds: dict[str, Callable[[], object]] = {
        "disconnected": partial(services.disconnect_calendar, actor=actor, calendar_id=made.pk, now=NOW),
        "changed": partial(
            services.change_calendar,
            actor=actor,
            calendar_id=made.pk,
            terms=calendar_terms(use="holidays"),
            now=NOW,
        ),
    }

    def meanwhile() -> None:
        there.during = lambda: None
        try:
            deeds[what]()
        finally:
            connection.close()

    there.during = meanwhile
    assert there.read() == 1
    left = Calendar.objects.filter(pk=made.pk).first()
    assert not BusyTime.objects.exists()
    assert (left is None) == (what == "disconnected")
    if left:
        assert (left.use, left.read_at, left.next_at) == ("holidays", None, NOW)
