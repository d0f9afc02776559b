"""One after another is alarmed, and round again, until somebody looks after it; and nobody after that."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import Message

import pytest
from django.db import IntegrityError, OperationalError, transaction
from pytest_django import Settings

from accounts import services as people
from accounts.domain.actors import OnDutyActor, Visitor
from accounts.models import Client, Clinician, ClinicianAddress, User
from accounts.queries import NotFoundError
from notifications import outbox, queries, services
from notifications.channels.email import MailRoute
from notifications.domain.escalation import Role, Step
from notifications.domain.incoming import Incoming, Source
from notifications.models import (
    Delivery,
    Duty,
    Escalation,
    EscalationEvent,
    EscalationPlan,
    InboundMessage,
)
from notifications.services import escalating
from notifications.services.delivering import deliver_due, sweep
from notifications.services.escalating import ACTS_WITHIN, NOBODY_AGAIN, make_due_steps
from notifications.services.taking_away import take_away
from tests import factories
from tests.factories import NOW
from tests.sign_in import user_of
from tests.smtp_sink import Sink, smtp_sink

DANGER = "I want to kill myself"
ADA, BEN, OLIVE = "ada@home.example", "ben@home.example", "olive@inbox.example"
NOTE = "We spoke; she is with her sister."
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalating, "memory", escalating.Memory())


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.SMTP_PORT = running.port
        yield running


@pytest.fixture
def olive(ada: Clinician) -> User:
    return factories.add_person(practice=ada.practice, name="Olive Reyes", is_owner=True)


def write(
    clinician: Clinician, text: str = DANGER, *, now: datetime = NOW, sender: str = "x@y.example"
) -> Escalation:
    incoming = Incoming(
        clinician=clinician.slug, source=Source.API, channel="email", sender=sender, text=text
    )
    services.receive(actor=factories.integration_actor(clinician.practice), incoming=incoming, now=now)
    return Escalation.objects.order_by("-opened_at").first() or pytest.fail("nobody was alarmed")


def alarmed() -> list[str]:
    """Since it was last asked, in the order in which they were."""
    alarms = Delivery.objects.filter(kind="alarm", state="pending").order_by("created_at")
    told = [each.recipient for each in alarms]
    alarms.update(state="sent", next_at=None)
    return told


def steps_until(now: datetime) -> int:
    return make_due_steps(clock=lambda: now)


def happened(escalation: Escalation) -> list[str]:
    return list(escalation.events.values_list("what", flat=True))


def duty_of(escalation: Escalation, clinician: Clinician | User) -> OnDutyActor:
    return OnDutyActor(escalation.practice_id, clinician.pk, escalation.pk)


def test_the_first_step_is_made_with_the_message(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    assert alarmed() == [ADA]
    assert happened(opened) == ["opened", "alarmed"]
    assert opened.next_at == NOW + 10 * MINUTE


def test_what_is_no_crisis_alarms_nobody(ada: Clinician) -> None:
    with pytest.raises(pytest.fail.Exception):
        write(ada, "May we move Tuesday?")


def test_nobody_answers_so_the_next_is_alarmed_and_then_the_first_again(ada: Clinician, olive: User) -> None:
    write(ada)
    told = []
    for minute in range(0, 61, 1):
        steps_until(NOW + minute * MINUTE)
        told += [(minute, each) for each in alarmed()]
    assert told == [(0, ADA), (10, OLIVE), (25, ADA), (35, OLIVE), (50, ADA), (60, OLIVE)]


def test_whoever_covers_is_alarmed_beside_who_is_away(ada: Clinician, ben: Clinician, olive: User) -> None:
    factories.cover(away=ada, covering=ben, first=date(2026, 3, 10), last=date(2026, 3, 13))
    write(ada)
    assert sorted(alarmed()) == [ADA, BEN]


def test_a_step_in_which_nobody_can_be_reached_is_skipped_at_once(ada: Clinician, olive: User) -> None:
    ClinicianAddress.objects.filter(clinician=ada, use="notices").delete()
    opened = write(ada)
    assert alarmed() == [OLIVE]
    assert happened(opened) == ["opened", "skipped", "alarmed"]


def test_where_nobody_at_all_can_be_reached_all_are_tried_again_soon(ada: Clinician) -> None:
    ClinicianAddress.objects.filter(clinician=ada, use="notices").delete()
    opened = write(ada)
    assert happened(opened) == ["opened", "skipped", "skipped", "nobody"]
    assert opened.next_at == NOW + NOBODY_AGAIN
    ClinicianAddress.objects.create(
        practice_id=ada.practice_id, clinician=ada, use="notices", channel="email", address=ADA
    )
    steps_until(NOW + NOBODY_AGAIN)
    assert alarmed() == [ADA]


def test_whose_access_has_ended_is_alarmed_no_more(ada: Clinician, olive: User) -> None:
    second = factories.add_person(practice=ada.practice, name="Otto Lang", is_owner=True)
    opened = write(ada)
    alarmed()
    people.end_access(actor=factories.owner_actor(olive), user_id=second.pk, now=NOW)
    steps_until(NOW + 10 * MINUTE)
    assert alarmed() == [OLIVE]
    with pytest.raises(NotFoundError):
        services.take_up(actor=duty_of(opened, second), now=NOW)


def test_a_new_plan_holds_for_what_begins_after_it(ada: Clinician, ben: Clinician, olive: User) -> None:
    before = write(ada)
    plan = (Step((ben.user_id or pytest.fail("signs in"),), MINUTE), Step((Role.CLINICIAN,), 2 * MINUTE))
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)
    alarmed()
    steps_until(NOW + 10 * MINUTE)
    assert alarmed() == [OLIVE]
    after = write(ada, now=NOW + 11 * MINUTE, sender="another@y.example")
    assert alarmed() == [BEN]
    assert [each.duties.count() for each in (before, after)] == [2, 2]


def test_a_plan_that_names_somebody_of_another_practice_is_refused(
    ada: Clinician, olive: User, other_practice_owner: User
) -> None:
    plan = (Step((other_practice_owner.pk,), MINUTE), Step((Role.OWNERS,), MINUTE))
    with pytest.raises(NotFoundError):
        services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)


@pytest.fixture
def other_practice_owner(ada: Clinician) -> User:
    return factories.add_person(
        practice=factories.open_practice(name="Elsewhere"), name="Zoe Elm", is_owner=True
    )


# --- taking up


def test_taken_up_once_and_nothing_more_is_sent(ada: Clinician, olive: User, sink: Sink) -> None:
    opened = write(ada)
    actor = duty_of(opened, ada)
    assert [services.take_up(actor=actor, now=NOW) for _twice in range(2)] == [True, False]
    deliver_due(clock=lambda: NOW)
    steps_until(NOW + 20 * MINUTE)
    assert alarmed() == []
    assert not [mail for mail in sink.mails if mail["Subject"] == "Please look at a message now"]
    assert Delivery.objects.get(kind="alarm").state == "not_needed"
    assert happened(opened) == ["opened", "alarmed", "acknowledged"]


def test_what_was_claimed_before_it_was_taken_up_is_not_sent_either(
    ada: Clinician, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = write(ada)
    Escalation.objects.filter(pk=opened.pk).update(acknowledged_at=NOW, acknowledged_by=ada.pk)
    deliver_due(clock=lambda: NOW)
    assert Delivery.objects.get(kind="alarm").state == "not_needed"


def test_nobody_takes_up_what_has_not_got_to_them(ada: Clinician, ben: Clinician, olive: User) -> None:
    opened = write(ada)
    for somebody in (ben, olive):
        with pytest.raises(NotFoundError):
            services.take_up(actor=duty_of(opened, somebody), now=NOW)
    steps_until(NOW + 10 * MINUTE)
    assert services.take_up(actor=duty_of(opened, olive), now=NOW)


def test_taken_up_and_then_left_it_rings_again(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    services.take_up(actor=duty_of(opened, ada), now=NOW)
    alarmed()
    steps_until(NOW + ACTS_WITHIN - MINUTE)
    assert alarmed() == []
    steps_until(NOW + ACTS_WITHIN)
    assert alarmed() == [ADA]
    assert happened(opened)[-2:] == ["reopened", "alarmed"]


def test_an_answer_takes_it_up_and_is_what_is_waited_for(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    message = InboundMessage.objects.get()
    services.answer(actor=factories.clinician_actor(ada), message_id=message.pk, text="", now=NOW + MINUTE)
    opened.refresh_from_db()
    assert opened.acknowledged_by == ada.pk
    steps_until(NOW + 2 * ACTS_WITHIN)
    opened.refresh_from_db()
    assert (alarmed(), opened.next_at) == ([], None)


def answer(clinician: Clinician, message: InboundMessage, now: datetime) -> None:
    actor = factories.clinician_actor(clinician)
    services.answer(actor=actor, message_id=message.pk, text="", now=now)


def test_an_answer_to_what_came_first_does_not_silence_what_came_since(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    first = InboundMessage.objects.get()
    write(ada, f"{DANGER} now", now=NOW + MINUTE)
    answer(ada, first, NOW + 2 * MINUTE)  # begun before the second came
    opened.refresh_from_db()
    assert opened.acknowledged_at is None
    alarmed()
    steps_until(NOW + 10 * MINUTE)
    assert alarmed() == [OLIVE]
    answer(ada, InboundMessage.objects.exclude(pk=first.pk).get(), NOW + 11 * MINUTE)
    opened.refresh_from_db()
    assert opened.acknowledged_by == ada.pk


def test_taken_up_it_rings_again_where_only_what_came_first_was_answered(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    write(ada, f"{DANGER} now", now=NOW + MINUTE)
    services.take_up(actor=duty_of(opened, ada), now=NOW + 2 * MINUTE)
    answer(ada, InboundMessage.objects.get(received_at=NOW), NOW + 3 * MINUTE)
    steps_until(NOW + 2 * MINUTE + ACTS_WITHIN)
    assert happened(opened)[-2:] == ["reopened", "alarmed"]


@pytest.mark.parametrize("outcome", ["looked_after", "false_alarm"])
def test_resolved_with_a_note_it_is_over(ada: Clinician, olive: User, outcome: str) -> None:
    opened = write(ada)
    actor = duty_of(opened, ada)
    ended = [services.resolve(actor=actor, outcome=outcome, text=NOTE, now=NOW) for _twice in range(2)]
    assert ended == [True, False]
    opened.refresh_from_db()
    assert (opened.outcome, opened.note, opened.next_at) == (outcome, NOTE, None)
    steps_until(NOW + timedelta(days=1))
    assert alarmed() == []
    with pytest.raises(NotFoundError):  # of whom it never got to
        queries.escalation(duty_of(opened, olive))


def test_who_was_called_reads_that_it_is_over_and_others_not_even_that(
    ada: Clinician, ben: Clinician, olive: User
) -> None:
    opened = write(ada)
    steps_until(NOW + 10 * MINUTE)
    services.resolve(actor=duty_of(opened, ada), outcome="false_alarm", text="", now=NOW + 11 * MINUTE)
    assert not services.take_up(actor=duty_of(opened, olive), now=NOW + 12 * MINUTE)
    with pytest.raises(NotFoundError):
        services.take_up(actor=duty_of(opened, ben), now=NOW + 12 * MINUTE)
    User.objects.filter(pk=olive.pk).update(is_active=False)
    with pytest.raises(NotFoundError):
        services.take_up(actor=duty_of(opened, olive), now=NOW + 12 * MINUTE)


def test_what_nobody_took_up_can_be_resolved_all_the_same(ada: Clinician) -> None:
    opened = write(ada)
    services.resolve(actor=duty_of(opened, ada), outcome="looked_after", text=NOTE, now=NOW)
    assert happened(opened) == ["opened", "alarmed", "acknowledged", "resolved"]
    assert Delivery.objects.get(kind="alarm").state == "not_needed"


# --- storms


def test_more_from_the_same_person_joins_what_rings(ada: Clinician) -> None:
    opened = write(ada)
    assert write(ada, f"{DANGER} now", now=NOW + MINUTE).pk == opened.pk
    assert happened(opened) == ["opened", "alarmed", "joined"]
    assert queries.messages(duty_of(opened, ada)).count() == 2


def test_what_is_left_on_the_public_page_is_an_escalation_of_its_own(ada: Clinician) -> None:
    """Whoever types an address there must not learn, by how long it takes, that somebody rings."""
    first = write(ada, sender="dan@client.example")
    incoming = Incoming(
        clinician=ada.slug, source=Source.PAGE, channel="email", sender="dan@client.example", text=DANGER
    )
    for _ in range(2):
        services.receive(actor=Visitor(), incoming=incoming, now=NOW + MINUTE)
    assert Escalation.objects.count() == 3
    assert first.events.filter(what="joined").count() == 0


def test_once_it_was_taken_up_more_rings_anew(ada: Clinician) -> None:
    opened = write(ada)
    services.take_up(actor=duty_of(opened, ada), now=NOW)
    assert write(ada, f"{DANGER} now", now=NOW + MINUTE).pk != opened.pk


def test_another_persons_message_is_an_escalation_of_its_own(ada: Clinician) -> None:
    assert write(ada).pk != write(ada, sender="z@y.example", now=NOW + MINUTE).pk


def test_whichever_way_a_client_writes_it_joins(ada: Clinician, dan: Client) -> None:
    opened = write(ada, sender="dan@client.example")
    by_text = Incoming(
        clinician=ada.slug, source=Source.API, channel="sms", sender="+12125550123", text=DANGER
    )
    actor = factories.integration_actor(ada.practice)
    services.receive(actor=actor, incoming=by_text, now=NOW + MINUTE)
    assert happened(opened) == ["opened", "alarmed", "joined"]


def test_what_joins_does_not_wait_for_hours_until_the_next_step(ada: Clinician, olive: User) -> None:
    plan = (Step((Role.CLINICIAN,), timedelta(hours=4)), Step((Role.OWNERS,), timedelta(hours=4)))
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)
    write(ada)
    alarmed()
    told = []
    for minute in range(1, 32):
        write(ada, f"{DANGER} {minute}", now=NOW + minute * MINUTE)
        steps_until(NOW + minute * MINUTE)
        told += [(minute, each) for each in alarmed()]
    assert told == [(11, OLIVE), (22, ADA)]  # and a storm makes no storm of mail


def test_though_the_first_message_is_gone_what_joined_it_rings_on(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    write(ada, f"{DANGER} now", now=NOW + MINUTE)
    take_away(InboundMessage.objects.filter(received_at=NOW))
    assert happened(opened) == ["alarmed", "joined"]
    steps_until(NOW + 10 * MINUTE)
    assert alarmed() == [OLIVE]


# --- failing


def test_alarms_that_cannot_be_sent_do_not_keep_the_next_step_waiting(
    ada: Clinician, olive: User, sink: Sink
) -> None:
    sink.at_recipient.extend(["550 no such user"] * 2)  # who wrote, and Ada
    opened = write(ada)
    for _turn in range(3):
        sweep(clock=lambda: NOW)
    assert happened(opened) == ["opened", "alarmed", "failed", "alarmed"]
    assert {mail["To"] for mail in sink.mails} >= {OLIVE}


def test_one_that_cannot_be_made_keeps_no_other_from_it(
    ada: Clinician, olive: User, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = write(ada), write(ada, sender="z@y.example", now=NOW + MINUTE)
    EscalationEvent.objects.filter(escalation=broken, what="opened").delete()
    alarmed()
    steps_until(NOW + 20 * MINUTE)
    assert alarmed() == [OLIVE]
    assert happened(fine)[-1] == "alarmed"
    assert "escalation step not made" in caplog.text
    caplog.clear()


def test_a_step_cut_short_by_the_database_is_made_whole_at_a_later_look(
    ada: Clinician, olive: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = write(ada)
    alarmed()
    with monkeypatch.context() as broken:
        broken.setattr(escalating, "_save", _raise_operational_error)  # once alarms and event are written
        steps_until(NOW + 10 * MINUTE)
    assert (alarmed(), happened(opened)) == ([], ["opened", "alarmed"])
    steps_until(NOW + 11 * MINUTE)
    assert (alarmed(), happened(opened)) == ([OLIVE], ["opened", "alarmed", "alarmed"])
    caplog.clear()


def _raise_operational_error(*_: object, **__: object) -> None:
    raise OperationalError


def test_what_cannot_be_made_is_not_tried_without_a_pause(
    ada: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    broken = write(ada)
    EscalationEvent.objects.filter(escalation=broken, what="opened").delete()
    tries = [steps_until(NOW + 20 * MINUTE + timedelta(seconds=second)) for second in range(31)]
    assert tries == [0] * 31  # a dispatcher that is told of work done looks again at once
    assert caplog.text.count("escalation step not made") == 2
    caplog.clear()


def test_however_many_cannot_be_made_the_next_gets_its_step(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(escalating, "A_TURN", 2)
    broken = [write(ada, sender=f"{number}@y.example") for number in range(4)]
    EscalationEvent.objects.filter(escalation__in=broken, what="opened").delete()
    fine = write(ada, sender="z@y.example", now=NOW + MINUTE)
    for _look in range(3):
        steps_until(NOW + 20 * MINUTE)
    fine.refresh_from_db()
    assert fine.next_at is not None
    assert fine.next_at > NOW + 20 * MINUTE
    caplog.clear()


def test_a_plan_that_cannot_be_read_costs_no_message(
    ada: Clinician, olive: User, caplog: pytest.LogCaptureFixture
) -> None:
    EscalationPlan.objects.create(practice=ada.practice, steps=[{"whom": ["astrologer"]}], changed_at=NOW)
    write(ada)
    assert alarmed() == [ADA]
    assert "plan not read" in caplog.text
    caplog.clear()


def test_who_has_no_inbox_is_alarmed_from_the_services_own_address(ada: Clinician, sink: Sink) -> None:
    ClinicianAddress.objects.filter(clinician=ada, use="inbox").delete()
    write(ada)
    deliver_due(clock=lambda: NOW)
    assert [mail["To"] for mail in alarms_in(sink)] == [ADA]


def alarms_in(sink: Sink) -> list[Message]:
    return [mail for mail in sink.mails if mail["Subject"] == "Please look at a message now"]


def test_an_alarm_of_which_nobody_hears_again_does_not_keep_the_next_step_waiting(
    ada: Clinician, olive: User
) -> None:
    opened = write(ada)
    Delivery.objects.filter(kind="alarm").update(unsettled=5)
    deliver_due(clock=lambda: NOW)
    assert happened(opened)[-1] == "failed"
    steps_until(NOW)
    assert {each.recipient for each in Delivery.objects.filter(kind="alarm", state="pending")} == {OLIVE}


def test_whoever_has_gone_is_not_mailed_and_the_next_step_does_not_wait(
    ada: Clinician, olive: User, sink: Sink
) -> None:
    opened = write(ada)
    User.objects.filter(pk=user_of(ada).pk).update(is_active=False)
    sweep(clock=lambda: NOW)
    assert alarms_in(sink) == []
    assert happened(opened)[-1] == "failed"
    sweep(clock=lambda: NOW)
    assert [mail["To"] for mail in alarms_in(sink)] == [OLIVE]


def test_after_a_night_without_mail_each_is_told_once(ada: Clinician, olive: User, sink: Sink) -> None:
    sink.at_sender.extend(["451 not now"] * 10_000)
    write(ada)
    for minute in range(8 * 60):
        sweep(clock=lambda: NOW + minute * MINUTE)  # noqa: B023  asked within the same turn
    assert EscalationEvent.objects.filter(what="alarmed").count() > 30  # the steps went on
    waiting = Delivery.objects.filter(kind="alarm", next_at__isnull=False)
    assert sorted(each.recipient for each in waiting) == [ADA, OLIVE]
    assert waiting.filter(created_at__lte=NOW + 10 * MINUTE).count() == 2  # the watch sees how long it is
    sink.at_sender.clear()
    for minute in range(16):
        sweep(clock=lambda: NOW + (8 * 60 + minute) * MINUTE)  # noqa: B023  likewise
    told = [mail["To"] for mail in alarms_in(sink)]
    assert 2 <= len(told) <= 4
    assert set(told) == {ADA, OLIVE}


def test_what_was_taken_up_while_mail_was_away_is_not_told_when_it_is_back(
    ada: Clinician, olive: User, sink: Sink
) -> None:
    sink.at_sender.extend(["451 not now"] * 100)
    opened = write(ada)
    sweep(clock=lambda: NOW)
    services.take_up(actor=duty_of(opened, ada), now=NOW + MINUTE)
    sink.at_sender.clear()
    sweep(clock=lambda: NOW + 20 * MINUTE)
    assert alarms_in(sink) == []


def test_taken_up_while_the_mail_server_takes_its_time_nothing_is_sent(
    ada: Clinician, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = write(ada)
    Delivery.objects.exclude(kind="alarm").delete()
    open_line = MailRoute.open

    def somebody_takes_it_up_meanwhile(route: MailRoute) -> bool:
        services.take_up(actor=duty_of(opened, ada), now=NOW)
        return open_line(route)

    monkeypatch.setattr(MailRoute, "open", somebody_takes_it_up_meanwhile)
    deliver_due(clock=lambda: NOW)
    assert alarms_in(sink) == []
    assert Delivery.objects.get(kind="alarm").state == "not_needed"


def test_a_new_address_holds_for_an_alarm_that_has_not_gone_out(
    ada: Clinician, olive: User, sink: Sink
) -> None:
    sink.at_sender.extend(["451 not now"] * 100)
    write(ada)
    for minute in range(25):
        sweep(clock=lambda: NOW + minute * MINUTE)  # noqa: B023  asked within the same turn
    ClinicianAddress.objects.filter(clinician=ada, use="notices").update(address="new@home.example")
    sink.at_sender.clear()
    for _turn in range(2):
        sweep(clock=lambda: NOW + 25 * MINUTE)
    assert [mail["To"] for mail in alarms_in(sink) if mail["To"] != OLIVE] == ["new@home.example"]


# --- nobody answers for long


def test_the_shortest_plan_does_not_fill_a_night_with_mail(ada: Clinician, olive: User) -> None:
    plan = (Step((Role.CLINICIAN,), MINUTE), Step((Role.OWNERS,), MINUTE))
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)
    write(ada)
    told = []
    for minute in range(12 * 60):
        steps_until(NOW + minute * MINUTE)
        told += [(minute, each) for each in alarmed()]
    assert told[:6] == [(0, ADA), (1, OLIVE), (2, ADA), (3, OLIVE), (4, ADA), (5, OLIVE)]
    assert told[-1][0] > 12 * 60 - 16  # it goes on
    assert len(told) < 60


def test_once_it_rings_again_it_rings_as_planned(ada: Clinician, olive: User) -> None:
    plan = (Step((Role.CLINICIAN,), MINUTE), Step((Role.OWNERS,), MINUTE))
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)
    opened = write(ada)
    for minute in range(60):
        steps_until(NOW + minute * MINUTE)
    services.take_up(actor=duty_of(opened, ada), now=NOW + 60 * MINUTE)
    alarmed()
    told = []
    for minute in range(90, 93):
        steps_until(NOW + minute * MINUTE)
        told += alarmed()
    assert told == [ADA, OLIVE, ADA]


def test_where_nobody_of_a_plan_is_left_whoever_leads_the_practice_by_now_is_called(
    ada: Clinician, ben: Clinician, olive: User
) -> None:
    plan = (Step((Role.CLINICIAN,), MINUTE), Step((ben.user_id or pytest.fail("signs in"),), MINUTE))
    services.save_plan(actor=factories.owner_actor(olive), plan=plan, now=NOW)
    ClinicianAddress.objects.filter(use="notices").delete()
    opened = write(ada)
    assert alarmed() == [OLIVE]
    assert happened(opened) == ["opened", "skipped", "skipped", "alarmed"]
    assert services.take_up(actor=duty_of(opened, olive), now=NOW)


def test_an_owner_who_comes_while_it_rings_is_called_where_all_others_have_gone(
    ada: Clinician, olive: User
) -> None:
    write(ada)
    assert alarmed() == [ADA]
    User.objects.filter(pk__in=[ada.user_id, olive.pk]).update(is_active=False)
    factories.add_person(practice=ada.practice, name="Otto Lang", is_owner=True)
    steps_until(NOW + 10 * MINUTE)
    assert alarmed() == ["otto@inbox.example"]


# --- clocks


def test_a_clock_that_is_put_back_keeps_no_step_and_no_alarm_waiting(ada: Clinician, olive: User) -> None:
    opened = write(ada)
    steps_until(NOW)
    an_hour_ago = NOW - timedelta(hours=1)
    steps_until(an_hour_ago)
    assert happened(opened) == ["opened", "alarmed", "alarmed"]
    assert {each.recipient for each in outbox.claim(now=an_hour_ago) if each.duty_id} == {ADA, OLIVE}
    for second in range(5):
        steps_until(an_hour_ago + timedelta(seconds=second))
    assert happened(opened) == ["opened", "alarmed", "alarmed"]


def test_what_was_taken_up_does_not_ring_because_a_clock_is_put_back(ada: Clinician) -> None:
    opened = write(ada)
    services.take_up(actor=duty_of(opened, ada), now=NOW)
    steps_until(NOW)
    steps_until(NOW - timedelta(hours=1))
    assert happened(opened)[-1] == "acknowledged"


def test_a_clock_that_is_put_on_makes_one_step_and_not_all_that_it_skipped(
    ada: Clinician, olive: User
) -> None:
    write(ada)
    alarmed()
    for second in range(5):
        steps_until(NOW + timedelta(hours=5, seconds=second))
    assert alarmed() == [OLIVE]


def test_what_it_began_with_and_what_happened_is_never_changed(ada: Clinician) -> None:
    opened = write(ada)
    for rows, change in (
        (Duty.objects, {"wait_minutes": 1}),
        (EscalationEvent.objects, {"what": "resolved"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(escalation=opened).update(**change)


def test_it_goes_with_what_it_is_about(ada: Clinician, dan: Client) -> None:
    write(ada, sender="dan@client.example")
    services.erase_client(actor=factories.clinician_actor(ada), client_id=dan.pk, now=NOW)
    assert not Escalation.objects.exists()
    assert not Delivery.objects.exists()
