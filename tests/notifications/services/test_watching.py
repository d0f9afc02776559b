"""The watch sees whatever keeps an alarm back, and those who have to know are told."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from accounts import services as people
from accounts.models import Clinician, ClinicianAddress, User
from notifications import services
from notifications.domain.escalation import Role, Step, to_json
from notifications.domain.incoming import Incoming, Source
from notifications.domain.watch import PERIOD, Lane, Seen, Trouble
from notifications.models import Decision, Delivery, Escalation, EscalationPlan, Notice, Watch
from notifications.services.escalating import make_due_steps
from notifications.services.lane import lane, memory
from notifications.services.outside import Outside
from notifications.services.watching import audit, look, look_at_plans
from tests import factories
from tests.feed_server import answer, feed_server, says
from tests.smtp_sink import Sink

DANGER = "I want to kill myself"
NOT_SURE = {
    "email": "we cannot say when somebody will read yours",
    "sms": "We can't say when anyone will read it",
}
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_kept_in_mind(settings: Settings) -> None:
    settings.CANARY_ADDRESS = ""
    memory.keep(None, seconds=0)


def clock() -> datetime:
    return datetime.now(UTC)


def write(clinician: Clinician, *, channel: str = "email", now: datetime | None = None) -> Decision:
    sender = "x@y.example" if channel == "email" else "+12125550123"
    incoming = Incoming(
        clinician=clinician.slug, source=Source.API, channel=channel, sender=sender, text=DANGER
    )
    actor = factories.integration_actor(clinician.practice)
    return services.receive(actor=actor, incoming=incoming, now=now or clock()).decision


def looked(*, clock: Any = clock) -> Seen:
    """And whatever was kept in mind is forgotten."""
    memory.keep(None, seconds=0)
    return look(clock=clock)


# --- the auditor


def test_where_everything_is_done_in_time_nothing_is_wrong(ada: Clinician) -> None:
    write(ada)
    assert looked().troubles == ()
    assert lane(now=clock()).is_well


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda ago: Escalation.objects.update(next_at=ago), Trouble.STEPS_LATE),
        (lambda ago: Delivery.objects.filter(kind="alarm").update(next_at=ago), Trouble.ALARMS_LATE),
        (lambda ago: Delivery.objects.filter(kind="crisis_reply").update(next_at=ago), Trouble.ALARMS_LATE),
        (lambda ago: Delivery.objects.filter(kind="alarm").update(created_at=ago), Trouble.ALARMS_LATE),
        (
            lambda _: Delivery.objects.filter(kind="alarm").update(state="dead", next_at=None),
            Trouble.ALARMS_DEAD,
        ),
        (
            lambda _: Delivery.objects.filter(kind="crisis_reply").update(state="dead", next_at=None),
            Trouble.REPLIES_DEAD,
        ),
    ],
)
def test_what_is_overdue_or_given_up_is_seen(ada: Clinician, change: Any, trouble: Trouble) -> None:
    looked()
    write(ada)
    change(clock() - timedelta(seconds=55))
    assert audit(clock=clock) == (() if "late" in trouble else (trouble,))
    change(clock() - timedelta(seconds=65))
    assert audit(clock=clock) == (trouble,)


def test_an_alarm_that_is_given_up_on_one_road_of_two_is_no_trouble(ada: Clinician) -> None:
    people.set_alarm_address(actor=factories.clinician_actor(ada), url="https://push.example/x", now=clock())
    looked()
    write(ada)
    alarms = Delivery.objects.filter(kind="alarm")
    assert {each.channel for each in alarms} == {"email", "webhook"}
    alarms.filter(channel="webhook").update(state="dead", next_at=None)
    alarms.filter(channel="email").update(state="sent", next_at=None)
    assert audit(clock=clock) == ()
    alarms.filter(channel="email").update(state="dead")
    assert audit(clock=clock) == (Trouble.ALARMS_DEAD,)


def test_that_nobody_at_all_could_be_called_is_seen_until_somebody_is(
    ada: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    looked()
    addresses = ClinicianAddress.objects.filter(clinician=ada, use="notices")
    address = addresses.get().address
    addresses.delete()
    write(ada)
    assert audit(clock=clock) == (Trouble.NOBODY_CALLED,)
    ClinicianAddress.objects.create(
        practice_id=ada.practice_id, clinician=ada, use="notices", channel="email", address=address
    )
    make_due_steps(clock=lambda: clock() + 5 * MINUTE)
    assert Trouble.NOBODY_CALLED not in audit(clock=lambda: clock() + 7 * MINUTE)
    caplog.clear()


def test_what_was_given_up_long_ago_is_for_the_doctor(ada: Clinician) -> None:
    looked()
    write(ada)
    Delivery.objects.filter(kind="alarm").update(
        state="dead", next_at=None, created_at=clock() - timedelta(minutes=61)
    )
    assert audit(clock=clock) == ()


def test_an_ordinary_message_that_waits_is_no_matter_of_alarms(ada: Clinician) -> None:
    looked()
    write(ada)
    Delivery.objects.update(priority=1, next_at=clock() - 10 * MINUTE, created_at=clock() - 10 * MINUTE)
    assert audit(clock=clock) == ()


@pytest.mark.parametrize("seconds", [-6, 6])
def test_a_clock_that_goes_wrong_is_seen(seconds: int) -> None:
    looked()
    assert audit(clock=lambda: clock() + timedelta(seconds=seconds)) == (Trouble.CLOCKS_APART,)


# --- what is said while it is red


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_the_words_of_a_crisis_reply_change_within_three_periods(ada: Clinician, channel: str) -> None:
    looked()
    before = write(ada, channel=channel, now=clock() + 3 * PERIOD - timedelta(seconds=5)).reply_text
    after = write(ada, channel=channel, now=clock() + 3 * PERIOD + timedelta(seconds=1)).reply_text
    assert NOT_SURE[channel] not in before
    assert NOT_SURE[channel] in after
    assert after.index("911") < after.index(NOT_SURE[channel])


def test_what_is_wrong_changes_the_words_as_soon_as_it_is_seen(ada: Clinician) -> None:
    write(ada)
    Escalation.objects.update(next_at=clock() - 2 * MINUTE)
    looked()
    assert NOT_SURE["email"] in write(ada).reply_text


def test_where_it_cannot_be_read_the_message_is_taken_and_nothing_is_promised(ada: Clinician) -> None:
    looked()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE notifications_watch RENAME TO away")
        assert NOT_SURE["email"] in write(ada).reply_text
        transaction.set_rollback(True)


def test_what_a_newer_release_saw_is_taken_for_not_seen() -> None:
    looked()
    Watch.objects.update(troubles=["something new"])
    memory.until = 0
    assert lane(now=clock()).troubles == (Trouble.UNWATCHED,)


def test_it_is_read_once_in_a_while(django_assert_num_queries: Any) -> None:
    looked()
    assert lane(now=clock()).is_well
    Watch.objects.update(troubles=["steps_late"])
    with django_assert_num_queries(0):
        assert lane(now=clock()).is_well
    memory.until = 0
    assert lane(now=clock()).is_red


# --- plans in which nobody is


def test_owners_are_told_once_a_day_for_whom_nobody_could_be_alarmed(ada: Clinician, olive: User) -> None:
    assert look_at_plans(now=clock())
    ada.addresses.filter(use="notices").delete()
    type(olive).objects.filter(pk=olive.pk).update(is_active=False)
    assert not look_at_plans(now=clock())
    assert looked().unreachable == 0
    assert look_at_plans(now=clock() + timedelta(days=1, seconds=1))
    assert looked().unreachable == 1
    assert not Notice.objects.exists()  # there is nobody to tell


def test_an_owner_whom_the_plan_leaves_out_is_told_durably(
    ada: Clinician, ben: Clinician, olive: User
) -> None:
    steps = (Step((Role.CLINICIAN,), MINUTE), Step((Role.COVERING,), MINUTE))
    EscalationPlan.objects.create(practice=ada.practice, steps=to_json(steps), changed_at=clock())
    ada.addresses.filter(use="notices").delete()
    look_at_plans(now=clock())
    assert looked().unreachable == 1
    told = Notice.objects.get()
    assert (told.kind, told.recipient) == (Notice.Kind.NOBODY_REACHABLE, olive.email)


def test_a_plan_that_cannot_be_read_keeps_nobody_else_from_being_told(ada: Clinician) -> None:
    EscalationPlan.objects.create(practice=ada.practice, steps=["made up"], changed_at=clock())
    elsewhere = factories.open_practice(name="Elsewhere")
    factories.add_clinician(practice=elsewhere, name="Eve Moss").addresses.all().delete()
    look_at_plans(now=clock())
    assert looked().unreachable == 1
    assert lane(now=clock()).is_well


# --- outside


@pytest.mark.parametrize("is_well", [True, False])
def test_a_heartbeat_goes_out_once_a_minute_and_only_while_all_is_well(
    settings: Settings, certificate: Path, context: ssl.SSLContext, *, is_well: bool
) -> None:
    settings.HEARTBEAT_URL, settings.OPERATOR_ADDRESS = "https://feeds.example/ping/5e3c", ""
    with feed_server(says(answer(body=b"OK")), context) as server:
        outside, started = Outside(network=server.trusting(str(certificate))), clock()
        for second in range(0, 180, 10):
            seen = Lane(() if is_well else (Trouble.REPLIES_DEAD,))
            outside.hear(seen, now=started + timedelta(seconds=second))
    assert server.paths == (["/ping/5e3c"] * 3 if is_well else [])
    assert (outside.beat_at is not None) is is_well


def test_no_heartbeat_goes_out_before_a_canary_came_back(
    settings: Settings, certificate: Path, context: ssl.SSLContext
) -> None:
    settings.HEARTBEAT_URL = "https://feeds.example/ping/5e3c"
    with feed_server(says(answer(body=b"OK")), context) as server:
        outside = Outside(network=server.trusting(str(certificate)))
        outside.hear(Lane((), is_proven=False), now=clock())
        assert server.paths == []
        outside.hear(Lane(()), now=clock())
    assert server.paths == ["/ping/5e3c"]


def test_a_clock_that_was_set_back_by_an_hour_puts_neither_off(
    settings: Settings, sink: Sink, certificate: Path, context: ssl.SSLContext
) -> None:
    settings.HEARTBEAT_URL = "https://feeds.example/ping/5e3c"
    settings.OPERATOR_ADDRESS = "operator@server.example"
    hour_ago = clock() - timedelta(hours=1)
    with feed_server(says(answer(body=b"OK")), context) as server:
        outside = Outside(network=server.trusting(str(certificate)))
        for at in (clock(), hour_ago):
            outside.hear(Lane(()), now=at)
    assert len(server.paths) == 2
    for at in (clock(), hour_ago):
        outside.hear(lane(now=clock()), now=at)
    assert len(sink.mails) == 1


def test_the_operator_is_mailed_straight_and_once_an_hour(settings: Settings, sink: Sink) -> None:
    settings.OPERATOR_ADDRESS = "operator@server.example"
    outside, red = Outside(), lane(now=clock())
    started = clock()
    for minute in range(120):
        outside.hear(red, now=started + minute * MINUTE)
    assert [mail["Subject"] for mail in sink.mails] == ["Alarms may be delayed"] * 2
    assert "unwatched" in str(sink.mails[0].get_payload())
    assert not Delivery.objects.exists()


def test_trouble_that_mends_itself_wakes_nobody(settings: Settings, sink: Sink) -> None:
    settings.OPERATOR_ADDRESS = "operator@server.example"
    outside, red = Outside(), lane(now=clock())
    well = Lane(())
    for second in range(0, 600, 30):
        outside.hear(red if second % 60 else well, now=clock() + timedelta(seconds=second))
    assert not sink.mails


def test_a_mail_that_could_not_be_sent_is_tried_again_soon(settings: Settings, sink: Sink) -> None:
    settings.OPERATOR_ADDRESS = "operator@server.example"
    sink.at_data.append("451 later")
    outside, red = Outside(), lane(now=clock())
    for minute in range(4):
        outside.hear(red, now=clock() + minute * MINUTE)
    assert len(sink.mails) == 1
