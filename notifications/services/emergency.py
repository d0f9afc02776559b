"""Opening a colleague's messages in an emergency, and telling everyone whom it concerns."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts import services as accounts
from accounts.domain.actors import Insider
from accounts.models import EmergencyAccess
from accounts.queries import notice_address, owners
from notifications.models import Notice
from notifications.services.notices import promise_notices


@transaction.atomic
def open_messages(*, actor: Insider, slug: str, reason: str, now: datetime) -> EmergencyAccess:
    """Raises NotFoundError, NoReasonError."""
    access, is_new = accounts.open_emergency(actor=actor, slug=slug, reason=reason, now=now)
    if is_new:
        promise_notices(Notice.Kind.EMERGENCY, _concerned(access), about=access.clinician, now=now)
    return access


def _concerned(access: EmergencyAccess) -> Iterator[str]:
    if address := notice_address(access.clinician, "email"):
        yield address
    yield from owners(access.practice_id).values_list("user__email", flat=True)
