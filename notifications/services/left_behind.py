"""What comes for somebody who has gone: the practice's owners are told, for nobody else may look."""

from datetime import datetime, timedelta

from accounts.queries import owners
from notifications.domain.tiers import Level
from notifications.models import InboundMessage, Notice
from notifications.services.notices import promise_notices

TOLD_EVERY = timedelta(days=1)  # of what is no crisis: a busy address must not fill their mailboxes
Kind = Notice.Kind


def tell_owners(message: InboundMessage, *, now: datetime) -> None:
    """Within the transaction that stores the message. Of a crisis always, and at once."""
    crisis = message.screening.level == Level.CRISIS
    lately = Notice.objects.filter(
        practice_id=message.practice_id,
        kind__in=[Kind.GONE, Kind.GONE_CRISIS],
        created_at__gt=now - TOLD_EVERY,
        created_at__lte=now,
    )
    if crisis or not lately.exists():
        addresses = owners(message.practice_id).order_by("pk").values_list("user__email", flat=True)
        kind = Kind.GONE_CRISIS if crisis else Kind.GONE
        promise_notices(kind, addresses, about=message.clinician, now=now)
