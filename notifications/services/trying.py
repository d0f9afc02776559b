"""Trying a change to a practice's own phrases out, on a sample and on what came of late. Nothing is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.actors import ClinicianActor, Insider
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.sealed import have_keys_ready
from accounts.services import record
from accounts.wall import inside
from notifications import queries
from notifications.domain.listening import said
from notifications.domain.own_phrases import OwnPhrases
from notifications.domain.trying import Heard, hear_both
from notifications.models import InboundMessage, PracticePhrase
from notifications.services.own_phrases import NewPhrase, as_own, check_new, opens

LOOKED_AT = 100  # messages, the newest
FEW = 5  # below it a number could tell an owner what one message says


@dataclass(frozen=True, slots=True)
class Changed:
    message: InboundMessage
    heard: Heard


@dataclass(frozen=True, slots=True)
class Tried:
    """`changed` is a clinician's own; an owner who is none is told how many, and nothing below `FEW`."""

    sample: Heard | None
    looked_at: int
    rising: int
    falling: int
    changed: tuple[Changed, ...] | None  # None: numbers alone

    @property
    def is_blurred(self) -> bool:
        return self.changed is None


def try_adding(*, actor: Insider, new: NewPhrase, sample: str, now: datetime) -> Tried:
    """Raises PhraseError."""
    with inside(actor.practice_id):
        check_new(actor, new)
        return _try(actor, lambda rows: [*rows, new], sample, now)


def try_taking_away(*, actor: Insider, phrase_id: UUID, sample: str, now: datetime) -> Tried:
    """Raises NotFoundError."""
    with inside(actor.practice_id):
        gone = queries.own_phrase(actor, phrase_id)
        return _try(actor, lambda rows: [row for row in rows if row.pk != gone.pk], sample, now)


Change = Callable[[Sequence[PracticePhrase]], Sequence[PracticePhrase | NewPhrase]]


def _try(actor: Insider, change: Change, sample: str, now: datetime) -> Tried:
    record(actor, Verb.TRIED, _looked_at(actor), now=now)
    rows = [row for row in queries.own_phrases(actor) if opens(row)]
    messages = queries.newest_messages(actor, LOOKED_AT)
    before, after = as_own(rows), as_own(change(rows))
    have_keys_ready(messages)
    changed = [each for message in messages for each in _changed(message, before, after)]
    rising = sum(each.heard.rises for each in changed)
    return Tried(
        sample=hear_both(sample, before, after) if sample.strip() else None,
        looked_at=len(messages),
        rising=rising,
        falling=len(changed) - rising,
        changed=tuple(changed) if isinstance(actor, ClinicianActor) else None,
    )


def _changed(message: InboundMessage, before: OwnPhrases, after: OwnPhrases) -> list[Changed]:
    """What does not open is passed over."""
    try:
        words = said(message.subject, message.text)
    except (SealBrokenError, WrongRingError):
        return []
    heard = hear_both(words, before, after)
    return [Changed(message, heard)] if heard.changes else []


def _looked_at(actor: Insider) -> Thing:
    if isinstance(actor, ClinicianActor):
        return Thing(Kind.INBOX, actor.clinician_id, actor.practice_id)
    return Thing(Kind.PRACTICE, actor.practice_id, actor.practice_id)
