"""Where mail goes while no SMTP server is set: each becomes a real .eml file, and none leaves the machine."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.between.private_file import write_private

logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd logs every line, addresses and all


class Sink:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory = directory

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        keep_mail(self.directory, _as_delivered(envelope), now=datetime.now(UTC))
        return "250 2.0.0 Written"

    async def handle_exception(self, error: Exception) -> str:
        """A full disk, say: a mail that could not be written now is to be brought again, not given up."""
        logger.error("mail not written", extra={"error": type(error).__name__})
        return "451 4.3.0 The mail cannot be written just now; please try again later"


def keep_mail(directory: Path, mail: bytes, *, now: datetime) -> Path:
    """A file whose name sorts by time."""
    return write_private(directory / f"{now:%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.eml", mail)


def _as_delivered(envelope: Envelope) -> bytes:
    """The mail with its envelope on top, as a mail server leaves it in a mailbox (RFC 5321 section 4.4)."""
    sender = (envelope.mail_from or "").strip("<>")
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos)]
    return "".join(f"{line}\r\n" for line in lines).encode() + bytes(envelope.original_content or b"")


async def serve(host: str, port: int, directory: Path) -> None:
    """Until it is cancelled. Raises OSError where the port is taken."""
    loop, sink = asyncio.get_running_loop(), Sink(directory)
    server = await loop.create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True, hostname="localhost", loop=loop), host, port
    )
    await server.serve_forever()
