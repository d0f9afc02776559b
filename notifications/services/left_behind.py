"""What comes for somebody who has gone: the practice's owners are told, for nobody else may look."""

from datetime import datetime, timedelta

from accounts.queries import owners
from notifications.domain.tiers import Level
from notifications.models import InboundMessage, Notice
from notifications.services.notices import promise_notices

TOLD_EVERY = timedelta(days=1)  # a busy address must not fill their mailboxes


def tell_owners(message: InboundMessage, *, now: datetime) -> None:
    """Within the transaction that stores the message. Of a crisis, an escalation calls them in any case."""
    lately = Notice.objects.filter(
        practice_id=message.practice_id,
        kind=Notice.Kind.GONE,
        created_at__gt=now - TOLD_EVERY,
        created_at__lte=now,
    )
    if message.screening.level != Level.CRISIS and not lately.exists():
        addresses = owners(message.practice_id).order_by("pk").values_list("user__email", flat=True)
        promise_notices(Notice.Kind.GONE, addresses, about=message.clinician, now=now)
