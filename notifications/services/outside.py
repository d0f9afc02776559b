"""What the watch tells the world: a heartbeat while all is well, and a mail of its own when it is not.

A heartbeat that stays away is noticed by somebody else's machine. The mail goes straight out, past the outbox
that may be what is broken.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid

from django.conf import settings

from notifications.channels.email import MailRoute, OutgoingMail
from notifications.channels.errors import SendingError
from notifications.domain.autoreply_mail import blank_letter, mailbox
from notifications.domain.watch import Lane
from scheduler.feeds.errors import FeedError
from scheduler.feeds.fetch import Limits, fetch
from scheduler.feeds.network import INTERNET, Network

HEARTBEAT_EVERY = timedelta(minutes=1)
LIMITS = Limits(seconds=10, size=64 * 1024)
MAIL_AFTER = timedelta(minutes=1)  # of trouble: what mends itself wakes nobody
MAIL_EVERY = timedelta(hours=1)
MAIL_AGAIN_AFTER = timedelta(minutes=1)  # where it could not be sent

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Outside:
    network: Network = INTERNET
    beat_at: datetime | None = None  # the last that was answered
    next_beat_at: datetime | None = None
    next_mail_at: datetime | None = None
    trouble_since: datetime | None = None

    def hear(self, lane: Lane, *, now: datetime) -> None:
        self.trouble_since = None if lane.is_well else self.trouble_since or now
        if self.trouble_since is None:
            if settings.HEARTBEAT_URL and lane.is_proven:
                self._beat(now)
        elif settings.OPERATOR_ADDRESS and abs(now - self.trouble_since) >= MAIL_AFTER:
            self._warn(lane, now)

    def _warn(self, lane: Lane, now: datetime) -> None:
        if _is_time(self.next_mail_at, now, MAIL_EVERY):
            self.next_mail_at = now + (MAIL_EVERY if _mail(lane, now) else MAIL_AGAIN_AFTER)

    def _beat(self, now: datetime) -> None:
        if not _is_time(self.next_beat_at, now, HEARTBEAT_EVERY):
            return
        self.next_beat_at = now + HEARTBEAT_EVERY
        try:
            fetch(settings.HEARTBEAT_URL, expects=lambda _: True, limits=LIMITS, network=self.network)
            self.beat_at = now
        except FeedError as error:
            logger.warning("heartbeat not answered", extra={"error": type(error).__name__})


def _is_time(due: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Also where the clock was set back meanwhile: then it would be due long after its pause."""
    return due is None or not now < due <= now + pause


def _mail(lane: Lane, now: datetime) -> bool:
    try:
        with MailRoute() as route:
            letter = _letter(lane, now)
            sender = settings.DEFAULT_FROM_EMAIL
            route.send(
                OutgoingMail(
                    return_path=sender, recipient=settings.OPERATOR_ADDRESS, content=letter.as_bytes()
                )
            )
    except SendingError as error:
        logger.error("operator not told", extra={"error": error.code})  # noqa: TRY400  a code, never a text
        return False
    return True


def _letter(lane: Lane, now: datetime) -> EmailMessage:
    """In English, to whoever runs the server: codes, as `between doctor` tells them."""
    sender, troubles = settings.DEFAULT_FROM_EMAIL, ", ".join(lane.troubles)
    letter = blank_letter(sender, settings.OPERATOR_ADDRESS)
    letter["From"], letter["To"] = mailbox("", sender), mailbox("", settings.OPERATOR_ADDRESS)
    letter["Subject"] = "Alarms may be delayed" if lane.is_red else "Something was given up"
    letter["Date"], letter["Message-ID"] = now, make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"], letter["Importance"] = "auto-generated", "high"
    letter.set_content(
        f"{settings.BASE_URL} at {now:%Y-%m-%d %H:%M} UTC: {troubles}.\n\n"
        "Run `between doctor` on the server; docs/operations.md says what each means and what to do.\n"
        "This mail comes once an hour until it is mended.\n"
    )
    return letter
