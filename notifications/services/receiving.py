"""Taking a message in: stored, screened, promised, decided and answered in one transaction."""

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError

from accounts.domain.actors import Actor, ClientActor
from accounts.domain.audit import Verb
from accounts.marks import all_marks
from accounts.models import Client, Clinician
from accounts.queries import client_writing, clinician, own_self, still_there
from accounts.services import record
from accounts.wall import all_or_nothing, inside
from notifications import outbox, queries
from notifications.domain.errors import ReusedExternalIdError
from notifications.domain.incoming import Incoming, Source
from notifications.domain.listening import listen
from notifications.domain.screening import Screening as Heard
from notifications.domain.screening import at_least_concern
from notifications.domain.tiers import Level
from notifications.models import InboundMessage, Screening
from notifications.services.deciding import decide_on
from notifications.services.escalating import raise_alarm
from notifications.services.left_behind import tell_owners
from notifications.services.own_phrases import own_phrases_of
from notifications.services.posting import deliveries_for
from notifications.services.things import thing_of
from notifications.services.wishes import obey, wishes_of

FINGERPRINT = "fingerprint"


def receive(*, actor: Actor, incoming: Incoming, now: datetime) -> InboundMessage:
    """The stored message with its `screening` and `decision`; for a repeated `external_id`, the first result.

    Raises NotFoundError where the actor knows no such clinician, ReusedExternalIdError where the id came
    before with other words.
    """
    addressed = clinician(actor, incoming.clinician)
    try:
        with all_or_nothing(addressed.practice_id):
            return _earlier(addressed, incoming) or _take(actor, addressed, incoming, now)
    except IntegrityError:  # a twin with the same external id came first
        with inside(addressed.practice_id):
            if earlier := _earlier(addressed, incoming):
                return earlier
        raise


def _earlier(clinician: Clinician, incoming: Incoming) -> InboundMessage | None:
    if incoming.external_id is None:
        return None
    earlier = queries.message_with_external_id(clinician, incoming.external_id)
    if earlier and bytes(earlier.fingerprint) not in _fingerprints(clinician, incoming):
        raise ReusedExternalIdError(incoming.external_id)
    return earlier


def _writer(actor: Actor, clinician: Clinician, incoming: Incoming) -> Client | None:
    """Whoever is signed in, or who is known at the address that it came from."""
    if isinstance(actor, ClientActor):
        return still_there(own_self(actor))
    return client_writing(clinician, incoming.channel, incoming.sender)


def _take(actor: Actor, clinician: Clinician, incoming: Incoming, now: datetime) -> InboundMessage:
    client = _writer(actor, clinician, incoming)
    message = _message(clinician, client, incoming, now)
    heard = _listen(clinician, client, incoming)
    message.save(force_insert=True)
    message.screening = _screening(message, heard)
    wishes = wishes_of(message)
    message.decision = decide_on(message, incoming, heard, wishes, now=now)
    message.screening.save(force_insert=True)
    message.decision.save(force_insert=True)
    outbox.enqueue(list(deliveries_for(message, now=now)))
    if heard.level is Level.CRISIS:
        raise_alarm(message, now=now)
    record(actor, Verb.RECEIVED, thing_of(message), now=now)
    obey(actor, client, wishes, now=now)
    if clinician.gone_since:
        tell_owners(message, now=now)
    return message


def hear(*, clinician: Clinician, text: str) -> Heard:
    """What is in words that cannot be taken in yet. Nothing is kept of them, and nobody is told."""
    unsent = Incoming(clinician=clinician.slug, source=Source.PAGE, channel="email", sender="", text=text)
    with inside(clinician.practice_id):
        return _listen(clinician, None, unsent)


def _listen(clinician: Clinician, client: Client | None, incoming: Incoming) -> Heard:
    own = own_phrases_of(clinician.practice_id)
    heard = listen(incoming, language=client.language if client else None, own=own.phrases)
    return at_least_concern(heard, "screening.own_unread") if own.unread else heard


def _message(
    clinician: Clinician, client: Client | None, incoming: Incoming, now: datetime
) -> InboundMessage:
    return InboundMessage(
        practice_id=clinician.practice_id,
        clinician=clinician,
        client=client,
        source=incoming.source,
        channel=incoming.channel,
        sender=incoming.sender,
        conversation=_conversation(clinician, client, incoming),
        subject=incoming.subject,
        text=incoming.text,
        matter=incoming.matter,
        external_id=queries.mark_of_external_id(clinician, incoming.external_id),
        fingerprint=_fingerprints(clinician, incoming)[0],
        mail_id=incoming.mail.row_id if incoming.mail else None,
        received_at=now,
    )


def _fingerprints(clinician: Clinician, incoming: Incoming) -> list[bytes]:
    """The first is to be kept."""
    return all_marks(FINGERPRINT, clinician.practice_id, incoming.fingerprint)


def _conversation(clinician: Clinician, client: Client | None, incoming: Incoming) -> str:
    """One person on one channel; where nobody knows who wrote, the message alone.

    The form is apart: what is typed into it may be anyone's doing.
    """
    way = incoming.source if incoming.source is Source.PAGE else incoming.channel
    if client:
        return queries.conversation_of_client(way, client)
    if not incoming.sender:
        return f"{way}:{uuid4()}"
    return queries.conversations_of_unknown(clinician.practice_id, way, incoming.sender)[0]


def _screening(message: InboundMessage, heard: Heard) -> Screening:
    return Screening(
        practice_id=message.practice_id,
        message=message,
        level=heard.level,
        tier=heard.tier,
        categories=list(heard.categories),
        evidence=[{"start": each.start, "end": each.end, "rule": each.rule} for each in heard.evidence],
        lexicon_version=heard.lexicon_version,
    )
