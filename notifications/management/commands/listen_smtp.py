"""Mail from clients comes in here: `manage.py listen_smtp`. A 250 is answered once the mail is on disk."""

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from accounts.domain.actors import MailServer
from accounts.queries import inboxes_at
from notifications.domain.address import normalise_email
from notifications.services import canary
from notifications.services.mail_intake import store_mail

LARGEST_MAIL = 25 * 1024 * 1024  # bytes
LONGEST_LINE = 1024 * 1024  # bytes; RFC 5321 section 4.5.3.1.6 says 1,000, but a client's mail is worth more
MOST_BYTES = 3 * LARGEST_MAIL  # on one connection
MOST_CONNECTIONS = 40
MOST_HELD = 256 * 1024 * 1024  # bytes, of all that is being taken in at once
A_LINE = 64  # bytes that a line takes in memory beside its own
MOST_RECIPIENTS = 100
LONGEST_RETURN_PATH = 320  # characters that are kept
COMMAND_SECONDS = 300  # for one command; the mail itself is one
CONNECTION_SECONDS = 900

NOT_OURS = "550 5.1.1 Nobody here reads mail for this address; please check how it is spelled"
TOO_MANY_RECIPIENTS = "452 4.5.3 That is as many recipients as one mail may have; please send another mail"
TOO_BUSY = b"421 4.3.2 Too many connections just now; please try again later\r\n"
NO_ROOM = "452 4.3.1 Too much mail is being taken in just now; please try again later"
TRY_AGAIN = "451 4.3.0 The mail cannot be kept safely just now; please try again later"

Result = TypeVar("Result")
logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd logs every line, addresses and all


class Intake:
    """What aiosmtpd asks. The database is asked in threads, so that one who waits holds up nobody else."""

    def __init__(self) -> None:
        self.connections = 0
        self.held = 0  # bytes in memory, whosever they are
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="mail")

    async def handle_RCPT(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        inbox = normalise_email(address)
        if inbox is not None and canary.is_address_of_canary(inbox):
            envelope.rcpt_tos.append(inbox)
            return "250 2.1.5 Recipient ok"
        if inbox is None or not await self._in_thread(lambda: inboxes_at(MailServer(), [inbox])):
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(inbox)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        raw, now = bytes(envelope.original_content or b""), datetime.now(UTC)
        people = [
            each for each in dict.fromkeys(envelope.rcpt_tos) if not await self._is_for_canary(each, raw)
        ]
        if not people:
            return "250 2.0.0 Back"
        kept = await self._in_thread(
            lambda: store_mail(
                envelope_from=_return_path(envelope.mail_from), envelope_to=people, raw=raw, now=now
            )
        )
        return f"250 2.0.0 Kept as {kept[0]}"

    async def _is_for_canary(self, recipient: str, raw: bytes) -> bool:
        """Taken back here. What else comes to its address is a person's, if that is somebody's inbox, too."""
        if not canary.is_address_of_canary(recipient):
            return False
        is_back = await self._in_thread(lambda: canary.take_back(raw, now=datetime.now(UTC)))
        return is_back or not await self._in_thread(lambda: inboxes_at(MailServer(), [recipient]))

    async def handle_exception(self, error: Exception) -> str:
        """Whatever went wrong, the sender keeps the mail and comes again: it is never refused for good."""
        logger.error("mail not taken", extra={"error": type(error).__name__})
        return TRY_AGAIN

    async def _in_thread(self, ask: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _asked_afresh, ask)


def _return_path(said: str | None) -> str:
    """Blank for the null return path; what is no address is kept as printable text, only to be shown."""
    text = (said or "").strip("<> ")
    return normalise_email(text) or ascii(text)[1:-1][:LONGEST_RETURN_PATH]


def _asked_afresh(ask: Callable[[], Result]) -> Result:
    close_old_connections()
    try:
        return ask()
    finally:
        close_old_connections()


class Conversation(SMTP):
    """One connection, within limits of number, time and bytes, its own and those of all."""

    line_length_limit = LONGEST_LINE
    received = 0
    held = 0
    counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.wire = cast("asyncio.Transport", transport)
        if self.event_handler.connections >= MOST_CONNECTIONS:
            self.wire.write(TOO_BUSY)
            self.wire.close()
            return
        self.event_handler.connections += 1
        self.counted = True
        self.deadline = self.loop.call_later(CONNECTION_SECONDS, self.wire.close)

    def connection_lost(self, error: Exception | None) -> None:
        if self.counted:
            self.deadline.cancel()
            self.event_handler.connections -= 1
        self._let_go()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        if self.received > MOST_BYTES:
            self.wire.abort()
            return
        if not self._hold(len(data) + A_LINE * data.count(b"\n")):
            self.wire.write(f"{NO_ROOM}\r\n".encode())
            self.wire.close()
            return
        super().data_received(data)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  the name is aiosmtpd's
        """Not begun where a mail of the largest kind might have to be broken off."""
        if self.event_handler.held > MOST_HELD - LARGEST_MAIL:
            await self.push(NO_ROOM)
        else:
            await super().smtp_DATA(arg)

    def _hold(self, size: int) -> bool:
        if self.event_handler.held + size > MOST_HELD:
            return False
        self.event_handler.held += size
        self.held += size
        return True

    def _let_go(self) -> None:
        self.event_handler.held -= self.held
        self.held = 0

    def _set_post_data_state(self) -> None:
        """Once a mail is kept, refused or given up."""
        super()._set_post_data_state()  # type: ignore[no-untyped-call]  # the library's is not typed
        self._let_go()


async def open_listener(host: str, port: int) -> asyncio.Server:
    """Raises OSError where the port is taken."""
    loop, intake = asyncio.get_running_loop(), Intake()

    def converse() -> Conversation:
        return Conversation(
            intake,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="Between Sessions",
            timeout=COMMAND_SECONDS,
            loop=loop,
        )

    return await loop.create_server(converse, host, port)


async def listen(host: str, port: int, *, started: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM. Raises OSError where the port is taken."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, stop.set)
    async with await open_listener(host, port):
        started()
        await stop.wait()


class Command(BaseCommand):
    help = "Listen for clients' mail on LISTEN_SMTP_HOST and LISTEN_SMTP_PORT until interrupted."

    def handle(self, *args: object, **options: object) -> None:
        host, port = settings.LISTEN_SMTP_HOST, settings.LISTEN_SMTP_PORT
        try:
            asyncio.run(
                listen(host, port, started=lambda: self.stdout.write(f"Mail comes in on {host}:{port}."))
            )
        except OSError as error:
            raise CommandError(
                f"No mail can come in on {host}:{port} ({error.strerror}). "
                "Stop what uses the port, or set LISTEN_SMTP_PORT to another one."
            ) from error
