"""Mail comes in: kept raw first, then read into one message for each clinician it was sent to."""

import hashlib
import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from accounts.domain.actors import MailServer
from accounts.models import Clinician
from accounts.queries import clinicians_at, inbox_address, own_mail_addresses
from notifications.domain.incoming import Incoming, MailContext, Source
from notifications.domain.mail import InboundMail, read_mail
from notifications.domain.silence import reason_for_silence
from notifications.models import RawMail
from notifications.services.receiving import receive

GIVE_UP_AFTER = 8  # attempts
RETRY = timedelta(seconds=30)

logger = logging.getLogger(__name__)


def store_mail(*, envelope_from: str, envelope_to: list[str], raw: bytes, now: datetime) -> UUID:
    """Once this returns the mail cannot be lost: if reading it fails now, the sweep reads it again."""
    kept = RawMail.objects.create(
        envelope_from=envelope_from, envelope_to=envelope_to, raw=raw, received_at=now, next_at=now + RETRY
    )
    _try_to_read(kept, now)
    return kept.pk


def read_due_mail(*, now: datetime, limit: int = 100) -> int:
    """Read mails whose first reading was cut short. Returns how many became messages."""
    due = RawMail.objects.filter(next_at__lte=now).order_by("next_at")[:limit]
    return sum(_try_to_read(kept, now) for kept in due)


def _try_to_read(kept: RawMail, now: datetime) -> bool:
    try:
        _read(kept)
    except Exception as error:  # noqa: BLE001  whatever it is, the mail stays, is tried again, and is counted
        logger.warning("mail not read", extra={"mail": str(kept.pk), "error": type(error).__name__})
        RawMail.objects.filter(pk=kept.pk).update(
            attempts=F("attempts") + 1,
            next_at=now + RETRY * 2**kept.attempts if kept.attempts < GIVE_UP_AFTER else None,
            last_error=type(error).__name__,
        )
        return False
    RawMail.objects.filter(pk=kept.pk).update(read_at=now, next_at=None, last_error="")
    return True


def _read(kept: RawMail) -> None:
    mail = read_mail(bytes(kept.raw))
    for clinician in clinicians_at(MailServer(), kept.envelope_to):
        _take(kept, mail, clinician)


def _take(kept: RawMail, mail: InboundMail, clinician: Clinician) -> None:
    silence = reason_for_silence(
        mail,
        envelope_from=kept.envelope_from,
        envelope_to=inbox_address(clinician, "email") or "",
        own_addresses=own_mail_addresses(clinician),
    )
    incoming = Incoming(
        clinician=clinician.slug,
        source=Source.MAIL,
        channel="email",
        sender=kept.envelope_from,
        subject=mail.subject,
        text=mail.text,
        external_id=_identity(kept, mail),
        mail=MailContext(row_id=kept.pk, mail=mail, silence=silence),
    )
    receive(actor=MailServer(), incoming=incoming, now=kept.received_at)


def _identity(kept: RawMail, mail: InboundMail) -> str:
    """The same for a mail sent again. A Message-ID is its sender's to choose, so the words count too."""
    said = f"{kept.envelope_from}\0{mail.message_id}\0{mail.subject}\0{mail.text}"
    return f"mail:{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"
