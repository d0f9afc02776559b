"""What somebody unknown wrote turns out to be a client's: the clinician says so, an address proves nothing.

From then on it is kept as theirs, under their key: they can read it, and it is handed over, held and erased
with everything else.
"""

from datetime import datetime
from uuid import UUID

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Verb
from accounts.models import Client
from accounts.queries import NotFoundError, client_to_change
from accounts.sealed import open_whole, sealed_fields
from accounts.services import record
from accounts.services.wishes import note_opt_out
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.models import Escalation, InboundMessage, RawMail
from notifications.services.things import thing_of
from notifications.services.wishes import TEXTS


def attribute(*, actor: ClinicianActor, client_id: UUID, message_id: UUID, now: datetime) -> None:
    """All that came the same way from the same address: whole, since one answer may be to several of these.

    Raises NotFoundError, also where it came from no address of the client's.
    """
    with all_or_nothing(actor.practice_id):
        client = client_to_change(actor, client_id)
        first, *others = _held(actor, client, message_id)
        if first.channel == TEXTS and queries.texts_were_stopped(first):
            note_opt_out(actor, client, TEXTS, now=now)
        for mail in queries.mails_of_unknown(first):
            _keep_as_theirs(client, mail)
        for message in (first, *others):
            _put_to(client, message)
            for escalation in queries.escalations_of(message):
                _keep_as_theirs(client, escalation)
            record(actor, Verb.ATTRIBUTED, thing_of(message), now=now)


def _held(actor: ClinicianActor, client: Client, message_id: UUID) -> list[InboundMessage]:
    """The conversation that the message is of; whoever answers or erases it meanwhile is waited for.

    Locked as everywhere, in the order of their keys.
    """
    message = queries.written_before(actor, client).filter(pk=message_id).first()
    if message is None:
        raise NotFoundError
    theirs = queries.written_by_the_same(actor, message)
    held = list(theirs.select_for_update().order_by("pk"))
    if not held:
        raise NotFoundError
    return held


def _put_to(client: Client, message: InboundMessage) -> None:
    """With all that hangs on it."""
    if message.mail:
        _keep_as_theirs(client, message.mail)
    hanging = [message.decision, *message.replies.all(), *message.deliveries.all()]
    for row in hanging:
        open_whole(row)
    message.conversation = queries.conversation_of_client(message.conversation, client)
    _keep_as_theirs(client, message, "conversation")
    for row in hanging:
        row.save(update_fields=[column.name for column in sealed_fields(type(row))])


def _keep_as_theirs(client: Client, row: InboundMessage | RawMail | Escalation, *changed: str) -> None:
    open_whole(row)
    row.client = client
    row.save(update_fields=["client", *changed, *(column.name for column in sealed_fields(type(row)))])
