"""Telling people that something waits for them behind the sign-in: what, stands there.

Each is a row in the transaction of what it tells of, so that no network has to be there just then.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from random import SystemRandom
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.models import Clinician
from accounts.queries import notice_address
from accounts.wall import every_practice, inside
from notifications.channels.email import MailRoute, OutgoingMail
from notifications.channels.errors import PermanentFailureError, SendingError
from notifications.domain import retry
from notifications.models import Notice
from notifications.services.calendar_mails import OF_CALENDARS, mail_of_calendars, told_together
from notifications.services.deciding import language_for
from notifications.services.notice_mails import mail_of
from notifications.services.time_mails import OF_TIMES, mail_of_time
from policies.queries import in_force
from scheduler.queries.rows import Calendar

LEASE = timedelta(minutes=1)
TURN = timedelta(seconds=2)  # while a mail server does not answer, everything else goes on

Kind = Notice.Kind
logger = logging.getLogger(__name__)
jitter = SystemRandom()


def promise_notices(
    kind: Kind,
    recipients: Iterable[str],
    *,
    about: Clinician,
    now: datetime,
    at: datetime | None = None,
    calendar: Calendar | None = None,
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
            calendar=calendar,
            created_at=now,
            next_at=at or now,
        )
        for recipient in dict.fromkeys(recipients)
    )


def promise_notice(
    kind: Kind,
    clinician: Clinician,
    *,
    now: datetime,
    at: datetime | None = None,
    calendar: Calendar | None = None,
) -> None:
    """To the clinician, where there is an address at which they are told."""
    address = notice_address(clinician, "email")
    promise_notices(kind, [address] if address else [], about=clinician, now=now, at=at, calendar=calendar)


def in_their_hours(clinician: Clinician, at: datetime) -> datetime:
    """When a clinician is told what can wait: `at` itself while they are there, else when they are next."""
    return in_force(clinician, at).policy.next_open("email", at) or at


def send_notices(*, clock: Callable[[], datetime]) -> int:
    """What is due, for one turn, clients' last: there may be many. Returns how many were tried."""
    started = clock()
    to_a_client = ExpressionWrapper(Q(client__isnull=False), BooleanField())
    due_now = Notice.objects.filter(next_at__lte=started).order_by(to_a_client, "next_at")
    with every_practice():
        due = list(due_now[:100])
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
    error, next_at, told = "", None, [notice]
    try:
        with inside(notice.practice_id):
            if notice.kind in OF_CALENDARS:
                told = told_together(notice)
            mail = _mail_of(notice, told, now)
        if mail is None:
            return _drop(notice, now)
        route.send(mail)
    except Exception as failure:  # noqa: BLE001  one that cannot be sent keeps no other from it
        error = failure.code if isinstance(failure, SendingError) else type(failure).__name__
        final = isinstance(failure, PermanentFailureError) or retry.gives_up(attempts)
        next_at = None if final else now + retry.delay(attempts, random=jitter)
        logger.warning("notice not sent", extra={"error": type(failure).__name__})
    with inside(notice.practice_id):
        settled = Notice.objects.filter(pk__in=[each.pk for each in ([notice] if error else told)])
        settled.update(next_at=next_at, last_error=error, sent_at=None if error else now)
    return True


def _mail_of(notice: Notice, told: Sequence[Notice], now: datetime) -> OutgoingMail | None:
    """`told`: with it, and all in one mail. None where nobody has to be told any more."""
    if notice.kind in OF_TIMES:
        return mail_of_time(notice, now)
    return mail_of_calendars(notice, told) if notice.kind in OF_CALENDARS else mail_of(notice)


def _drop(notice: Notice, now: datetime) -> bool:
    """Nobody has to be told any more.

    What was tried of a time may have arrived, and stands in a calendar then: that it was is kept.
    """
    with inside(notice.practice_id):
        row = Notice.objects.filter(pk=notice.pk)
        if notice.attempts and notice.kind in OF_TIMES:
            row.update(next_at=None, sent_at=now)
        else:
            row.delete()
    return True
