"""Opening a colleague's messages in an emergency, and telling everyone whom it concerns.

Each telling is a row in the transaction of what it tells of, so that no network has to be there just then.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import services as accounts
from accounts.domain.actors import Insider
from accounts.models import EmergencyAccess
from accounts.queries import notice_address, owners
from accounts.wall import every_practice, inside
from notifications import outbox
from notifications.channels.email import MailRoute, OutgoingMail
from notifications.channels.errors import PermanentFailureError, SendingError
from notifications.domain import retry
from notifications.domain.autoreply_mail import blank_letter
from notifications.models import EmergencyNotice
from notifications.services.deciding import language_for

LEASE = timedelta(minutes=1)

logger = logging.getLogger(__name__)
jitter = SystemRandom()


@transaction.atomic
def open_messages(*, actor: Insider, slug: str, reason: str, now: datetime) -> EmergencyAccess:
    """Raises NotFoundError, NoReasonError."""
    access, is_new = accounts.open_emergency(actor=actor, slug=slug, reason=reason, now=now)
    if is_new:
        EmergencyNotice.objects.bulk_create(
            EmergencyNotice(
                practice_id=access.practice_id,
                access=access,
                recipient=recipient,
                created_at=now,
                next_at=now,
            )
            for recipient in dict.fromkeys(_concerned(access))
        )
        transaction.on_commit(outbox.wake, robust=True)
    return access


def _concerned(access: EmergencyAccess) -> Iterator[str]:
    if address := notice_address(access.clinician, "email"):
        yield address
    yield from owners(access.practice_id).values_list("user__email", flat=True)


def tell_of_emergencies(*, clock: Callable[[], datetime]) -> int:
    """Returns how many were tried."""
    with every_practice():
        due = list(EmergencyNotice.objects.filter(next_at__lte=clock()).order_by("next_at")[:100])
    with MailRoute() as route:
        return sum(_tell(notice, route, clock()) for notice in due)


def _tell(notice: EmergencyNotice, route: MailRoute, now: datetime) -> bool:
    """Whoever moves its time on sends it; a worker that dies while sending leaves it due again."""
    row = EmergencyNotice.objects.filter(pk=notice.pk, next_at=notice.next_at)
    attempts = notice.attempts + 1
    with inside(notice.practice_id):
        if not row.update(next_at=now + LEASE, attempts=attempts):
            return False
        mail = _mail(notice)
    error, next_at = "", None
    try:
        route.send(mail)
    except Exception as failure:  # noqa: BLE001  one address that cannot be told keeps no other from it
        error = failure.code if isinstance(failure, SendingError) else type(failure).__name__
        final = isinstance(failure, PermanentFailureError) or retry.gives_up(attempts)
        next_at = None if final else now + retry.delay(attempts, random=jitter)
        logger.warning("emergency not told", extra={"error": type(failure).__name__})
    with inside(notice.practice_id):
        settled = EmergencyNotice.objects.filter(pk=notice.pk)
        settled.update(next_at=next_at, last_error=error, sent_at=None if error else now)
    return True


def _mail(notice: EmergencyNotice) -> OutgoingMail:
    """Neither whose messages nor why: that stands behind the sign-in."""
    sender = settings.DEFAULT_FROM_EMAIL
    letter: EmailMessage = blank_letter(sender, notice.recipient)
    with override(language_for(notice.access.clinician, client=None)):
        letter["Subject"] = _("Messages were opened in an emergency")
        text = _(
            "Somebody has opened a colleague's messages in an emergency, for an hour at most."
            " Who it was, whose messages, and the reason they gave: %(address)s"
        )
    letter["From"], letter["To"], letter["Date"] = sender, notice.recipient, notice.created_at
    letter["Message-ID"] = f"<{notice.pk}@{sender.rpartition('@')[2]}>"  # a repeat is told by it
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text % {"address": f"{settings.BASE_URL}/emergency/"})
    return OutgoingMail(return_path=sender, recipient=notice.recipient, content=letter.as_bytes())
