"""The mail sink: what it takes becomes a file, and what it cannot keep it does not refuse for good."""

import asyncio
import shutil
import smtplib
from pathlib import Path

from aiosmtpd.smtp import SMTP

from config.between.mail_sink import Sink

MAIL = "From: ada@inbox.example\r\nTo: dan@client.example\r\n\r\nThank you."


def hand_over(sink: Sink) -> int:
    """The sink's answer to a mail, as an SMTP code."""

    async def converse() -> int:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(sink, hostname="localhost", loop=loop), "127.0.0.1")
        async with server:
            return await asyncio.to_thread(_bring, server.sockets[0].getsockname()[1])

    return asyncio.run(converse())


def _bring(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port) as wire:
        wire.ehlo()
        wire.mail("ada@inbox.example")
        wire.rcpt("dan@client.example")
        return wire.data(MAIL)[0]


def test_a_mail_becomes_a_file(tmp_path: Path) -> None:
    assert hand_over(Sink(tmp_path / "mail")) == 250
    (written,) = (tmp_path / "mail").iterdir()
    assert "Delivered-To: dan@client.example" in written.read_text()


def test_a_mail_that_cannot_be_written_is_to_be_brought_again(tmp_path: Path) -> None:
    sink = Sink(tmp_path / "mail")
    shutil.rmtree(tmp_path / "mail")
    assert hand_over(sink) == 451
