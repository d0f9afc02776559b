"""A human's answer settles the promise."""

from datetime import timedelta

import pytest

from accounts.models import Client, Clinician
from accounts.queries import NotFoundError
from notifications import queries
from notifications.domain.errors import NoWayToSendError
from notifications.domain.incoming import Incoming, Source
from notifications.models import Delivery, InboundMessage
from notifications.services import answer, receive
from tests import factories

NOW = factories.NOW
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def message(ada: Clinician, dan: Client) -> InboundMessage:
    factories.publish_policy(clinician=ada)
    return _say(ada, "Can we move Thursday?")


def _say(
    clinician: Clinician, text: str, *, channel: str = "email", sender: str = "dan@client.example"
) -> InboundMessage:
    incoming = Incoming(
        clinician=clinician.slug, source=Source.API, channel=channel, sender=sender, text=text
    )
    return receive(actor=factories.integration_actor(clinician.practice), incoming=incoming, now=NOW)


def test_it_is_sent_and_recorded(ada: Clinician, message: InboundMessage) -> None:
    reply = answer(
        actor=factories.clinician_actor(ada), message_id=message.pk, text="Friday, then.", now=SOON
    )
    message.refresh_from_db()
    assert message.answered_by == reply
    assert message.decision.reply_by is not None
    assert reply.sent_at < message.decision.reply_by
    delivery = reply.deliveries.get()
    assert (delivery.kind, delivery.recipient, delivery.next_at) == ("reply", "dan@client.example", SOON)


def test_it_answers_what_was_written_before_and_not_what_comes_after(
    ada: Clinician, message: InboundMessage
) -> None:
    second = _say(ada, "And the form?")
    reply = answer(actor=factories.clinician_actor(ada), message_id=second.pk, text="Yes.", now=SOON)
    after = _say(ada, "Thank you!")
    answered = InboundMessage.objects.filter(answered_by=reply).values_list("pk", flat=True)
    assert set(answered) == {message.pk, second.pk}
    assert after.answered_by is None


def test_it_answers_nobody_else_who_left_no_address(ada: Clinician, message: InboundMessage) -> None:
    """A bounce ticked off must not tick off someone in danger whose mail had no return path either."""
    someone = _say(ada, "I want to kill myself", sender="")
    bounce = _say(ada, "Undelivered mail", sender="")
    answer(actor=factories.clinician_actor(ada), message_id=bounce.pk, text="", now=SOON)
    answered = InboundMessage.objects.exclude(answered_by=None).values_list("pk", flat=True)
    assert set(answered) == {bounce.pk}
    assert someone.screening.level == "crisis"


def test_the_same_words_again_are_sent_once(ada: Clinician, message: InboundMessage) -> None:
    replies = [
        answer(actor=factories.clinician_actor(ada), message_id=message.pk, text=text, now=SOON)
        for text in ("Friday, then.", "Friday, then.", "At ten.")
    ]
    assert replies[0] == replies[1]
    sent = Delivery.objects.filter(kind="reply").select_related("reply")
    assert sorted(each.reply.text for each in sent if each.reply) == ["At ten.", "Friday, then."]


def test_answered_elsewhere_sends_nothing(ada: Clinician, message: InboundMessage) -> None:
    reply = answer(actor=factories.clinician_actor(ada), message_id=message.pk, text="", now=SOON)
    assert not reply.deliveries.exists()


def test_words_that_cannot_be_sent_are_refused_before_anything_is_recorded(
    ada: Clinician, message: InboundMessage
) -> None:
    text = _say(ada, "ok?", channel="sms", sender="+12125550123")
    with pytest.raises(NoWayToSendError):
        answer(actor=factories.clinician_actor(ada), message_id=text.pk, text="Yes", now=SOON)
    text.refresh_from_db()
    assert text.answered_by is None


@pytest.mark.parametrize("other", ["ben", "cleo"])
def test_nobody_else_sees_or_answers_it(
    other: str, message: InboundMessage, request: pytest.FixtureRequest
) -> None:
    actor = factories.clinician_actor(request.getfixturevalue(other))
    assert list(queries.inbox(actor)) == []
    with pytest.raises(NotFoundError):
        answer(actor=actor, message_id=message.pk, text="Hello", now=SOON)


def test_the_inbox_puts_crises_first_then_what_is_due_and_answered_last(
    ada: Clinician, message: InboundMessage
) -> None:
    actor = factories.clinician_actor(ada)
    answer(actor=actor, message_id=message.pk, text="", now=SOON)
    waiting = _say(ada, "A question", sender="+12125550123", channel="sms")
    crisis = _say(ada, "I took all the pills", sender="eve@client.example")
    assert list(queries.inbox(actor)) == [crisis, waiting, message]
