"""A real SMTP server that keeps what arrives and can be told to misbehave."""

import asyncio
import re
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
HANG = "hang"  # no answer at all
DROP = "drop"  # the line is cut; at DATA, after the mail was taken

NOTIFY = re.compile(r" NOTIFY=\S+$")


class _Server(SMTP):
    """aiosmtpd offers no DSN extension (RFC 3461): this one does."""

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802  aiosmtpd's names
        notify = NOTIFY.search(arg)
        self.event_handler.asked_to_notify.append(notify[0].strip() if notify else "")
        await super().smtp_RCPT(NOTIFY.sub("", arg))


@dataclass
class Sink:
    """`answers` are used up first to last; without one the mail is taken."""

    port: int
    delay_seconds: float = 0  # between taking a mail and saying so
    at_sender: deque[str] = field(default_factory=deque)
    at_recipient: deque[str] = field(default_factory=deque)
    at_data: deque[str] = field(default_factory=deque)
    arrived: list[Envelope] = field(default_factory=list)
    arrived_at: list[float] = field(default_factory=list)  # in seconds since 1970
    asked_to_notify: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(cast("bytes", envelope.content)) for envelope in self.arrived]

    @property
    def copies(self) -> Counter[str]:
        """How often each mail arrived, by its Message-ID."""
        return Counter(mail["Message-ID"] for mail in self.mails)

    @property
    def copies_to_clients(self) -> Counter[str]:
        """How often each client got an answer; in these tests each wrote once."""
        return Counter(to for mail in self.mails if (to := str(mail["To"])).endswith("@client.example"))

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return [*answers[:-1], "250-DSN", answers[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, self.at_sender)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer(server, self.at_recipient)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.at_data.popleft() if self.at_data else OK
        if answer in {OK, DROP, HANG}:
            self.arrived_at.append(time.time())
            self.arrived.append(envelope)
            await asyncio.sleep(self.delay_seconds)
        return await self._answer(server, deque([answer]))

    async def _answer(self, server: SMTP, answers: deque[str]) -> str:
        answer = answers.popleft() if answers else OK
        if answer == HANG:
            await asyncio.sleep(60)
        if answer == DROP:
            cast("asyncio.Transport", server.transport).abort()
        return answer


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, hostname="sink.example", enable_SMTPUTF8=True)


@contextmanager
def smtp_sink(*, delay_seconds: float = 0, port: int = 0) -> Iterator[Sink]:
    """At the port, or at a free one."""
    sink = Sink(port=port or free_port(), delay_seconds=delay_seconds)
    controller = _Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
