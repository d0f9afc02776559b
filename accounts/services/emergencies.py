"""Reading a colleague's messages in an emergency: with a reason, for an hour, and never in secret."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.domain.actors import Insider
from accounts.domain.audit import Kind, Thing, Verb
from accounts.domain.errors import NoReasonError
from accounts.models import EmergencyAccess
from accounts.queries import NotFoundError, clinician, emergency, open_emergencies, user_id_of
from accounts.services.audit import record

AN_HOUR = timedelta(hours=1)
FEWEST_WORDS = 3


@transaction.atomic
def open_emergency(*, actor: Insider, slug: str, reason: str, now: datetime) -> tuple[EmergencyAccess, bool]:
    """The access, and whether it is new: what is open already is neither repeated nor made longer.

    Raises NotFoundError, NoReasonError.
    """
    if len(reason.split()) < FEWEST_WORDS:
        raise NoReasonError
    whose, opener = clinician(actor, slug), user_id_of(actor)
    if opener is None or whose.user_id == opener:
        raise NotFoundError
    mine = open_emergencies(actor.practice_id, now=now).filter(opened_by_id=opener, clinician=whose)
    if running := mine.first():
        return running, False
    access = EmergencyAccess.objects.create(
        practice_id=actor.practice_id,
        opened_by_id=opener,
        clinician=whose,
        reason=reason,
        opened_at=now,
        until=now + AN_HOUR,
    )
    record(actor, Verb.OPENED, _thing(access), now=now)
    return access, True


@transaction.atomic
def end_emergency(*, actor: Insider, access_id: UUID, now: datetime) -> None:
    """By whoever opened it. Raises NotFoundError."""
    access = EmergencyAccess.objects.get(pk=emergency(actor, access_id, now=now).access_id)
    access.ended_at = now
    access.save(update_fields=["ended_at"])
    record(actor, Verb.ENDED, _thing(access), now=now)


def _thing(access: EmergencyAccess) -> Thing:
    return Thing(Kind.EMERGENCY_ACCESS, access.pk, access.practice_id)
