"""Mail comes in: kept raw first, then read into one message for each clinician it was sent to."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.domain.actors import MailServer
from accounts.queries import NotFoundError, client_writing, inbox_address, inboxes_at, own_mail_addresses
from accounts.wall import every_practice, inside
from notifications.domain.incoming import Incoming, MailContext, Source
from notifications.domain.mail import InboundMail, read_mail
from notifications.domain.silence import reason_for_silence
from notifications.models import RawMail
from notifications.services.receiving import receive

GIVE_UP_AFTER = 8  # attempts
RETRY = timedelta(seconds=30)

logger = logging.getLogger(__name__)


def store_mail(*, envelope_from: str, envelope_to: list[str], raw: bytes, now: datetime) -> list[UUID]:
    """Once this returns the mail cannot be lost: if reading it fails now, the sweep reads it again.

    Kept once for each clinician it was sent to. Raises NotFoundError where the addresses are nobody's.
    """
    with every_practice(), transaction.atomic():  # the envelope may name clinicians of several practices
        kept = [
            RawMail.objects.create(
                practice_id=clinician.practice_id,
                clinician=clinician,
                client=client_writing(clinician, "email", envelope_from),
                envelope_from=envelope_from,
                envelope_to=addresses,
                raw=raw,
                received_at=now,
                next_at=now + RETRY,
            )
            for clinician, addresses in inboxes_at(MailServer(), envelope_to).items()
        ]
    if not kept:
        raise NotFoundError
    reading = cache(lambda: read_mail(raw))  # once, for however many
    for each in kept:
        _try_to_read(each, reading, now)
    return [each.pk for each in kept]


def read_due_mail(*, now: datetime, limit: int = 100) -> int:
    """Read mails whose first reading was cut short. Returns how many became messages."""
    due = RawMail.objects.filter(next_at__lte=now).order_by("next_at")
    with every_practice():
        places = list(due.values_list("practice_id", "pk")[:limit])
    return sum(_read_again(practice_id, mail_id, now) for practice_id, mail_id in places)


def _read_again(practice_id: UUID, mail_id: UUID, now: datetime) -> bool:
    with inside(practice_id):
        kept = RawMail.objects.select_related("clinician").filter(pk=mail_id).first()
    return kept is not None and _try_to_read(
        kept, lambda: read_mail(bytes(kept.raw)), now
    )  # else just erased


def _try_to_read(kept: RawMail, reading: Callable[[], InboundMail], now: datetime) -> bool:
    try:
        _take(kept, reading())
    except Exception as error:  # noqa: BLE001  whatever it is, the mail stays, is tried again, and is counted
        logger.warning("mail not read", extra={"mail": str(kept.pk), "error": type(error).__name__})
        _note(
            kept,
            attempts=F("attempts") + 1,
            next_at=now + RETRY * 2**kept.attempts if kept.attempts < GIVE_UP_AFTER else None,
            last_error=type(error).__name__,
        )
        return False
    _note(kept, read_at=now, next_at=None, last_error="")
    return True


def _note(kept: RawMail, **outcome: Any) -> None:  # noqa: ANN401  columns, as `update` takes them
    with inside(kept.practice_id):
        RawMail.objects.filter(pk=kept.pk).update(**outcome)


def _take(kept: RawMail, mail: InboundMail) -> None:
    with inside(kept.practice_id):
        silence = reason_for_silence(
            mail,
            envelope_from=kept.envelope_from,
            envelope_to=inbox_address(kept.clinician, "email") or "",
            own_addresses=own_mail_addresses(kept.clinician),
        )
    incoming = Incoming(
        clinician=kept.clinician.slug,
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
