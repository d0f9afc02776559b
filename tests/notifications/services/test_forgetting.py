"""What is past its time is forgotten a little at a time; what waits, is on hold or is under way never is."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import services as people
from accounts.models import AuditEntry, Client, Clinician
from notifications import queries, services
from notifications.models import Delivery, InboundMessage, RawMail, Reply
from notifications.services.forgetting import A_FEW, forget_a_little
from tests import factories
from tests.factories import NOW
from tests.notifications.services.test_erasing import write

LATER = NOW + timedelta(days=31)


@pytest.fixture
def brief(ada: Clinician, dan: Client) -> Clinician:
    """A practice that keeps things for thirty days."""
    factories.publish_policy(clinician=ada)
    assert people.set_retention(practice_id=ada.practice_id, days=30, now=NOW)
    return ada


def answered(text: str = "May I?", sender: str = "dan@client.example") -> InboundMessage:
    message = write(text, sender)
    actor = factories.clinician_actor(message.clinician)
    services.answer(actor=actor, message_id=message.pk, text="", now=NOW)
    Delivery.objects.update(next_at=None, state="sent")
    return message


def test_what_was_answered_is_forgotten_after_its_time_and_leaves_a_tombstone(brief: Clinician) -> None:
    message = answered()
    assert forget_a_little(now=NOW + timedelta(days=30)) == 0
    assert forget_a_little(now=LATER) == 1
    assert not InboundMessage.objects.exists()
    assert not Reply.objects.exists()
    last = AuditEntry.objects.latest("pk")
    assert (last.verb, last.thing_id, last.actor_kind) == ("forgot", message.pk, "operator")


def test_without_a_period_everything_is_kept(brief: Clinician) -> None:
    answered()
    people.set_retention(practice_id=brief.practice_id, days=None, now=NOW)
    assert forget_a_little(now=LATER) == 0


def test_what_nobody_answered_is_kept_and_counted(brief: Clinician) -> None:
    write("I want to kill myself")
    Delivery.objects.update(next_at=None, state="sent")
    assert forget_a_little(now=LATER) == 0
    assert queries.kept_back(LATER) == queries.KeptBack(waiting=1, held=0)


def test_what_is_still_to_be_sent_is_kept(brief: Clinician) -> None:
    answered()
    Delivery.objects.update(next_at=NOW, state="pending")
    assert forget_a_little(now=LATER) == 0


def test_what_is_on_hold_is_kept_and_counted(brief: Clinician, dan: Client) -> None:
    answered()
    actor = factories.clinician_actor(brief)
    people.leave(actor=actor, client_id=dan.pk, now=NOW)
    people.hold(actor=actor, client_id=dan.pk, reason="a dispute", now=NOW)
    assert forget_a_little(now=LATER) == 0
    assert queries.kept_back(LATER) == queries.KeptBack(waiting=0, held=1)


def test_an_answer_that_is_needed_by_a_message_that_stays_stays_with_it(brief: Clinician) -> None:
    first = write("First")
    answered("Second")
    Delivery.objects.filter(message=first).update(next_at=NOW, state="pending")
    assert forget_a_little(now=LATER) == 0
    assert InboundMessage.objects.count() == 2


def test_who_left_is_forgotten_once_nothing_else_is_kept_of_them(brief: Clinician, dan: Client) -> None:
    answered()
    people.leave(actor=factories.clinician_actor(brief), client_id=dan.pk, now=NOW)
    assert forget_a_little(now=LATER) == 1
    assert Client.objects.exists()
    assert forget_a_little(now=LATER + timedelta(seconds=2)) == 1
    assert not Client.objects.exists()


def test_who_is_in_care_is_kept(brief: Clinician, dan: Client) -> None:
    assert forget_a_little(now=LATER) == 0
    assert Client.objects.get() == dan


def test_a_mail_that_had_come_before_is_forgotten_and_one_that_was_never_read_is_not(
    brief: Clinician,
) -> None:
    for read_at in (NOW, None):
        RawMail.objects.create(
            practice=brief.practice,
            clinician=brief,
            envelope_from="x@x.example",
            envelope_to=[],
            raw=b"x",
            received_at=NOW,
            read_at=read_at,
        )
    assert forget_a_little(now=LATER) == 1
    assert RawMail.objects.get().read_at is None


def test_it_is_done_a_little_at_a_time_and_quickly(brief: Clinician) -> None:
    for number in range(A_FEW + 5):
        answered(sender=f"x{number}@x.example")
    started = time.perf_counter()
    assert forget_a_little(now=LATER) == A_FEW
    assert (
        time.perf_counter() - started < 2
    )  # some tens of milliseconds, on a machine that has nothing else to do
    assert forget_a_little(now=LATER) == 0
    assert forget_a_little(now=LATER + timedelta(seconds=1)) == 5


def test_an_operator_says_how_long(brief: Clinician, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("retention", str(brief.practice_id), "--days", "3650")
    assert "3650 days" in capsys.readouterr().out
    call_command("retention", str(brief.practice_id), "--everything")
    assert "Everything is kept." in capsys.readouterr().out
    assert AuditEntry.objects.filter(verb="set_period").count() == 3
    for wrong in ([str(brief.practice_id), "--days", "0"], [str(uuid4()), "--days", "1"]):
        with pytest.raises(CommandError):
            call_command("retention", *wrong)


REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refused BEFORE DELETE ON notifications_reply BEGIN SELECT RAISE(ABORT, 'no'); END"
    ],
    "postgresql": [
        """
        CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        "CREATE TRIGGER refused BEFORE DELETE ON notifications_reply FOR EACH ROW EXECUTE FUNCTION refused()",
    ],
}


def test_what_cannot_be_forgotten_keeps_no_other_practice_waiting(
    brief: Clinician, cleo: Clinician, caplog: pytest.LogCaptureFixture
) -> None:
    answered()
    people.set_retention(practice_id=cleo.practice_id, days=30, now=NOW + timedelta(seconds=1))
    with connection.cursor() as cursor:
        for statement in REFUSE[connection.vendor]:
            cursor.execute(statement)
    assert [forget_a_little(now=LATER) for _ in range(2)] == [0, 0]
    assert caplog.messages == ["not forgotten"]
    assert InboundMessage.objects.count() == 1
    waiting = [people.clients.forgetting_practices(each) for each in (LATER, LATER + timedelta(hours=2))]
    assert list(map(len, waiting)) == [0, 2]
