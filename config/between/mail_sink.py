"""Where mail goes while no SMTP server is set: each becomes a real .eml file, and none leaves the machine.

The canary alone is handed on, to our own listener, as a mail server would that takes mail for us.
"""

import asyncio
import logging
import smtplib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.between.ports import Port
from config.between.private_file import write_private

SECONDS = 10  # for handing on
logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd logs every line, addresses and all


class Sink:
    def __init__(self, directory: Path, ours: tuple[str, Port] | None = None) -> None:
        """`ours`: an address, and where our own listener takes mail for it."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory, self.ours = directory, ours

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.ours and envelope.rcpt_tos == [self.ours[0]]:
            await asyncio.to_thread(_hand_on, envelope, self.ours[1])
            return "250 2.0.0 Handed on"
        keep_mail(self.directory, _as_delivered(envelope), now=datetime.now(UTC))
        return "250 2.0.0 Written"

    async def handle_exception(self, error: Exception) -> str:
        """A full disk, say: a mail that could not be written now is to be brought again, not given up."""
        logger.error("mail not written", extra={"error": type(error).__name__})
        return "451 4.3.0 The mail cannot be written just now; please try again later"


def _hand_on(envelope: Envelope, port: Port) -> None:
    with smtplib.SMTP(port.host, port.number, timeout=SECONDS) as listener:
        listener.sendmail(
            envelope.mail_from or "", envelope.rcpt_tos, bytes(envelope.original_content or b"")
        )


def keep_mail(directory: Path, mail: bytes, *, now: datetime) -> Path:
    """A file whose name sorts by time."""
    return write_private(directory / f"{now:%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.eml", mail)


def _as_delivered(envelope: Envelope) -> bytes:
    """The mail with its envelope on top, as a mail server leaves it in a mailbox (RFC 5321 section 4.4)."""
    sender = (envelope.mail_from or "").strip("<>")
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos)]
    return "".join(f"{line}\r\n" for line in lines).encode() + bytes(envelope.original_content or b"")


async def serve(host: str, port: int, directory: Path, ours: tuple[str, Port] | None = None) -> None:
    """Until it is cancelled. Raises OSError where the port is taken."""
    loop, sink = asyncio.get_running_loop(), Sink(directory, ours)
    server = await loop.create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True, hostname="localhost", loop=loop), host, port
    )
    await server.serve_forever()
