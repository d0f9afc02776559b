"""Telling the people of a practice that something waits for them behind the sign-in: what, stands there.

Each is a row in the transaction of what it tells of, so that no network has to be there just then.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import takewhile
from random import SystemRandom
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Clinician
from accounts.queries import notice_address
from accounts.wall import every_practice, inside
from notifications.channels.email import MailRoute, OutgoingMail
from notifications.channels.errors import PermanentFailureError, SendingError
from notifications.domain import retry
from notifications.domain.autoreply_mail import blank_letter
from notifications.models import Notice
from notifications.services.deciding import language_for

LEASE = timedelta(minutes=1)
TURN = timedelta(seconds=2)  # while a mail server does not answer, everything else goes on

Kind = Notice.Kind
logger = logging.getLogger(__name__)
jitter = SystemRandom()


class Words(NamedTuple):
    """Nobody is named in them: mail is read on lock screens and by mail providers."""

    subject: Promise
    text: Promise  # with an %(address)s
    page: str


WORDS = {
    Kind.EMERGENCY: Words(
        _("Messages were opened in an emergency"),
        _(
            "Somebody has opened a colleague's messages in an emergency, for an hour at most."
            " Who it was, whose messages, and the reason they gave: %(address)s"
        ),
        "/emergency/",
    ),
    Kind.CLIENT: Words(
        _("Something waits for you"),
        _("Something waits for you. Please sign in to see it: %(address)s"),
        "/clients/",
    ),
    Kind.COVERAGE_ASKED: Words(
        _("A colleague asks you to cover an absence"),
        _("A colleague asks you to look after what comes while they are away. Please answer: %(address)s"),
        "/coverage/",
    ),
    Kind.COVERAGE_ANSWERED: Words(
        _("A colleague has answered whether they cover for you"),
        _("A colleague whom you asked to cover an absence of yours has answered: %(address)s"),
        "/coverage/",
    ),
    Kind.COVERAGE_WITHDRAWN: Words(
        _("An absence no longer has to be covered"),
        _("A colleague no longer asks you to cover an absence of theirs: %(address)s"),
        "/coverage/",
    ),
}


def promise_notices(
    kind: Kind, recipients: Iterable[str], *, about: Clinician, now: datetime, at: datetime | None = None
) -> None:
    """To each address once, in the language of the clinician whom it is about. Within a transaction.

    `at`: when to send it, where that is not at once.
    """
    Notice.objects.bulk_create(
        Notice(
            practice_id=about.practice_id,
            kind=kind,
            language=language_for(about, client=None),
            recipient=recipient,
            created_at=now,
            next_at=at or now,
        )
        for recipient in dict.fromkeys(recipients)
    )


def promise_notice(kind: Kind, clinician: Clinician, *, now: datetime, at: datetime | None = None) -> None:
    """To the clinician, where there is an address at which they are told."""
    address = notice_address(clinician, "email")
    promise_notices(kind, [address] if address else [], about=clinician, now=now, at=at)


def send_notices(*, clock: Callable[[], datetime]) -> int:
    """What is due, for one turn. Returns how many were tried."""
    started = clock()
    with every_practice():
        due = list(Notice.objects.filter(next_at__lte=started).order_by("next_at")[:100])
    with MailRoute() as route:
        in_turn = takewhile(lambda _: clock() < started + TURN, due)
        return sum(_send(notice, route, clock()) for notice in in_turn)


def given_up() -> QuerySet[Notice]:
    """What only a human can set going again."""
    return Notice.objects.filter(next_at=None, sent_at=None)


def replay(notice_id: UUID, *, now: datetime) -> bool:
    """Try one that was given up on from the start again. False where it is unknown, under way or sent."""
    return bool(given_up().filter(pk=notice_id).update(next_at=now, attempts=0))


def _send(notice: Notice, route: MailRoute, now: datetime) -> bool:
    """Whoever moves its time on sends it; a worker that dies while sending leaves it due again."""
    row = Notice.objects.filter(pk=notice.pk, next_at=notice.next_at)
    attempts = notice.attempts + 1
    with inside(notice.practice_id):
        if not row.update(next_at=now + LEASE, attempts=attempts):
            return False
    error, next_at = "", None
    try:
        route.send(_mail(notice))
    except Exception as failure:  # noqa: BLE001  one that cannot be sent keeps no other from it
        error = failure.code if isinstance(failure, SendingError) else type(failure).__name__
        final = isinstance(failure, PermanentFailureError) or retry.gives_up(attempts)
        next_at = None if final else now + retry.delay(attempts, random=jitter)
        logger.warning("notice not sent", extra={"error": type(failure).__name__})
    with inside(notice.practice_id):
        settled = Notice.objects.filter(pk=notice.pk)
        settled.update(next_at=next_at, last_error=error, sent_at=None if error else now)
    return True


def _mail(notice: Notice) -> OutgoingMail:
    sender, words = settings.DEFAULT_FROM_EMAIL, WORDS[Kind(notice.kind)]
    letter: EmailMessage = blank_letter(sender, notice.recipient)
    with override(notice.language):
        letter["Subject"] = str(words.subject)
        text = str(words.text) % {"address": f"{settings.BASE_URL}{words.page}"}
    letter["From"], letter["To"], letter["Date"] = sender, notice.recipient, notice.created_at
    letter["Message-ID"] = f"<{notice.pk}@{sender.rpartition('@')[2]}>"  # a repeat is told by it
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    return OutgoingMail(return_path=sender, recipient=notice.recipient, content=letter.as_bytes())
