"""Where somebody is called beside their mail: theirs alone to say, and to take away."""

import base64
import secrets
from datetime import datetime

from accounts.domain.actors import Insider
from accounts.domain.audit import Kind, Thing, Verb
from accounts.models import AlarmAddress
from accounts.queries import NotFoundError, user_id_of
from accounts.services.audit import record
from accounts.wall import all_or_nothing

SECRET_BYTES = 32
PREFIX = "whsec_"  # so that whoever finds one knows what it is (Standard Webhooks)


def set_alarm_address(*, actor: Insider, url: str, now: datetime) -> str:
    """In place of any other. The secret that signs what is posted there is told this once.

    Raises NotFoundError.
    """
    user_id = user_id_of(actor)
    if user_id is None:
        raise NotFoundError
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    with all_or_nothing(actor.practice_id):
        AlarmAddress.objects.update_or_create(
            user_id=user_id,
            defaults={"practice_id": actor.practice_id, "url": url, "secret": secret, "set_at": now},
        )
        thing = Thing(Kind.ALARM_ADDRESS, user_id, actor.practice_id)
        record(actor, Verb.ADDED, thing, now=now)
    return secret


def take_away_alarm_address(*, actor: Insider, now: datetime) -> bool:
    """False where there was none."""
    user_id = user_id_of(actor)
    with all_or_nothing(actor.practice_id):
        gone, _ = AlarmAddress.objects.filter(user=user_id, practice_id=actor.practice_id).delete()
        if gone and user_id:
            record(actor, Verb.REVOKED, Thing(Kind.ALARM_ADDRESS, user_id, actor.practice_id), now=now)
    return bool(gone)
