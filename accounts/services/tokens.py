"""Handing out the keys that programs come with, and taking them back."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from accounts.domain.actors import IntegrationActor, Operator, OwnerActor
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.scopes import Scope
from accounts.models import ApiToken, Clinician, Practice
from accounts.queries import hash_token
from accounts.services.audit import record
from accounts.wall import all_or_nothing, inside

A_YEAR = timedelta(days=365)
LONGEST_LIFE = 2 * A_YEAR
WHERE_NOTHING_IS_SAID = frozenset({Scope.MESSAGES_WRITE})  # it reads nothing


class TooLongALifeError(ValueError):
    def __init__(self) -> None:
        super().__init__(f"A token is good for {LONGEST_LIFE.days} days at most. Choose an earlier end.")


def issue_token(  # noqa: PLR0913  a token has this many particulars
    *,
    practice: Practice,
    name: str,
    now: datetime,
    actor: Operator | OwnerActor = Operator(),  # noqa: B008  frozen
    scopes: Collection[Scope] = WHERE_NOTHING_IS_SAID,
    life: timedelta = A_YEAR,
    clinician: Clinician | None = None,
) -> str:
    """The new token, told this once; only its hash is kept. For one `clinician` or, without, for all.

    Raises TooLongALifeError.
    """
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise TooLongALifeError
    secret = f"bs_{secrets.token_urlsafe(32)}"
    with all_or_nothing(practice.pk):
        token = ApiToken.objects.create(
            practice=practice,
            name=name,
            token_hash=hash_token(secret),
            scopes=sorted(scopes),
            clinician=clinician,
            created_at=now,
            expires_at=now + life,
        )
        record(actor, Verb.ISSUED, Thing(Kind.API_TOKEN, token.pk, practice.pk), now=now)
    return secret


def revoke_token(
    *,
    practice: Practice,
    token_id: UUID,
    now: datetime,
    actor: Operator | OwnerActor = Operator(),  # noqa: B008  frozen
) -> bool:
    """False where the practice has no such token in use."""
    in_use = ApiToken.objects.filter(pk=token_id, practice=practice, revoked_at=None)
    with all_or_nothing(practice.pk):
        revoked = bool(in_use.update(revoked_at=now))
        if revoked:
            record(actor, Verb.REVOKED, Thing(Kind.API_TOKEN, token_id, practice.pk), now=now)
    return revoked


def note_use(actor: IntegrationActor, *, now: datetime) -> None:
    """The day alone, and so one write a day: the messages of a busy program do not wait for one row."""
    today = now.date()
    if actor.used_on != today:
        unused = ApiToken.objects.filter(pk=actor.token_id).exclude(last_used_on=today)
        with inside(actor.practice_id):
            unused.update(last_used_on=today)
