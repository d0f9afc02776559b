"""Handing out the keys that programs come with, and taking them back. Operators do, by command."""

import secrets
from datetime import datetime
from uuid import UUID

from accounts.domain.actors import Operator
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import ApiToken, Practice
from accounts.queries import hash_token
from accounts.services.audit import record
from accounts.wall import all_or_nothing


def issue_token(*, practice: Practice, name: str, now: datetime) -> str:
    """The new token, told this once; only its hash is kept."""
    secret = f"bs_{secrets.token_urlsafe(32)}"
    with all_or_nothing(practice.pk):
        token = ApiToken.objects.create(
            practice=practice, name=name, token_hash=hash_token(secret), created_at=now
        )
        record(Operator(), Verb.ISSUED, Thing(Kind.API_TOKEN, token.pk, practice.pk), now=now)
    return secret


def revoke_token(*, practice: Practice, token_id: UUID, now: datetime) -> bool:
    """False where the practice has no such token in use."""
    in_use = ApiToken.objects.filter(pk=token_id, practice=practice, revoked_at=None)
    with all_or_nothing(practice.pk):
        revoked = bool(in_use.update(revoked_at=now))
        if revoked:
            record(Operator(), Verb.REVOKED, Thing(Kind.API_TOKEN, token_id, practice.pk), now=now)
    return revoked
