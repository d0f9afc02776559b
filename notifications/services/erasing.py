"""Erasing a person: afterwards nothing is known of them here, and the trail has ids alone."""

from datetime import datetime
from uuid import UUID

from accounts.domain.actors import ClinicianActor
from accounts.domain.audit import Verb
from accounts.domain.errors import OnHoldError
from accounts.models import Client
from accounts.queries import NotFoundError, client_cared_for, may_change
from accounts.services import record
from accounts.services.clients import alone_with, held, remove, shred
from accounts.services.wishes import thing_of_client
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.models import InboundMessage, RawMail
from notifications.services.taking_away import take_away
from notifications.services.things import thing_of
from scheduler.services import erase_times_of


def erase_client(*, actor: ClinicianActor, client_id: UUID, now: datetime) -> None:
    """All that is kept of a client, with every clinician of the practice.

    A message that comes at the same moment is either waited for and erased too, or is a stranger's.
    Raises NotFoundError, OnHoldError.
    """
    with all_or_nothing(actor.practice_id):
        care = client_cared_for(actor, client_id)
        alone = alone_with([client_id]) if may_change(care) else []
        if not alone:
            raise NotFoundError
        for client in alone:
            if held(client):
                raise OnHoldError
            erase(client)
            record(actor, Verb.ERASED, thing_of_client(client), now=now)


def erase(client: Client) -> None:
    """Within the caller's transaction, which is `alone_with` the client."""
    thing = client.pk
    shred(client)
    take_away(InboundMessage.objects.filter(client_id=thing))
    RawMail.objects.filter(client_id=thing).delete()
    erase_times_of(client)
    remove(client)
    client.pk = thing  # the trail still names it


def erase_unknown_writer(*, actor: ClinicianActor, message_id: UUID, now: datetime) -> None:
    """All that whoever wrote this has written this way to the clinician. Raises NotFoundError, OnHoldError.

    For a client, there is `erase_client`.
    """
    with all_or_nothing(actor.practice_id):
        message = queries.message(actor, message_id)
        if message.client_id:
            raise NotFoundError
        theirs = queries.written_by_the_same(actor, message)
        RawMail.objects.filter(pk__in=[mail.pk for mail in queries.mails_of_unknown(message)]).delete()
        for each in theirs:
            record(actor, Verb.ERASED, thing_of(each), now=now)
        take_away(theirs)
