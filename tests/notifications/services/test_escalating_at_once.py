"""Several at one escalation at the same moment: a step is made once, one takes it up, nobody waits in a ring.

SQLite lets one writer in at a time, so it has no such moments.
"""

from datetime import timedelta

import pytest

from accounts.domain.actors import OnDutyActor
from accounts.models import Clinician, User
from accounts.queries import NotFoundError
from notifications import services
from notifications.domain.incoming import Incoming, Source
from notifications.models import Escalation, InboundMessage
from notifications.services.delivering import sweep
from notifications.services.escalating import make_due_steps
from tests import factories
from tests.at_once import at_once, coming_too_late
from tests.factories import NOW
from tests.sign_in import user_of

DANGER = "I want to kill myself"
DUE = NOW + timedelta(minutes=10)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ringing(ada: Clinician) -> Escalation:
    factories.add_person(practice=ada.practice, name="Olive Reyes", is_owner=True)
    write(ada)
    return Escalation.objects.get()


def write(ada: Clinician) -> None:
    """Somebody unknown, so that no client's row keeps others from the message."""
    incoming = Incoming(
        clinician=ada.slug, source=Source.API, channel="email", sender="x@y.example", text=DANGER
    )
    services.receive(actor=factories.integration_actor(ada.practice), incoming=incoming, now=NOW)


def step() -> None:
    make_due_steps(clock=lambda: DUE)


def answer(ada: Clinician) -> None:
    message = InboundMessage.objects.order_by("received_at").first()
    if message:
        services.answer(actor=factories.clinician_actor(ada), message_id=message.pk, text="", now=DUE)


def erase(ada: Clinician) -> None:
    message = InboundMessage.objects.order_by("received_at").first()
    if message:
        services.erase_unknown_writer(actor=factories.clinician_actor(ada), message_id=message.pk, now=DUE)


def happened(escalation: Escalation) -> list[str]:
    return list(escalation.events.values_list("what", flat=True))


@pytest.mark.parametrize("round_", range(3))
def test_however_many_dispatchers_there_are_a_step_is_made_once(ringing: Escalation, round_: int) -> None:
    assert at_once(*[step] * 6) == []
    assert happened(ringing) == ["opened", "alarmed", "alarmed"]


def test_of_fifty_who_take_it_up_one_has_it(ada: Clinician, ringing: Escalation) -> None:
    actor, taken = OnDutyActor(ada.practice_id, ada.pk, ringing.pk), list[bool]()
    assert at_once(*[lambda: taken.append(services.take_up(actor=actor, now=NOW))] * 50) == []
    assert sorted(taken) == [False] * 49 + [True]
    assert happened(ringing) == ["opened", "alarmed", "acknowledged"]


def test_a_step_that_comes_while_it_is_taken_up_is_not_made(ada: Clinician, ringing: Escalation) -> None:
    actor = OnDutyActor(ada.practice_id, ada.pk, ringing.pk)
    with coming_too_late(step) as raised:
        services.take_up(actor=actor, now=DUE)
    assert raised == []
    assert happened(ringing) == ["opened", "alarmed", "acknowledged"]


@pytest.mark.parametrize("round_", range(6))
def test_nobody_stands_in_anothers_way(
    ada: Clinician, ringing: Escalation, caplog: pytest.LogCaptureFixture, round_: int
) -> None:
    actor = OnDutyActor(ada.practice_id, ada.pk, ringing.pk)
    raised = at_once(
        step,
        lambda: answer(ada),
        lambda: services.take_up(actor=actor, now=DUE),
        lambda: sweep(clock=lambda: DUE),
        lambda: write(ada),
    )
    assert raised == []
    assert "not made" not in caplog.text


@pytest.mark.parametrize("round_", range(6))
def test_erased_while_it_rings_it_is_gone(
    ada: Clinician, ringing: Escalation, caplog: pytest.LogCaptureFixture, round_: int
) -> None:
    actor = OnDutyActor(ada.practice_id, ada.pk, ringing.pk)
    raised = at_once(
        step,
        lambda: erase(ada),
        lambda: answer(ada),
        lambda: services.take_up(actor=actor, now=DUE),
    )
    assert all(isinstance(each, NotFoundError) for each in raised), raised
    assert not Escalation.objects.exists()
    assert "not made" not in caplog.text


def test_erased_while_a_step_is_made_it_is_gone_once_that_is_whole(
    ada: Clinician, ringing: Escalation
) -> None:
    with coming_too_late(lambda: erase(ada)) as raised:
        step()
    assert raised == []
    assert not Escalation.objects.exists()


def test_whoever_has_gone_meanwhile_takes_nothing_up(ada: Clinician, ringing: Escalation) -> None:
    User.objects.filter(pk=user_of(ada).pk).update(is_active=False)
    with pytest.raises(NotFoundError):
        services.take_up(actor=OnDutyActor(ada.practice_id, ada.pk, ringing.pk), now=NOW)
