"""A series is one event in a client's calendar, and after each mail that holds what the table holds.

Read by recurring-ical-events and, where it is there, by ical.js.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Client, Clinician
from accounts.queries import NotFoundError
from notifications import services
from notifications.models import Notice
from notifications.services.due_times import see_to_times
from notifications.services.notices import send_notices
from scheduler.domain.errors import IsOverError, TermsError, TimeTakenError
from scheduler.domain.interval import Interval
from scheduler.models import Appointment, Series, SessionType
from scheduler.services import Weekly
from tests import factories
from tests.calendar_apps import ICAL_JS
from tests.client_calendar import ClientCalendar, calendars_in, in_seconds
from tests.factories import NOW, client_actor, clinician_actor
from tests.smtp_sink import Sink

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
NEW_YORK = ZoneInfo("America/New_York")
TWO_YEARS = Interval(NOW - WEEK, NOW + 104 * WEEK)


class Story:
    """Ada gives Dan a regular time; whatever happens, his calendar takes each mail in turn."""

    def __init__(self, kind: SessionType, dan: Client, sink: Sink) -> None:
        self.kind, self.dan, self.sink = kind, dan, sink
        self.ada, self.now = clinician_actor(kind.clinician), NOW
        self.calendar = ClientCalendar()
        self.taken = 0

    def begins(self, first_day: date = date(2026, 3, 12), **more: Any) -> None:
        weekly = Weekly(
            client_id=self.dan.pk,
            session_type_id=self.kind.pk,
            **{"first_day": first_day, "starts_at": 9 * 60, **more},
        )
        services.start_series(actor=self.ada, clinician=self.kind.clinician, weekly=weekly, now=self.now)
        self.holds_what_the_table_holds()

    def __getitem__(self, number: int) -> Appointment:
        """The first, the second and so on by their days, whatever became of them."""
        rows = Appointment.objects.filter(series=self.series).order_by("series_day")
        return list(rows)[number - 1]

    @property
    def to_come(self) -> list[int]:
        rows = Appointment.objects.filter(series=self.series).order_by("series_day")
        numbered = enumerate(rows, 1)
        return [number for number, row in numbered if row.state == "booked" and row.start > self.now]

    @property
    def series(self) -> Series:
        return Series.objects.latest("created_at", "first_day")

    def moves(self, number: int, by: timedelta) -> None:
        row = self[number]
        services.move(actor=self.ada, appointment_id=row.pk, start=row.start + by, now=self.now)
        self.holds_what_the_table_holds()

    def cancels(self, number: int, actor: Any = None) -> None:
        services.cancel(actor=actor or self.ada, appointment_id=self[number].pk, now=self.now)
        self.holds_what_the_table_holds()

    def ends_before(self, number: int, actor: Any = None) -> None:
        day = self[number].series_day
        assert day
        services.end_series(actor=actor or self.ada, series_id=self.series.pk, from_day=day, now=self.now)
        self.holds_what_the_table_holds()

    def moves_from(self, number: int, to: datetime) -> None:
        day = self[number].series_day
        assert day
        services.move_series(actor=self.ada, series_id=self.series.pk, from_day=day, to=to, now=self.now)
        self.holds_what_the_table_holds()

    def goes_on(self, weeks: int) -> None:
        for _ in range(weeks):
            self.now += WEEK
            see_to_times(now=self.now)
            self.holds_what_the_table_holds()

    def mails(self) -> list[Any]:
        while send_notices(clock=lambda: self.now):
            pass
        return [each for each in self.sink.mails if each["To"] == "dan@client.example"]

    def holds_what_the_table_holds(self) -> None:
        mails = self.mails()
        for mail in mails[self.taken :]:
            self.calendar.take(mail)
        self.taken = len(mails)
        rows = Appointment.objects.filter(state="booked").order_by("start")
        kept = [(row.start, row.end) for row in rows]
        until = max(
            [
                self.now,
                *(
                    datetime.combine(each.made_until + DAY, datetime.min.time(), UTC)
                    for each in Series.objects.all()
                ),
            ]
        )
        span = Interval(NOW - WEEK, until)
        assert self.calendar.shown(span) == kept
        if ICAL_JS.exists():
            assert self.calendar.shown_by_ical_js(span) == in_seconds(kept)


@pytest.fixture
def story(kind: SessionType, dan: Client, sink: Sink) -> Story:
    return Story(kind, dan, sink)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """By Ada's clocks."""
    there = datetime.combine(date.fromisoformat(day), datetime.min.time(), NEW_YORK)
    return there.replace(hour=hour, minute=minute).astimezone(UTC)


# --- the whole of it


def test_a_series_is_booked_one_date_moves_one_is_cancelled_it_moves_to_another_hour_and_ends(
    story: Story, dan: Client
) -> None:
    story.begins()
    story.moves(3, 5 * HOUR)
    story.cancels(5, client_actor(dan))
    story.goes_on(2)
    story.moves_from(7, at("2026-04-23", 16, 30))
    story.moves(2, -DAY)
    story.goes_on(3)
    story.ends_before(4)
    assert Appointment.objects.filter(state="booked").count() == 8


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_to_it(story: Story, seed: int) -> None:
    """Ten things, one after another; what is refused changes nothing."""
    chance = Random(seed)  # noqa: S311  the same each time
    story.begins(every_weeks=chance.choice([1, 1, 2]), last_day=chance.choice([None, date(2026, 6, 30)]))
    for _ in range(10):
        number = chance.choice(story.to_come or [0])
        deed = chance.choice(["move", "move", "cancel", "cancel", "go on", "end", "move all"])
        with suppress(TimeTakenError, TermsError, NotFoundError, IsOverError):
            match deed:
                case "go on":
                    story.goes_on(chance.randint(1, 3))
                case "move" if number:
                    story.moves(number, chance.randint(-10 * 24, 10 * 24) * HOUR)
                case "cancel" if number:
                    story.cancels(number)
                case "end" if number and chance.random() < 1 / 3:
                    story.ends_before(number)
                case "move all" if number:
                    story.moves_from(number, story.now + timedelta(hours=chance.randint(1, 21 * 24)))
        story.holds_what_the_table_holds()


def test_it_is_one_event_and_not_twelve(story: Story) -> None:
    story.begins()
    (mail,) = story.mails()
    (calendar,) = calendars_in(mail)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "REQUEST"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TH"
    assert event["DTSTART"].to_ical() == b"20260312T090000"
    assert event["DTSTART"].params["TZID"] == "America/New_York"
    assert [str(each["TZID"]) for each in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    assert str(event["UID"]) == f"{story.series.pk}@127.0.0.1"
    assert "EXDATE" not in event
    words = mail.get_payload(0).get_payload(decode=True).decode().replace("\r\n", "\n")
    assert words == (
        "A regular time is kept for you, every week. It begins: Thursday 12 March at 09:00 (New York),"
        " 50 minutes.\n12 Quiet Street\n\nAll of its dates, and how to change one: http://127.0.0.1:8000/p/ada-quist/sign-in/\n"
    )


def test_its_clock_is_the_clinicians_through_both_changes(story: Story) -> None:
    """London's clocks change on other days: a client there reads another hour for three weeks."""
    story.begins(first_day=date(2026, 3, 5) + WEEK)
    story.goes_on(34)
    starts = [start for start, _end in story.calendar.shown(Interval(NOW, NOW + 40 * WEEK))]
    assert {each.astimezone(NEW_YORK).hour for each in starts} == {9}
    assert {each.hour for each in starts} == {13, 14}


@pytest.mark.parametrize("weeks", [1, 2, 3, 8])
def test_every_few_weeks_with_and_without_an_end(story: Story, weeks: int) -> None:
    story.begins(every_weeks=weeks, last_day=date(2026, 7, 1))
    story.goes_on(20)
    shown = story.calendar.shown(TWO_YEARS)
    assert len(shown) == Appointment.objects.count()
    assert shown[-1][0].date() <= date(2026, 7, 1)


def test_what_goes_on_is_shown_beyond_the_twelve_weeks_that_stand(story: Story) -> None:
    story.begins()
    assert len(story.calendar.shown(TWO_YEARS)) == 104
    story.goes_on(4)
    assert len(story.mails()) == 1  # nothing new is to be said


# --- days on which it cannot be


def close(clinician: Clinician, **more: Any) -> None:
    factories.publish_policy(clinician=clinician, document={**factories.SESSION_HOURS, **more})


def test_days_left_out_at_its_beginning_are_no_dates_of_it(story: Story) -> None:
    close(story.kind.clinician, closed_dates=["2026-03-12", "2026-03-26"])
    story.begins()
    (mail,) = story.mails()
    (event,) = next(calendars_in(mail)).walk("VEVENT")
    assert event["DTSTART"].to_ical() == b"20260319T090000"
    assert event["EXDATE"].to_ical() == b"20260326T090000"
    words = mail.get_payload(0).get_payload(decode=True).decode()
    assert "It begins: Thursday 19 March at 09:00" in words
    assert "Not on these days: Thursday 12 March 2026; Thursday 26 March 2026" in words


def test_days_left_out_later_are_told_before_anybody_comes(story: Story) -> None:
    story.begins()
    close(story.kind.clinician, time_away=[{"first_day": "2026-06-10", "last_day": "2026-06-19"}])
    story.goes_on(3)
    told = [each for each in story.mails() if "cannot be on these days" in str(each)]
    assert len(told) == 2
    words = told[-1].get_payload(0).get_payload(decode=True).decode()
    assert "Thursday 11 June 2026; Thursday 18 June 2026." in words
    assert not {at("2026-06-11"), at("2026-06-18")} & {start for start, _ in story.calendar.shown(TWO_YEARS)}


def test_where_nothing_can_be_yet_nothing_is_told_until_something_is(story: Story) -> None:
    close(story.kind.clinician, time_away=[{"first_day": "2026-03-11", "last_day": "2026-06-05"}])
    story.begins()
    assert story.mails() == []
    story.goes_on(2)
    (mail,) = story.mails()
    assert "It begins: Thursday 11 June at 09:00" in mail.get_payload(0).get_payload(decode=True).decode()
    assert len(story.calendar.shown(TWO_YEARS)) > 50


def test_the_first_date_is_cancelled_before_it_begins(story: Story) -> None:
    story.begins()
    story.cancels(1)
    story.ends_before(4)
    assert [start for start, _ in story.calendar.shown(TWO_YEARS)] == [at("2026-03-19"), at("2026-03-26")]


# --- one date


def test_a_date_moves_there_and_back_and_is_cancelled(story: Story) -> None:
    story.begins()
    for by in (5 * HOUR, DAY, -5 * HOUR - DAY, 2 * HOUR):
        story.moves(4, by)
    story.cancels(4)
    story.moves(5, -3 * DAY)
    last = next(calendars_in(story.mails()[-1]))
    (event,) = last.walk("VEVENT")
    assert event["RECURRENCE-ID"].to_ical() == b"20260409T090000"
    assert event["RECURRENCE-ID"].params["TZID"] == "America/New_York"
    assert "RRULE" not in event


def test_one_date_is_cancelled_by_itself(story: Story) -> None:
    story.begins()
    story.cancels(2)
    calendar = next(calendars_in(story.mails()[-1]))
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["RECURRENCE-ID"].to_ical() == b"20260319T090000"


def test_dates_that_change_places(story: Story) -> None:
    story.begins()
    story.moves(2, 3 * HOUR)
    story.moves(3, -WEEK)  # to where the second was
    story.moves(2, WEEK - 3 * HOUR)  # to where the third was
    assert story.calendar.shown(TWO_YEARS)[:3] == [
        (start, start + timedelta(minutes=50))
        for start in (at("2026-03-12"), at("2026-03-19"), at("2026-03-26"))
    ]


def test_a_date_moves_over_a_change_of_clocks(story: Story) -> None:
    """In November New York's clocks go back on a Sunday."""
    story.begins(first_day=date(2026, 3, 12))
    story.goes_on(30)
    number = [each.series_day for each in Appointment.objects.order_by("series_day")].index(
        date(2026, 10, 29)
    ) + 1
    story.moves(number, 4 * DAY)
    story.moves(number, -4 * DAY + HOUR)


# --- its end


def test_it_ends_before_it_began(story: Story) -> None:
    story.begins()
    story.ends_before(1)
    calendar = next(calendars_in(story.mails()[-1]))
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "CANCEL"
    assert "RECURRENCE-ID" not in event
    assert story.calendar.shown(TWO_YEARS) == []


def test_it_ends_where_every_date_before_was_cancelled(story: Story) -> None:
    story.begins()
    story.cancels(1)
    story.cancels(2)
    story.ends_before(3)
    assert story.calendar.shown(TWO_YEARS) == []


def test_at_its_end_what_has_moved_stays_where_it_is(story: Story) -> None:
    """What was moved from before the end to behind it takes place; what was moved the other way does not."""
    story.begins()
    story.moves(2, 5 * WEEK + HOUR)
    story.moves(6, -5 * WEEK + HOUR)
    story.cancels(3)
    story.ends_before(5)
    assert [start for start, _ in story.calendar.shown(TWO_YEARS)] == [
        at("2026-03-12"),
        at("2026-04-02"),
        at("2026-04-23", 10),
    ]


def test_what_took_place_stays_in_the_calendar(story: Story, dan: Client) -> None:
    story.begins()
    story.moves(5, -4 * WEEK + DAY)  # before the second
    story.goes_on(2)
    story.ends_before(3, client_actor(dan))
    assert len(story.calendar.shown(TWO_YEARS)) == 3


def test_what_ended_may_still_be_changed_as_far_as_it_stands(story: Story) -> None:
    story.begins()
    story.ends_before(6)
    story.moves(4, DAY)
    story.cancels(5)
    story.cancels(1)


def test_with_the_end_of_care_it_ends_in_one_mail(story: Story, dan: Client) -> None:
    story.begins()
    story.moves(2, -DAY)
    story.goes_on(2)
    before = len(story.mails())
    services.leave(actor=client_actor(dan), client_id=dan.pk, now=story.now)
    story.holds_what_the_table_holds()
    assert len(story.mails()) == before + 1
    assert Series.objects.get().ended_at == story.now


# --- another hour


def test_it_moves_as_a_whole_before_it_began(story: Story) -> None:
    story.begins(last_day=date(2026, 5, 28))
    story.moves_from(1, at("2026-03-17", 14))
    assert [each["METHOD"] for mail in story.mails()[1:] for each in calendars_in(mail)] == [
        "CANCEL",
        "REQUEST",
    ]
    shown = story.calendar.shown(TWO_YEARS)
    assert {start.astimezone(NEW_YORK).strftime("%A %H") for start, _ in shown} == {"Tuesday 14"}
    assert shown[-1][0].date() <= date(2026, 5, 28)
    assert Notice.objects.filter(kind="series_moves").count() == 1


def test_from_one_of_its_dates_on_to_a_time_that_overlaps_its_own(story: Story) -> None:
    story.begins(every_weeks=2)
    story.moves_from(3, at("2026-04-09", 9, 30))
    assert Series.objects.filter(ended_at=None).get().every_weeks == 2


def test_to_where_another_has_their_time_it_does_not_move(story: Story) -> None:
    story.begins()
    eve = factories.add_client(
        clinician=story.kind.clinician, name="Eve", addresses={"email": "eve@client.example"}
    )
    services.book(
        actor=story.ada,
        clinician=story.kind.clinician,
        session_type_id=story.kind.pk,
        start=at("2026-03-25", 14),
        client_id=eve.pk,
        now=NOW,
    )
    before = Appointment.objects.order_by("pk").values_list("pk", "state", "start", "sequence")
    then = list(before)
    with pytest.raises(TimeTakenError):
        services.move_series(
            actor=story.ada,
            series_id=story.series.pk,
            from_day=date(2026, 3, 26),
            to=at("2026-03-25", 14),
            now=NOW,
        )
    assert list(before.all()) == then
    assert Series.objects.get().ended_at is None


@pytest.mark.parametrize("to", [NOW - DAY, NOW, NOW + 30 * WEEK])
def test_to_what_is_over_or_too_far_it_does_not_move(story: Story, to: datetime) -> None:
    story.begins()
    with pytest.raises(TermsError):
        services.move_series(
            actor=story.ada, series_id=story.series.pk, from_day=date(2026, 3, 26), to=to, now=NOW
        )
    assert Series.objects.get().ended_at is None
    story.holds_what_the_table_holds()


def test_its_length_is_its_own_whatever_its_kind_takes_by_then(story: Story) -> None:
    story.begins()
    SessionType.objects.update(minutes=80)
    story.goes_on(2)
    story.moves(2 + 2, HOUR)
    assert {row.end - row.start for row in Appointment.objects.all()} == {timedelta(minutes=50)}


# --- mail as it is: late, twice, and out of turn


def test_a_mail_that_comes_late_or_twice_changes_nothing(story: Story) -> None:
    story.begins()
    story.moves(3, 5 * HOUR)
    story.cancels(5)
    story.ends_before(8)
    shown = story.calendar.shown(TWO_YEARS)
    for mail in (*story.mails(), *reversed(story.mails())):
        story.calendar.take(mail)
    assert story.calendar.shown(TWO_YEARS) == shown


def test_each_mail_has_a_higher_sequence_than_the_last(story: Story) -> None:
    story.begins()
    close(story.kind.clinician, closed_dates=["2026-06-11"])
    story.moves(3, 5 * HOUR)
    story.goes_on(2)
    story.cancels(5)
    story.moves(4, HOUR)
    story.ends_before(8)
    found = [
        (min(numbers), max(numbers))
        for mail in story.mails()
        for calendar in calendars_in(mail)
        if (numbers := [event["SEQUENCE"] for event in calendar.walk("VEVENT")])
    ]
    assert len(found) == 6
    assert all(low == high for low, high in found)
    assert all(before < after for (before, _), (after, _) in pairwise(found))


def test_what_happened_before_the_first_mail_left_is_in_it(
    kind: SessionType, dan: Client, sink: Sink
) -> None:
    story = Story(kind, dan, sink)
    hold: Callable[[], None] = story.holds_what_the_table_holds
    story.holds_what_the_table_holds = lambda: None  # type: ignore[method-assign]  # no mail leaves meanwhile
    story.begins()
    story.moves(3, 5 * HOUR)
    story.cancels(5)
    story.holds_what_the_table_holds = hold  # type: ignore[method-assign]
    story.holds_what_the_table_holds()


def test_a_clock_that_is_skipped_breaks_nothing(story: Story) -> None:
    """At half past two, when clocks in New York jump on the eighth of March: who knows."""
    story.begins(first_day=date(2026, 3, 15), starts_at=150)
    story.goes_on(40)
    story.begins(first_day=story.now.date() + 4 * DAY, starts_at=90)
