"""What the writer of a message has asked of us, by now or by the message itself."""

from datetime import datetime

from accounts.domain.actors import Actor
from accounts.models import Client
from accounts.queries import care_of, has_opted_out
from accounts.services.wishes import note_opt_in, note_opt_out
from notifications import queries
from notifications.domain.decision import Wishes
from notifications.domain.opt_out_words import Word, word_in
from notifications.models import InboundMessage

TEXTS = "sms"


def wishes_of(message: InboundMessage) -> Wishes:
    """As they stand once this message has been heard."""
    opted_out, by_text = _opted_out(message), message.channel == TEXTS
    said = word_in(message.text) if by_text else None
    just_said = (
        said if said and (said is Word.START) == opted_out else None
    )  # what changes nothing is no wish
    care = care_of(message.clinician, message.client or Client())  # to look for a stranger's takes as long
    return Wishes(
        left=bool(care and care.ended_at),
        paused=bool(care and care.paused_at),
        opted_out=opted_out if just_said is None else just_said is Word.STOP,
        by_text=by_text,
        just_said=just_said,
    )


def obey(actor: Actor, client: Client | None, wishes: Wishes, *, now: datetime) -> None:
    """Keep what was just said. A number that is nobody's has it in the decision on its message alone."""
    if client and wishes.just_said is Word.STOP:
        note_opt_out(actor, client, TEXTS, now=now)
    if client and wishes.just_said is Word.START:
        note_opt_in(actor, client, TEXTS, now=now)


def _opted_out(message: InboundMessage) -> bool:
    if message.client is None and message.channel == TEXTS:
        return queries.texts_were_stopped(message)
    return has_opted_out(message.client or Client(), message.channel)
