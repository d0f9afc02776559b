"""What a practice adds to the screening: kept, taken away, and at hand for every message that comes.

Clinicians and owners alike decide it. The words are those that their clients use, and what anybody may
spoil by it is bounded: a phrase only adds, an exception leaves a message to a human's eyes, and who did what
is told.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Max

from accounts.domain.actors import Insider
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import SealBrokenError
from accounts.models import Practice
from accounts.services import record
from accounts.wall import all_or_nothing
from notifications import queries
from notifications.domain.own_phrases import (
    NOTHING_OWN,
    OwnPhrase,
    OwnPhrases,
    PhraseError,
    PhraseProblem,
    check_words,
)
from notifications.domain.tiers import CONCERN_TIER, CRISIS_TIER, Category
from notifications.models import PracticePhrase

MOST_PHRASES = 200  # of one practice at a time
Does = PracticePhrase.Does
TIERS = {Does.CRISIS: CRISIS_TIER, Does.CONCERN: CONCERN_TIER}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewPhrase:
    words: str
    does: Does
    category: str = ""  # of an exception: blank


@dataclass(frozen=True, slots=True)
class Known:
    phrases: OwnPhrases
    unread: bool = False  # some of them do not open: a human has to look at whatever comes


def own_phrases_of(practice_id: UUID) -> Known:
    """As they are at this moment; one small question where nothing changed since they were last asked for."""
    state = queries.state_of_phrases(practice_id)
    return _known(practice_id, state) if state[0] else Known(NOTHING_OWN)


@lru_cache(maxsize=256)
def _known(practice_id: UUID, state: queries.PhrasesState) -> Known:
    rows = list(queries.phrases_of(practice_id))
    readable = [row for row in rows if opens(row)]
    return Known(as_own(readable, revision=state[0]), unread=len(readable) < len(rows))


def opens(row: PracticePhrase) -> bool:
    try:
        return bool(row.words)
    except (SealBrokenError, WrongRingError) as error:
        extra = {"error": type(error).__name__, "practice": str(row.practice_id)}
        logger.error("own phrase does not open", extra=extra)  # noqa: TRY400  its text might tell
        return False


def as_own(rows: Iterable[PracticePhrase | NewPhrase], *, revision: int = 0) -> OwnPhrases:
    """Raises PhraseError."""
    listed = list(rows)
    heard = (row for row in listed if row.does != Does.EXCEPTION)
    return OwnPhrases(
        phrases=tuple(
            OwnPhrase(row.words, Category(row.category), TIERS[Does(row.does)], _number(row)) for row in heard
        ),
        exceptions=tuple(row.words for row in listed if row.does == Does.EXCEPTION),
        revision=revision,
    )


def _number(row: PracticePhrase | NewPhrase) -> int:
    return row.number if isinstance(row, PracticePhrase) else 0


def check_new(actor: Insider, new: NewPhrase) -> None:
    """Raises PhraseError."""
    check_words(new.words)
    present = [row for row in queries.own_phrases(actor) if opens(row)]
    if any(_same(row.words) == _same(new.words) for row in present):
        raise PhraseError(PhraseProblem.TWICE, "it is there already")
    if len(present) >= MOST_PHRASES:
        raise PhraseError(PhraseProblem.TOO_MANY, f"keep to {MOST_PHRASES}")


def _same(words: str) -> str:
    return " ".join(words.casefold().split())


def add_phrase(*, actor: Insider, new: NewPhrase, now: datetime) -> PracticePhrase:
    """It is listened for in whatever comes from now on. Raises PhraseError."""
    with all_or_nothing(actor.practice_id):
        _one_at_a_time(actor)
        check_new(actor, new)
        everything = PracticePhrase.objects.filter(practice_id=actor.practice_id)
        added = PracticePhrase.objects.create(
            practice_id=actor.practice_id,
            number=(everything.aggregate(last=Max("number"))["last"] or 0) + 1,
            does=new.does,
            category=new.category,
            words=new.words,
            added_at=now,
            added_by=queries.person_of(actor),
        )
        record(actor, Verb.ADDED, _thing(added), now=now)
    return added


def take_away_phrase(*, actor: Insider, phrase_id: UUID, now: datetime) -> None:
    """From now on it is not listened for, and its words are gone. Raises NotFoundError."""
    with all_or_nothing(actor.practice_id):
        _one_at_a_time(actor)
        gone = queries.own_phrase(actor, phrase_id)
        gone.words, gone.removed_at, gone.removed_by = "", now, queries.person_of(actor)
        gone.save(update_fields=["words", "removed_at", "removed_by"])
        record(actor, Verb.WITHDRAWN, _thing(gone), now=now)


def _one_at_a_time(actor: Insider) -> None:
    Practice.objects.select_for_update().get(pk=actor.practice_id)


def _thing(phrase: PracticePhrase) -> Thing:
    return Thing(Kind.PHRASE, phrase.pk, phrase.practice_id)
