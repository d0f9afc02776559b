"""What was given up on can be set going again."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Clinician
from notifications import outbox
from notifications.models import Delivery, Notice
from notifications.services.notices import promise_notices
from tests.exchanges import take_message
from tests.factories import NOW

State = Delivery.State


def put(delivery: Delivery, state: str) -> Delivery:
    ended = {"state": state, "next_at": None, "attempts": 12, "unsettled": 2}
    Delivery.objects.filter(pk=delivery.pk).update(**ended)
    return delivery


def state_of(delivery: Delivery) -> tuple[str, int, int]:
    row = Delivery.objects.get(pk=delivery.pk)
    return row.state, row.attempts, row.unsettled


def replay(*arguments: str) -> str:
    said = StringIO()
    call_command("replay", *arguments, stdout=said)
    return said.getvalue().splitlines()[-1]


@pytest.mark.parametrize("state", [State.DEAD, State.UNCERTAIN])
def test_it_starts_afresh(ada: Clinician, state: State) -> None:
    delivery = put(take_message(ada), state)
    assert outbox.replay(delivery.pk, now=NOW)
    assert state_of(delivery) == ("pending", 0, 0)
    assert [held.pk for held in outbox.claim(now=NOW)] == [delivery.pk]


@pytest.mark.parametrize("state", [State.PENDING, State.LEASED, State.SENT, State.HANDED_BACK])
def test_nothing_else_is_touched(ada: Clinician, state: State) -> None:
    delivery = put(take_message(ada), state)
    assert not outbox.replay(delivery.pk, now=NOW)
    assert state_of(delivery) == (state, 12, 2)


def test_the_command_takes_all_dead_ones_but_not_what_may_have_arrived(ada: Clinician) -> None:
    dead, uncertain = put(take_message(ada), State.DEAD), put(take_message(ada), State.UNCERTAIN)
    assert replay("--all") == "1 of 1 will be tried again."
    assert [state_of(delivery)[0] for delivery in (dead, uncertain)] == ["pending", "uncertain"]


def test_the_command_takes_notices_too_and_leaves_what_was_sent(ada: Clinician) -> None:
    for address in ("ada@home.example", "ben@home.example"):
        promise_notices(Notice.Kind.EMERGENCY, [address], about=ada, now=NOW)
    Notice.objects.update(next_at=None, attempts=200)
    Notice.objects.filter(recipient="ben@home.example").update(sent_at=NOW)
    assert replay("--all") == "1 of 1 will be tried again."
    again = Notice.objects.get(next_at__isnull=False)
    assert (again.recipient, again.attempts) == ("ada@home.example", 0)
    assert AuditEntry.objects.filter(verb="replayed", thing_kind="notice", thing_id=again.pk).count() == 1


def test_the_command_takes_those_it_is_given(ada: Clinician) -> None:
    uncertain = put(take_message(ada), State.UNCERTAIN)
    assert replay(str(uncertain.pk), str(uuid4())) == "1 of 2 will be tried again."
    assert state_of(uncertain)[0] == "pending"


def test_the_command_wants_to_be_told_which() -> None:
    with pytest.raises(CommandError, match=r"^Name what to try again, or say --all\.$"):
        replay()
