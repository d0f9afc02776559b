"""One after another is alarmed, and round again, until somebody looks after it; and nobody after that."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts import services as people
from accounts.domain.actors import OnDutyActor
from accounts.models import Client, Clinician, ClinicianAddress, User
from accounts.queries import NotFoundError
from notifications import queries, services
from notifications.domain.escalation import Role, Step
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, Duty, Escalation, EscalationEvent, InboundMessage
from notifications.services.delivering import deliver_due, sweep
from notifications.services.escalating import ACTS_WITHIN, NOBODY_AGAIN, make_due_steps
from tests import factories
from tests.factories import NOW
from tests.smtp_sink import Sink, smtp_sink

DANGER = "I want to kill myself"
ADA, BEN, OLIVE = "ada@home.example", "ben@home.example", "olive@inbox.example"
NOTE = "We spoke; she is with her sister."
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


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


# --- storms


def test_more_from_the_same_person_joins_what_rings(ada: Clinician) -> None:
    opened = write(ada)
    assert write(ada, f"{DANGER} now", now=NOW + MINUTE).pk == opened.pk
    assert happened(opened) == ["opened", "alarmed", "joined"]
    assert queries.messages(duty_of(opened, ada)).count() == 2


def test_once_it_was_taken_up_more_rings_anew(ada: Clinician) -> None:
    opened = write(ada)
    services.take_up(actor=duty_of(opened, ada), now=NOW)
    assert write(ada, f"{DANGER} now", now=NOW + MINUTE).pk != opened.pk


def test_another_persons_message_is_an_escalation_of_its_own(ada: Clinician) -> None:
    assert write(ada).pk != write(ada, sender="z@y.example", now=NOW + MINUTE).pk


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
