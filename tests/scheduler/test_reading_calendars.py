"""A connected calendar is read when it is due; whatever goes wrong, what was known of it stays."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinician
from accounts.services import people
from config.celery import app
from scheduler import services
from scheduler.domain.interval import Interval
from scheduler.management.commands import read_calendars
from scheduler.models import BusyTime, Calendar
from scheduler.queries import taken
from scheduler.services import reading_calendars
from tests import factories
from tests.elsewhere import (
    ADDRESS,
    MORNING,
    Elsewhere,
    calendar_terms,
    connect,
    days_of,
    event,
    ics,
    times_of,
    upload,
    whole_day,
)
from tests.factories import NOW
from tests.feed_server import answer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def known(calendar: Calendar) -> Calendar:
    return Calendar.objects.get(pk=calendar.pk)


def due(calendar: Calendar, now: datetime = NOW) -> Calendar:
    """Whenever it would have been."""
    Calendar.objects.filter(pk=calendar.pk).update(next_at=now)
    return calendar


def test_it_is_read_soon_and_its_times_are_kept(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    assert there.read() == 1
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]
    read = known(made)
    assert (read.read_at, read.trouble, read.failures, read.failing_since) == (NOW, "", 0, None)
    assert timedelta(minutes=54) <= (read.next_at or NOW) - NOW <= timedelta(minutes=66)
    assert there.read(NOW + timedelta(minutes=30)) == 0


def test_neither_titles_nor_addresses_are_kept_where_they_could_be_read(
    there: Elsewhere, ada: Clinician
) -> None:
    connect(ada)
    there.read()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scheduler_calendar")
        row = cursor.fetchone()
        calendars = repr([bytes(each) if isinstance(each, memoryview) else each for each in row])
        cursor.execute("SELECT * FROM scheduler_busytime")
        times = repr(cursor.fetchall())
    assert not any(said in calendars + times for said in ("private", "elsewhere", "feeds", "Work"))


def test_it_asks_as_we_are_called_and_with_what_it_was_told(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.read()
    there.fail("304 Not Modified")
    due(made)
    before: dict[str, Any] = dict(Calendar.objects.values().get(pk=made.pk))
    assert there.read(NOW + HOUR) == 1
    first, second = there.asked
    assert "If-None-Match" not in first
    assert 'If-None-Match: "one"\r\n' in second
    assert "If-Modified-Since: Tue, 10 Mar 2026 08:00:00 GMT\r\n" in second
    assert "User-Agent: Mozilla/5.0 (compatible; BetweenSessions; calendar import)\r\n" in second
    after: dict[str, Any] = dict(Calendar.objects.values().get(pk=made.pk))
    plain = set(after) - {"name", "address"}  # sealed, and the same bytes as before
    changed = {name for name in plain if after[name] != before[name]}
    assert changed <= {"read_at", "next_at", "tried_at", "version"}
    sealed = ("name", "address")
    assert [after[name].raw for name in sealed] == [before[name].raw for name in sealed]
    assert after["read_at"] == NOW + HOUR


def test_what_is_not_changed_is_not_parsed(
    there: Elsewhere, ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = connect(ada)
    there.read()
    there.fail("304 Not Modified")
    monkeypatch.delattr(reading_calendars, "read_file")
    due(made)
    there.read(NOW + HOUR)
    assert known(made).trouble == ""


def test_once_a_week_it_is_read_whole_so_that_what_repeats_goes_on(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.serve(event(MORNING, RRULE="FREQ=WEEKLY"), ETag='"one"')
    there.read()
    until = known(made).known_until
    assert until is not None
    assert until >= NOW + timedelta(days=400)
    there.serve(event(MORNING, RRULE="FREQ=WEEKLY"), ETag='"one"')
    later = NOW + timedelta(days=7)
    there.read(later)
    assert "If-None-Match" not in there.asked[-1]
    assert known(made).known_until == until + timedelta(days=7)
    times = times_of(made)
    assert times[-1].end > later + timedelta(days=393)
    assert times[0].start >= later - timedelta(days=8)


def test_where_only_its_stamp_changed_nothing_is_written(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.read()
    rows = list(BusyTime.objects.values_list("pk", flat=True))
    there.serve(event(MORNING, DTSTAMP="20260310T120000Z", SUMMARY="Renamed"), ETag='"two"')
    due(made)
    there.read(NOW + HOUR)
    assert list(BusyTime.objects.values_list("pk", flat=True)) == rows
    assert known(made).revision == 1
    assert (known(made).read_at, known(made).etag) == (NOW + HOUR, '"two"')


def test_only_rows_that_changed_are_written(there: Elsewhere, ada: Clinician) -> None:
    made, later = connect(ada), MORNING + DAY
    there.serve(event(MORNING), event(later))
    there.read()
    stays = BusyTime.objects.get(start=MORNING).pk
    there.serve(event(MORNING), event(later, 30))
    due(made)
    there.read()
    assert times_of(made) == [
        Interval(MORNING, MORNING + HOUR),
        Interval(later, later + timedelta(minutes=30)),
    ]
    assert BusyTime.objects.get(start=MORNING).pk == stays
    assert known(made).revision == 2


@pytest.mark.parametrize(
    ("says", "trouble"),
    [
        (answer(body=b"<!doctype html><title>Sign in</title>"), "not_a_calendar"),
        (answer(body=b'{"error": "no"}'), "not_a_calendar"),
        (answer(body=b""), "not_a_calendar"),
        (answer(body=ics(event(MORNING))[:-40]), "cut_short"),
        (answer(body=ics(event(MORNING))).replace(b"Content-Length: ", b"Content-Length: 9"), "cut_short"),
        (answer("401 Unauthorized"), "not_allowed"),
        (answer("403 Forbidden"), "not_allowed"),
        (answer("404 Not Found"), "not_found"),
        (answer("410 Gone"), "gone"),
        (answer("500 Internal Server Error"), "server_error"),
        (answer("302 Found", Location="https://feeds.example/again"), "redirects"),
        (answer("302 Found", Location="http://127.0.0.1/"), "refused_address"),
        (b"what?\r\n\r\n", "away"),
    ],
)
def test_whatever_goes_wrong_what_was_known_stays(
    says: bytes, trouble: str, there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.read()
    there.says = says
    due(made)
    there.read(NOW + HOUR)
    failed = known(made)
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]
    assert (failed.trouble in {trouble, "not_a_calendar"}, failed.failures) == (True, 1), failed.trouble
    assert (failed.failing_since, failed.read_at) == (NOW + HOUR, NOW)
    due(made)
    there.read(NOW + 2 * HOUR)
    assert (known(made).failing_since, known(made).failures) == (NOW + HOUR, 2)
    there.serve(event(MORNING))
    due(made)
    there.read(NOW + 3 * HOUR)
    well = known(made)
    assert (well.trouble, well.failing_since, well.failures) == ("", None, 0)


def test_a_server_without_a_proof_is_not_believed(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada, address="https://other.example/basic.ics")
    there.read()
    assert (known(made).trouble, there.asked) == ("not_proven", [])


def test_it_backs_off_the_longer_it_fails(there: Elsewhere, ada: Clinician) -> None:
    made, waits = connect(ada), []
    there.fail("503 Service Unavailable")
    for _ in range(9):
        there.read()
        waits.append((known(made).next_at or NOW) - NOW)
        due(made)
    assert all(timedelta(minutes=15) <= each <= DAY for each in waits)
    assert waits[0] <= timedelta(minutes=17)
    assert waits[3] > HOUR
    assert waits[-1] > 21 * HOUR


def test_what_is_gone_is_not_asked_for_again_until_somebody_wishes(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.read()
    there.fail("410 Gone")
    due(made)
    there.read(NOW + HOUR)
    assert known(made).next_at is None
    assert there.read(NOW + 30 * DAY) == 0
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]
    there.serve(event(MORNING))
    actor = factories.clinician_actor(ada)
    assert services.read_again(actor=actor, calendar_id=made.pk, now=NOW + DAY)
    assert there.read(NOW + DAY) == 1
    assert known(made).trouble == ""


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", 12 * 60),
        ("X-PUBLISHED-TTL:PT5M", 15),
        ("X-PUBLISHED-TTL:P1W", 24 * 60),
        ("REFRESH-INTERVAL:soon", 60),
    ],
)
def test_it_is_read_as_often_as_it_asks_within_bounds(
    asked: str, minutes: int, there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.serve(event(MORNING), head=(asked,), ETag='"one"')
    there.read()
    wait = (known(made).next_at or NOW) - NOW
    usual = timedelta(minutes=minutes)
    assert max(usual * 0.9, timedelta(minutes=15)) <= wait <= min(usual * 1.1, DAY)
    there.fail("304 Not Modified")
    there.read(NOW + wait)
    assert (known(made).next_at or NOW) - NOW - wait >= usual * 0.9


# --- much went at once


def many(number: int) -> list[str]:
    return [event(MORNING + DAY * each) for each in range(number)]


@pytest.mark.parametrize(("before", "left"), [(12, 0), (12, 5), (2, 0), (1, 0)])
def test_where_much_went_at_once_two_readings_must_agree(
    before: int, left: int, there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.serve(*many(before), ETag='"all"')
    there.read()
    there.serve(*many(left), ETag='"few"')
    due(made)
    there.read(NOW + HOUR)
    assert len(times_of(made)) == before
    assert (known(made).trouble, known(made).read_at) == ("vanished", NOW)
    assert (known(made).next_at or NOW) - NOW <= timedelta(minutes=80)
    due(made)
    there.read(NOW + 2 * HOUR)
    assert 'If-None-Match: "all"' in there.asked[-1]
    assert len(times_of(made)) == left
    assert (known(made).trouble, known(made).read_at) == ("", NOW + 2 * HOUR)


@pytest.mark.parametrize(("before", "left"), [(12, 8), (8, 4), (7, 3)])
def test_ordinary_changes_are_believed_at_once(
    before: int, left: int, there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    there.serve(*many(before))
    there.read()
    there.serve(*many(left))
    due(made)
    there.read()
    assert (len(times_of(made)), known(made).trouble) == (left, "")


def test_what_was_back_by_then_had_never_gone(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    for said in (many(12), [], many(12), []):
        there.serve(*said)
        due(made)
        there.read()
        assert len(times_of(made)) == 12


def test_of_three_that_disagree_none_is_believed(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    for said in (many(12), [], many(1), []):
        there.serve(*said)
        due(made)
        there.read()
        assert len(times_of(made)) == 12


def test_what_is_over_may_go(there: Elsewhere, ada: Clinician) -> None:
    made, past = connect(ada), NOW - timedelta(hours=20)
    there.serve(event(past))
    there.read()
    there.serve()
    due(made)
    there.read()
    assert (times_of(made), known(made).trouble) == ([], "")


# --- who holds it


def test_whoever_was_killed_on_the_way_is_overtaken_when_the_lease_is_over(
    there: Elsewhere, ada: Clinician
) -> None:
    made = connect(ada)
    [errand] = reading_calendars.claim(now=NOW, limit=5)
    assert there.read(NOW + timedelta(minutes=4)) == 0
    assert there.read(NOW + timedelta(minutes=5)) == 1
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]
    late = reading_calendars.Found(trouble="away")
    assert reading_calendars.settle(errand, late, now=NOW + timedelta(minutes=6)) == "lapsed"
    assert known(made).trouble == ""


def test_what_was_disconnected_or_changed_meanwhile_is_not_kept(there: Elsewhere, ada: Clinician) -> None:
    actor, made = factories.clinician_actor(ada), connect(ada)
    [errand] = reading_calendars.claim(now=NOW, limit=5)
    found = reading_calendars.look(errand, there.network)
    terms = calendar_terms(use="away")
    services.change_calendar(actor=actor, calendar_id=made.pk, terms=terms, now=NOW)
    assert reading_calendars.settle(errand, found, now=NOW) == "lapsed"
    assert times_of(made) == []
    [errand] = reading_calendars.claim(now=NOW, limit=5)
    services.disconnect_calendar(actor=actor, calendar_id=made.pk, now=NOW)
    assert reading_calendars.settle(errand, found, now=NOW) == "lapsed"


def test_nothing_is_fetched_inside_a_transaction(there: Elsewhere, ada: Clinician) -> None:
    """Only beside a test's own transaction can that be seen: by what the database is asked meanwhile."""
    connect(ada)
    [errand] = reading_calendars.claim(now=NOW, limit=5)
    with CaptureQueriesContext(connection) as asked:
        assert reading_calendars.look(errand, there.network).trouble == ""
    assert len(asked) == 0


def test_a_host_is_asked_a_few_times_in_a_turn(there: Elsewhere, ada: Clinician) -> None:
    for number in range(5):
        connect(ada, address=f"https://feeds.example/{number}.ics")
    assert there.read() == 5
    assert len(there.asked) == 3
    assert there.read() == 0
    assert there.read(NOW + timedelta(minutes=2)) == 2
    assert len(there.asked) == 5
    assert not Calendar.objects.filter(read_at=None).exists()


def test_a_clock_that_was_wrong_puts_nothing_off_for_years(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.read(NOW + timedelta(days=700))
    assert there.read(NOW) == 1
    assert (known(made).next_at or NOW) < NOW + 2 * HOUR


def test_nobodys_calendars_are_read_once_they_have_gone(
    there: Elsewhere, ada: Clinician, olive: object
) -> None:
    made = connect(ada, changes_promises=True)
    there.read()
    assert ada.user is not None
    people.end_access(actor=factories.owner_actor(olive), user_id=ada.user.pk, now=NOW)  # type: ignore[arg-type]
    due(made)
    ada.refresh_from_db()
    assert there.read(NOW + DAY) == 0
    assert taken(ada, Interval(NOW, NOW + 30 * DAY)) == ()


def test_one_that_does_not_open_costs_only_itself(there: Elsewhere, ada: Clinician) -> None:
    made, other = connect(ada), connect(ada, address="https://feeds.example/other.ics")
    with connection.cursor() as cursor:
        key = made.pk.hex if connection.vendor == "sqlite" else made.pk
        cursor.execute("UPDATE scheduler_calendar SET address = %s WHERE id = %s", [b"\x00" * 60, key])
    assert there.read() == 2
    assert known(made).trouble == "address_lost"
    assert known(other).trouble == ""


# --- whose is what


def test_two_practices_name_their_own_zone_alike(there: Elsewhere, ada: Clinician, cleo: Clinician) -> None:
    def zoned(offset: str) -> tuple[str, ...]:
        zone = ("BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T000000")
        return (*zone, f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE")

    named = ";TZID=Customized Time Zone:20260311T"
    one = event(MORNING).replace(":20260311T130000Z", f"{named}090000")
    one = one.replace(":20260311T140000Z", f"{named}100000")
    found = {}
    for clinician, offset in ((ada, "+0900"), (cleo, "-0500")):
        made = connect(clinician)
        there.serve(one, head=zoned(offset))
        there.read()
        found[offset] = times_of(made)[0].start.hour
    assert found == {"+0900": 0, "-0500": 14}


def test_our_own_feed_is_not_taken_for_somebody_elses(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    ours = ics(event(MORNING)).replace(b"-//Elsewhere//EN", b"-//Between Sessions//between-sessions//EN")
    there.says = answer(body=ours)
    there.read()
    assert (known(made).trouble, known(made).next_at, times_of(made)) == ("own_feed", None, [])
    with pytest.raises(services.OwnFeedError):
        services.upload_calendar(
            actor=factories.clinician_actor(ada), terms=calendar_terms(), raw=ours, now=NOW
        )


def test_whole_days_and_out_of_office_are_time_away_where_that_is_wished(ada: Clinician) -> None:
    out = event(MORNING, X_MICROSOFT_CDO_BUSYSTATUS="OOF")
    events = (whole_day(date(2026, 3, 20)), out, event(MORNING + 3 * HOUR))
    away, busy = upload(ada, *events, use="away"), upload(ada, *events, use="busy")
    rows = BusyTime.objects.filter(calendar=away).order_by("start").values_list("start", "is_away")
    assert list(rows) == [
        (MORNING, True),
        (MORNING + 3 * HOUR, False),
        (datetime(2026, 3, 20, 4, tzinfo=UTC), True),
    ]
    assert times_of(busy) == times_of(away)
    assert not BusyTime.objects.filter(calendar=busy, is_away=True).exists()


def test_problems_are_counted_and_cost_only_themselves(there: Elsewhere, ada: Clinician) -> None:
    made = connect(ada)
    there.serve(event(MORNING), event(MORNING + DAY, uid="bad", DTSTART="nonsense"))
    there.read()
    assert times_of(made) == [Interval(MORNING, MORNING + HOUR)]
    assert sum(count for _code, count in known(made).problems) == 1


# --- holidays


def test_each_holiday_is_asked_about_once_and_what_was_said_stays(there: Elsewhere, ada: Clinician) -> None:
    actor, made = factories.clinician_actor(ada), connect(ada, use="holidays")
    first, second, third = date(2026, 5, 25), date(2026, 7, 3), date(2026, 9, 7)
    there.serve(*(whole_day(day, title="A day off") for day in (first, second, date(2026, 3, 1))))
    there.read()
    assert days_of(made) == {first: "asked", second: "asked"}
    assert times_of(made) == []
    keys = dict(made.holidays.values_list("date", "pk"))
    services.answer_holidays(
        actor=actor, calendar_id=made.pk, closed=[keys[first]], worked=[keys[second]], now=NOW
    )
    assert days_of(made) == {first: "closed", second: "open"}
    there.serve(*(whole_day(day, title="A day off") for day in (first, third)))
    due(made)
    there.read()
    assert days_of(made) == {first: "closed", third: "asked"}
    there.serve(*(whole_day(day, title="A day off") for day in (first, second, third)))
    due(made)
    there.read()
    assert days_of(made) == {first: "closed", second: "open", third: "asked"}


def test_the_address_is_known_to_nobody_but_the_row(
    there: Elsewhere, ada: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        connect(ada)
        there.fail("404 Not Found")
        there.read()
    assert "3f9c" not in caplog.text
    assert "feeds.example" not in caplog.text
    assert Calendar.objects.get().address == ADDRESS


# --- who reads


def test_the_reader_goes_on_until_it_is_told_to_stop_also_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read_calendars, "close_old_connections", lambda: None)
    stop = threading.Event()
    turns: Iterator[Exception | int] = iter([OperationalError(), 1, 0])

    def turn(*, clock: object) -> int:
        said = next(turns)
        if isinstance(said, Exception):
            raise said
        if said == 0:
            stop.set()
        return said

    monkeypatch.setattr(read_calendars, "read_due_calendars", turn)
    monkeypatch.setattr(read_calendars, "FIRST_BACK_OFF_SECONDS", 0.01)
    read_calendars.read(stop)
    assert next(turns, None) is None


def test_celery_reads_in_a_queue_of_its_own(db: None) -> None:
    app.loader.import_default_modules()
    name = app.conf.beat_schedule["calendars"]["task"]
    assert app.amqp.router.route({}, name)["queue"].name == "calendars"
    assert app.tasks[name].time_limit < app.conf.visibility_timeout
    app.tasks[name]()
