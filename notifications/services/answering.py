"""A human's answer: recorded against the promise, and sent where we have a way to send it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.actors import ClinicianActor, CoveringActor, FrontDeskActor
from accounts.domain.audit import Verb
from accounts.queries import NotFoundError, still_there
from accounts.services import record
from accounts.wall import all_or_nothing
from notifications import outbox, queries
from notifications.domain.errors import NoWayToSendError
from notifications.models import Delivery, InboundMessage, Reply
from notifications.services.duty import taken_up_by_answering
from notifications.services.posting import by_mail
from notifications.services.things import thing_of

Answering = ClinicianActor | CoveringActor | FrontDeskActor


def answer(*, actor: Answering, message_id: UUID, text: str, now: datetime) -> Reply:
    """Answer a message, and what its writer wrote before as far as the actor sees it.

    A blank text: answered elsewhere, say by phone.

    The same words again are the same answer. Raises NotFoundError, NoWayToSendError.
    """
    with all_or_nothing(actor.practice_id):
        return _answer(actor, message_id, text, now)


def _answer(actor: Answering, message_id: UUID, text: str, now: datetime) -> Reply:
    message = _alone_with(actor, message_id)
    if (given := message.answered_by) and (given.message_id, given.text) == (message.pk, text):
        return given
    recipient = queries.mail_address_of_writer(message)
    if text and recipient is None and message.source != InboundMessage.Source.PORTAL:
        raise NoWayToSendError
    author = _author(actor)
    reply = Reply.objects.create(
        practice_id=actor.practice_id, message=message, text=text, sent_at=now, **author
    )
    answered = _answered_by_it(actor, message)
    [person] = author.values()
    taken_up_by_answering(answered, person=person, now=now)
    answered.update(answered_by=reply)
    record(actor, Verb.ANSWERED, thing_of(message), now=now)
    if text and recipient is not None:
        outbox.enqueue([by_mail(message, Delivery.Kind.REPLY, recipient, now=now, reply=reply)])
    elif text and (reader := queries.mail_address_of_reader(message)):
        outbox.enqueue([by_mail(message, Delivery.Kind.WAITING, reader, now=now, reply=reply)])
    return reply


def _alone_with(actor: Answering, message_id: UUID) -> InboundMessage:
    """A button pressed twice: the second answer waits here until the first is recorded.

    Locked as everywhere: the client first, then messages in the order of their keys.
    """
    message = queries.message(actor, message_id)
    if message.client and still_there(message.client) is None:
        raise NotFoundError
    ours = Q(pk=message_id) | Q(pk__in=_answered_by_it(actor, message).values("pk"))
    locked = InboundMessage.objects.select_for_update(no_key=True)  # events and deliveries may name them
    list(locked.filter(ours).order_by("pk").values_list("pk"))
    return queries.message(actor, message_id)


def _author(actor: Answering) -> dict[str, UUID]:
    """The front desk answers for the practice, and it is known who sat there."""
    if isinstance(actor, FrontDeskActor):
        return {"user_id": actor.user_id}
    return {"clinician_id": actor.clinician_id}


def _answered_by_it(actor: Answering, message: InboundMessage) -> QuerySet[InboundMessage]:
    """The message and what its writer wrote before, none of it unseen by who answers."""
    seen = queries.messages(actor).order_by().values("pk")
    return InboundMessage.objects.filter(
        pk__in=seen,
        answered_by=None,
        clinician_id=message.clinician_id,
        conversation__in=queries.conversations(message),
        received_at__lte=message.received_at,
    )
