"""What calendars change of promises: as far as the clinician lets them, and by the one engine."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.domain.actors import Visitor
from accounts.models import Clinician
from notifications import services as messages
from notifications.domain.incoming import Incoming, Source
from notifications.models import InboundMessage
from policies.domain.document import TimeAway
from policies.queries import in_force, looks_after
from scheduler import services
from scheduler.domain.interval import Interval
from scheduler.models import HolidayDay
from tests import factories
from tests.elsewhere import calendar_terms, keep
from tests.factories import NOW

# Wednesday 11 March 2026: hours from 9 to 17 in New York, which is from 13 to 21 in UTC
DAY = timedelta(days=1)
NINE, FIVE = datetime(2026, 3, 11, 13, tzinfo=UTC), datetime(2026, 3, 11, 21, tzinfo=UTC)
WEDNESDAY = Interval(datetime(2026, 3, 11, 4, tzinfo=UTC), datetime(2026, 3, 12, 4, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _published(ada: Clinician) -> None:
    factories.publish_policy(clinician=ada)


def reply_by(ada: Clinician, at: datetime = NOW) -> datetime | None:
    return in_force(ada, at).policy.promise("email", at).reply_by


def test_whole_days_away_are_days_and_parts_of_days_are_moments(ada: Clinician) -> None:
    keep(ada, away=[WEDNESDAY, Interval(FIVE + DAY, FIVE + 2 * DAY)])
    assert in_force(ada, NOW).policy.policy.time_away == (
        TimeAway(first_day=date(2026, 3, 11), last_day=date(2026, 3, 11)),
        TimeAway(start=FIVE + DAY, end=FIVE + 2 * DAY),
    )
    assert reply_by(ada) == NOW + 2 * DAY


def test_what_the_policy_says_itself_is_not_said_twice(ada: Clinician) -> None:
    said = {"first_day": "2026-03-11", "last_day": "2026-03-12", "coverage": {"name": "Dr. Okafor"}}
    factories.publish_policy(
        clinician=ada,
        document={**factories.ORDINARY_POLICY, "time_away": [said]},
        now=NOW + timedelta(minutes=1),
    )
    keep(ada, away=[Interval(WEDNESDAY.start, WEDNESDAY.end + 2 * DAY)])
    away = in_force(ada, NOW + timedelta(hours=1)).policy.policy.time_away
    assert [(each.first_day, each.last_day, each.coverage and each.coverage.name) for each in away] == [
        (date(2026, 3, 11), date(2026, 3, 12), "Dr. Okafor"),
        (date(2026, 3, 13), date(2026, 3, 13), None),
    ]


def test_a_day_that_is_busy_from_hour_to_hour_is_no_working_day(ada: Clinician) -> None:
    keep(ada, busy=[Interval(NINE, NINE + timedelta(hours=4)), Interval(NINE + timedelta(hours=4), FIVE)])
    assert reply_by(ada) == NOW + 2 * DAY
    policy = in_force(ada, NOW).policy
    assert not policy.is_open("email", NINE)
    assert policy.next_open("email", NINE) == NINE + DAY


def test_other_clocks_run_on_through_busy_time(ada: Clinician) -> None:
    keep(ada, busy=[Interval(NOW, FIVE - timedelta(minutes=1))])
    assert reply_by(ada) == NOW + DAY


def test_a_holiday_counts_once_it_was_confirmed(ada: Clinician) -> None:
    actor, made = factories.clinician_actor(ada), keep(ada, closed=[date(2026, 3, 11)], use="holidays")
    assert made.changes_promises
    day = made.holidays.get()
    assert reply_by(ada) == NOW + 2 * DAY
    services.answer_holidays(actor=actor, calendar_id=made.pk, closed=[], worked=[day.pk], now=NOW)
    assert reply_by(ada) == NOW + DAY
    services.answer_holidays(actor=actor, calendar_id=made.pk, closed=[day.pk], worked=[], now=NOW)
    assert reply_by(ada) == NOW + 2 * DAY
    HolidayDay.objects.update(state=HolidayDay.State.ASKED)
    assert made.revision < type(made).objects.get().revision


def test_what_changes_openings_alone_changes_no_promise(ada: Clinician) -> None:
    made = keep(ada, away=[WEDNESDAY], changes_promises=False)
    actor = factories.clinician_actor(ada)
    assert reply_by(ada) == NOW + DAY
    terms = calendar_terms(use="away", changes_promises=True)
    services.change_calendar(actor=actor, calendar_id=made.pk, terms=terms, now=NOW)
    assert reply_by(ada) == NOW + 2 * DAY
    services.disconnect_calendar(actor=actor, calendar_id=made.pk, now=NOW)
    assert reply_by(ada) == NOW + DAY


def test_a_promise_that_was_made_stays(ada: Clinician) -> None:
    def write(sender: str) -> InboundMessage:
        incoming = Incoming(
            clinician=ada.slug, source=Source.PAGE, channel="email", sender=sender, text="Hello"
        )
        return messages.receive(actor=Visitor(), incoming=incoming, now=NOW)

    before = write("one@client.example")
    keep(ada, away=[WEDNESDAY])
    after = write("two@client.example")
    before.refresh_from_db()
    assert (before.decision.reply_by, after.decision.reply_by) == (NOW + DAY, NOW + 2 * DAY)


def test_whoever_is_away_by_their_calendar_covers_nobody(ada: Clinician, ben: Clinician) -> None:
    factories.cover(away=ada, covering=ben, first=date(2026, 3, 11), last=date(2026, 3, 12))
    assert looks_after(ada, NINE) == [ben]
    keep(ben, away=[WEDNESDAY])
    assert looks_after(ada, NINE) == []
    assert looks_after(ada, NINE + DAY) == [ben]


def test_nobody_else_is_told_what_it_is_or_which_calendar(ada: Clinician) -> None:
    keep(ada, away=[WEDNESDAY], busy=[Interval(NINE + DAY, FIVE + DAY)], name="Chemotherapy")
    for page in ("", "policy.json", "card/", "card.json"):
        told = Browser().get(f"/p/{ada.slug}/{page}").content.decode()
        assert not any(said in told for said in ("Chemotherapy", "feeds.example", "calendar-"))


def test_nothing_more_is_asked_where_calendars_count(ada: Clinician) -> None:
    def asked() -> int:
        in_force(ada, NOW)
        with CaptureQueriesContext(connection) as found:
            in_force(ada, NOW)
        return len(found)

    before = asked()
    made = keep(ada, away=[WEDNESDAY])
    assert asked() == before
    services.disconnect_calendar(actor=factories.clinician_actor(ada), calendar_id=made.pk, now=NOW)
    keep(ada, away=[WEDNESDAY], changes_promises=False)
    assert asked() == before
