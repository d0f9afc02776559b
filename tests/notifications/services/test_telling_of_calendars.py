"""A clinician hears that a calendar cannot be read, and that it can be again: kindly, in their hours."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import Clinician, ClinicianAddress
from accounts.services import people
from notifications.models import Notice
from notifications.services.due_times import see_to_times
from notifications.services.notices import send_notices
from scheduler import services
from scheduler.models import Calendar
from scheduler.services import reading_calendars
from tests import factories
from tests.at_once import at_once
from tests.elsewhere import ADDRESS, MORNING, Elsewhere, connect, event
from tests.factories import NOW
from tests.smtp_sink import Sink, smtp_sink

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
BUSY = event(MORNING + timedelta(days=20))
NIGHT = datetime(2026, 3, 11, 3, tzinfo=UTC)  # 23:00 in New York, on Tuesday; hours begin in the MORNING

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def published(ada: Clinician) -> Clinician:
    factories.publish_policy(clinician=ada)
    return ada


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.SMTP_PORT = running.port
        yield running


@pytest.fixture
def calendar(ada: Clinician, there: Elsewhere) -> Calendar:
    """Read once, with nothing in it that keeps anybody from answering this week."""
    there.serve(BUSY)
    made = connect(ada, name="Clinic\n rota", changes_promises=True)
    there.read()
    return made


def read(there: Elsewhere, at: datetime) -> None:
    """Whenever it would have been due."""
    Calendar.objects.update(next_at=at)
    there.read(at)


def fail(there: Elsewhere, at: datetime, status: str = "503 Service Unavailable") -> None:
    there.fail(status)
    read(there, at)


def work(there: Elsewhere, at: datetime) -> None:
    there.serve(BUSY)
    read(there, at)


def tell(at: datetime) -> None:
    """What a sweep does then."""
    see_to_times(now=at)
    send_notices(clock=lambda: at)


def promised() -> list[str]:
    return list(Notice.objects.order_by("created_at").values_list("kind", flat=True))


def words(sink: Sink, number: int = -1) -> str:
    payload = sink.mails[number].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def test_after_a_day_they_are_told_all_that_they_need(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NOW + HOUR)
    tell(NOW + DAY)
    assert (promised(), sink.mails) == ([], [])
    tell(NOW + HOUR + DAY)
    assert sink.mails[0]["Subject"] == "One of your calendars is not up to date here"
    assert sink.mails[0]["To"] == "ada@home.example"
    assert words(sink) == (
        "Your calendar “Clinic rota” has not been up to date here since Tuesday 10 March at 11:30 (New York)."
        " Its server answers with an error.\n\n"
        "What it said when it was last read, Tuesday 10 March at 10:30 (New York), still counts."
        " What has changed in it since then is not known here, so a time may be offered that is taken by now."
        "\n\n"
        "What to do: It is tried again by itself; nothing is to be done yet.\n\n"
        "Your calendars stand here: http://127.0.0.1:8000/calendars/\n"
    )


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "410 Gone"])
def test_that_it_waits_for_them_they_are_told_at_once(
    status: str, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NOW + HOUR, status)
    tell(NOW + HOUR)
    assert "address" in words(sink)


def test_its_address_stands_nowhere(calendar: Calendar, there: Elsewhere, sink: Sink) -> None:
    fail(there, NOW + HOUR, "410 Gone")
    tell(NOW + HOUR)
    work(there, NOW + 2 * HOUR)
    tell(NOW + 2 * HOUR)
    said = "".join(each.as_string() for each in sink.mails)
    assert len(sink.mails) == 2
    assert "3f9c" not in said
    assert "feeds.example" not in said
    assert calendar.address == ADDRESS


def test_what_can_wait_waits_for_their_hours(calendar: Calendar, there: Elsewhere, sink: Sink) -> None:
    fail(there, NIGHT, "410 Gone")
    tell(NIGHT)
    assert sink.mails == []
    assert Notice.objects.get().next_at == MORNING
    tell(MORNING)
    assert len(sink.mails) == 1


def test_once_more_a_week_later_and_then_no_more(calendar: Calendar, there: Elsewhere, sink: Sink) -> None:
    fail(there, NOW)
    for day in range(40):
        fail(there, NOW + DAY * day)
        tell(NOW + DAY * day)
    told = list(Notice.objects.order_by("created_at").values_list("created_at", flat=True))
    assert told == [NOW + DAY, NOW + DAY + WEEK]
    assert len(sink.mails) == 2


def test_the_week_begins_when_they_hear_of_it(calendar: Calendar, there: Elsewhere) -> None:
    fail(there, NIGHT, "410 Gone")
    see_to_times(now=NIGHT)
    calendar.refresh_from_db()
    assert calendar.tell_at == MORNING + WEEK


def test_that_it_works_again_they_are_told_once(calendar: Calendar, there: Elsewhere, sink: Sink) -> None:
    fail(there, NOW, "403 Forbidden")
    tell(NOW)
    work(there, NOW + HOUR)
    for after in (HOUR, HOUR, WEEK, 2 * WEEK):
        tell(NOW + after)
    assert promised() == ["calendar_fails", "calendar_works"]
    assert sink.mails[-1]["Subject"] == "One of your calendars is up to date again"
    assert words(sink) == (
        "Your calendar “Clinic rota” can be read again, and all that it says counts.\n\n"
        "Nothing is to be done. http://127.0.0.1:8000/calendars/\n"
    )


def test_of_what_mends_itself_soon_they_hear_nothing(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NOW + HOUR)
    tell(NOW + HOUR)
    work(there, NOW + 20 * HOUR)
    tell(NOW + 30 * HOUR)
    assert (promised(), sink.mails) == ([], [])


def test_what_was_not_sent_yet_when_it_worked_again_is_told_no_more(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NIGHT, "403 Forbidden")
    tell(NIGHT)
    work(there, NIGHT + HOUR)
    tell(NIGHT + HOUR)
    assert promised() == []
    tell(MORNING + WEEK)
    assert sink.mails == []


def test_what_works_and_fails_again_by_turns_is_not_told_each_time(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    for hour in range(0, 48, 2):
        fail(there, NOW + HOUR * hour, "403 Forbidden")
        tell(NOW + HOUR * hour)
        work(there, NOW + HOUR * (hour + 1))
        tell(NOW + HOUR * (hour + 1))
    assert len(sink.mails) == 2


def test_that_it_waits_for_them_by_now_they_are_told_though_they_knew_that_it_fails(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NOW)
    tell(NOW + DAY)
    fail(there, NOW + 2 * DAY, "410 Gone")
    tell(NOW + 2 * DAY)
    assert "Its server says that this calendar is gone for good" in words(sink)
    assert len(sink.mails) == 2


def test_one_that_never_was_read_is_told_of_after_a_day(ada: Clinician, there: Elsewhere, sink: Sink) -> None:
    connect(ada)
    there.fail("403 Forbidden")
    there.read()
    tell(NOW + 2 * HOUR)
    assert sink.mails == []
    tell(NOW + DAY)
    assert "Nothing of it counts yet" in words(sink)


def test_several_that_fail_together_are_told_of_in_one_mail(
    ada: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    connect(ada, name="Family")
    there.read()
    fail(there, NIGHT, "403 Forbidden")
    tell(NIGHT)
    sink.at_data.append("451 later")
    tell(MORNING)
    tell(MORNING + HOUR)
    assert sink.mails[-1]["Subject"] == "Some of your calendars are not up to date here"
    assert "“Clinic rota”" in words(sink)
    assert "“Family”" in words(sink)
    work(there, MORNING + 12 * HOUR)  # in the evening
    tell(MORNING + 12 * HOUR)
    tell(MORNING + DAY)
    assert sink.mails[-1]["Subject"] == "Some of your calendars are up to date again"
    assert len(sink.mails) == 2
    assert not Notice.objects.filter(sent_at=None).exists()


MINUTE = timedelta(minutes=1)


def fails_one_by_one(there: Elsewhere, at: datetime, status: str) -> list[datetime]:
    """Each at a minute of its own, and told of by whichever sweep comes after."""
    there.fail(status)
    moments = [at + number * 20 * MINUTE for number in range(Calendar.objects.count())]
    for calendar, moment in zip(Calendar.objects.order_by("pk"), moments, strict=True):
        Calendar.objects.filter(pk=calendar.pk).update(next_at=moment)
    for moment in moments:
        there.read(moment)
        tell(moment)
    return moments


@pytest.mark.parametrize(
    ("status", "told_by"), [("403 Forbidden", 2 * HOUR), ("503 Service Unavailable", DAY)]
)
def test_three_that_fail_within_the_hour_are_told_of_in_one_mail(
    status: str, told_by: timedelta, ada: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    """And in one once they work again, at minutes of their own."""
    for name in ("Family", "Choir"):
        connect(ada, name=name)
    there.read()
    moments = fails_one_by_one(there, NOW + HOUR, status)
    Calendar.objects.update(next_at=None)
    for minutes in range(0, 26 * 60, 10):
        tell(moments[-1] + minutes * MINUTE)
        if minutes * MINUTE >= told_by:
            assert len(sink.mails) == 1
    assert all(f"“{name}”" in words(sink) for name in ("Clinic rota", "Family", "Choir"))
    there.serve(BUSY)
    again = NOW + 3 * DAY - HOUR
    for number, each in enumerate(Calendar.objects.order_by("pk")):
        Calendar.objects.filter(pk=each.pk).update(next_at=again + number * 20 * MINUTE)
    for minutes in range(0, 180, 10):
        there.read(again + minutes * MINUTE)
        tell(again + minutes * MINUTE)
    assert [each["Subject"] for each in sink.mails[1:]] == ["Some of your calendars are up to date again"]
    assert not Notice.objects.filter(sent_at=None).exists()


def test_whoever_waits_for_others_does_so_once(
    ada: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    """The others go on working, and it is tried again and again meanwhile."""
    other = connect(ada, name="Family")
    there.read()
    there.fail("403 Forbidden")
    for minutes in range(0, 90, 15):
        at = NOW + minutes * MINUTE
        Calendar.objects.filter(pk=calendar.pk).update(next_at=at)
        Calendar.objects.filter(pk=other.pk).update(next_at=at + 30 * MINUTE)
        there.read(at)
        tell(at)
    assert [each["Subject"] for each in sink.mails] == ["One of your calendars is not up to date here"]
    assert "Family" not in words(sink)


def test_what_works_for_a_moment_while_others_fail_is_told_no_second_time(
    ada: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    connect(ada, name="Family")
    there.read()
    fail(there, NOW, "403 Forbidden")
    tell(NOW)
    assert len(sink.mails) == 1
    for number in range(10):
        at = NOW + (number + 1) * 20 * MINUTE
        Calendar.objects.exclude(pk=calendar.pk).update(next_at=at + HOUR)
        Calendar.objects.filter(pk=calendar.pk).update(next_at=at)
        there.serve(BUSY) if number % 2 == 0 else there.fail("503 Service Unavailable")
        there.read(at)
        tell(at)
    assert len(sink.mails) == 1


def test_calendars_of_others_are_waited_for_by_nobody(
    ada: Clinician, ben: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    connect(ben, name="Ben's own")
    there.read()
    there.fail("403 Forbidden")
    Calendar.objects.update(next_at=NOW + 2 * HOUR)
    Calendar.objects.filter(pk=calendar.pk).update(next_at=NOW + HOUR)
    there.read(NOW + HOUR)
    tell(NOW + HOUR)
    assert len(sink.mails) == 1
    assert "Ben" not in words(sink)


def test_of_one_that_was_disconnected_nothing_is_told(
    ada: Clinician, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    actor = factories.clinician_actor(ada)
    fail(there, NIGHT, "410 Gone")
    see_to_times(now=NIGHT)
    services.disconnect_calendar(actor=actor, calendar_id=calendar.pk, now=NIGHT)
    tell(MORNING)
    assert (promised(), sink.mails) == ([], [])


def test_whoever_has_gone_is_told_nothing(
    ada: Clinician, olive: object, calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NIGHT, "410 Gone")
    see_to_times(now=NIGHT)
    assert ada.user is not None
    people.end_access(actor=factories.owner_actor(olive), user_id=ada.user.pk, now=NIGHT)  # type: ignore[arg-type]
    Notice.objects.exclude(kind=Notice.Kind.CALENDAR_FAILS).delete()
    tell(MORNING)
    tell(MORNING + WEEK)
    assert (promised(), sink.mails) == ([], [])


def test_whoever_cannot_be_told_is_not_tried_again_and_again(
    ada: Clinician, calendar: Calendar, there: Elsewhere
) -> None:
    ClinicianAddress.objects.filter(clinician=ada).delete()
    fail(there, NOW, "410 Gone")
    assert [see_to_times(now=NOW) for _ in range(2)] == [1, 0]
    assert promised() == []


def test_a_name_that_does_not_open_costs_nobody_the_notice(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    with connection.cursor() as cursor:
        key = calendar.pk.hex if connection.vendor == "sqlite" else calendar.pk
        cursor.execute("UPDATE scheduler_calendar SET name = %s WHERE id = %s", [b"\x00" * 60, key])
    fail(there, NOW, "410 Gone")
    tell(NOW)
    assert words(sink).startswith("One of your calendars has not been up to date")


def test_it_speaks_their_language(ada: Clinician, there: Elsewhere, sink: Sink) -> None:
    gil = factories.add_clinician(practice=ada.practice, name="Gil Park", languages=["es-MX"])
    connect(gil, name="Trabajo")
    there.read()
    fail(there, NOW + HOUR, "410 Gone")
    tell(NOW + HOUR)
    assert sink.mails[0]["Subject"] is not None
    assert words(sink).startswith("Su calendario «Trabajo» no está al día aquí desde el martes 10 de marzo")
    assert "Qué hacer: Indique su nueva dirección" in words(sink)


@pytest.mark.parametrize(
    "trouble",
    sorted({*reading_calendars.NO_STATUS.values()} | {"vanished", "own_feed", "address_lost", "away"}),
)
def test_there_are_words_for_every_trouble(calendar: Calendar, sink: Sink, trouble: str) -> None:
    Calendar.objects.update(trouble=trouble, failing_since=NOW, tell_at=NOW)
    tell(NOW)
    assert len(sink.mails) == 1


# --- several at once, and none to the end


def test_whoever_dies_while_telling_has_told_nothing(
    calendar: Calendar, there: Elsewhere, sink: Sink
) -> None:
    fail(there, NOW, "410 Gone")
    with patch.object(Calendar, "save", side_effect=MemoryError):
        assert see_to_times(now=NOW) == 0
    assert promised() == []
    tell(NOW)
    assert len(sink.mails) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_several_who_tell_at_once_tell_it_once(calendar: Calendar, there: Elsewhere) -> None:
    fail(there, NOW, "410 Gone")
    assert at_once(*[lambda: see_to_times(now=NOW)] * 4) == []
    assert promised() == ["calendar_fails"]
