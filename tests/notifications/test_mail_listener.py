"""The SMTP listener, spoken to by a real mail program's library over a real connection."""

import asyncio
import smtplib
import socket
from collections.abc import Callable
from email.message import EmailMessage
from typing import TypeVar

import pytest
from django.db import OperationalError

from accounts.models import Client, Clinician
from notifications.management.commands import listen_smtp
from notifications.models import InboundMessage, RawMail

pytestmark = pytest.mark.usefixtures("transactional_db")

Result = TypeVar("Result")


def speak(conversation: Callable[[int], Result]) -> Result:
    """What comes of a conversation, given the port, with a listener of its own."""

    async def both() -> Result:
        async with await listen_smtp.open_listener("127.0.0.1", 0) as server:
            return await asyncio.to_thread(conversation, server.sockets[0].getsockname()[1])

    return asyncio.run(both())


def send(sender: str, recipients: list[str], text: str) -> dict[str, tuple[int, bytes]]:
    """Those who were refused."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender or "nobody", recipients[0], "Thursday"
    mail.set_content(text)

    def converse(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", port) as wire:
            return wire.send_message(mail, sender, recipients)

    return speak(converse)


def test_a_mail_to_an_inbox_is_kept_whole_and_becomes_a_message(ada: Clinician, dan: Client) -> None:
    send("dan@client.example", ["Ada@Inbox.example"], "Could we move Thursday?")
    kept = RawMail.objects.get()
    message = InboundMessage.objects.get()
    assert (kept.envelope_from, kept.envelope_to) == ("dan@client.example", ["ada@inbox.example"])
    assert b"Could we move Thursday?" in bytes(kept.raw)
    assert (message.client, message.mail, message.text.strip()) == (dan, kept, "Could we move Thursday?")


def test_an_address_that_is_nobodys_is_refused_and_the_others_are_kept(ada: Clinician) -> None:
    refused = send("dan@client.example", ["ada@inbox.example", "nobody@inbox.example"], "Hello")
    assert refused == {"nobody@inbox.example": (550, listen_smtp.NOT_OURS[4:].encode())}
    assert RawMail.objects.get().envelope_to == ["ada@inbox.example"]


def test_a_colleagues_notices_address_is_no_inbox(ada: Clinician) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send("dan@client.example", ["ada@home.example"], "Hello")


def test_the_null_return_path_is_kept_as_no_sender(ada: Clinician) -> None:
    send("", ["ada@inbox.example"], "A bounce")
    assert RawMail.objects.get().envelope_from == ""


def test_an_international_sender_is_kept(ada: Clinician) -> None:
    def converse(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as wire:
            wire.ehlo()
            wire.mail("zoë@client.example", ["SMTPUTF8"])
            wire.rcpt("ada@inbox.example")
            assert wire.data("Subject: Hallo\r\n\r\nGrüße\r\n".encode())[0] == 250

    speak(converse)
    assert RawMail.objects.get().envelope_from == "zoë@client.example"


def test_a_mail_over_the_limit_is_refused_with_552(ada: Clinician) -> None:
    def converse(port: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as wire:
            wire.ehlo()
            return wire.mail("dan@client.example", [f"SIZE={listen_smtp.LARGEST_MAIL + 1}"])[0]

    assert speak(converse) == 552


def test_a_mail_that_grows_over_the_limit_without_saying_so_is_refused_with_552(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_smtp, "LARGEST_MAIL", 1000)

    def converse(port: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as wire:
            wire.ehlo()
            wire.mail("dan@client.example")
            wire.rcpt("ada@inbox.example")
            return wire.data(b"Subject: long\r\n\r\n" + b"word\r\n" * 500)[0]

    assert speak(converse) == 552
    assert RawMail.objects.count() == 0


def test_lines_longer_than_the_standard_allows_are_taken(ada: Clinician) -> None:
    send("dan@client.example", ["ada@inbox.example"], "x" * 70_000)
    assert RawMail.objects.count() == 1


def test_while_the_database_is_away_the_sender_is_asked_to_come_again(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(listen_smtp, "store_mail", away)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send("dan@client.example", ["ada@inbox.example"], "Hello")
    assert refusal.value.smtp_code == 451


def test_one_connection_too_many_is_asked_to_come_again(
    ada: Clinician, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_smtp, "MOST_CONNECTIONS", 1)

    def converse(port: int) -> tuple[bytes, bytes]:
        with smtplib.SMTP("127.0.0.1", port), socket.create_connection(("127.0.0.1", port)) as second:
            refusal = second.recv(1000)
        with smtplib.SMTP("127.0.0.1", port) as third:
            return refusal[:3], third.noop()[1]

    assert speak(converse) == (b"421", b"OK")


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_smtp, "LARGEST_MAIL", 10_000)
    monkeypatch.setattr(listen_smtp, "MOST_HELD", 25_000)


def begin(wire: smtplib.SMTP) -> int:
    """The answer to DATA."""
    wire.ehlo()
    wire.mail("dan@client.example")
    wire.rcpt("ada@inbox.example")
    return wire.docmd("DATA")[0]


@pytest.mark.usefixtures("little_room")
def test_while_too_much_is_taken_in_others_are_asked_to_come_again(ada: Clinician) -> None:
    def converse(port: int) -> list[int]:
        with smtplib.SMTP("127.0.0.1", port) as slow, smtplib.SMTP("127.0.0.1", port) as other:
            answers = [begin(slow)]
            slow.send(b"Subject: Slow\r\n\r\n" + b"x" * 16_000 + b"\r\n")
            answers += [begin(other), slow.docmd(".")[0], begin(other)]
            other.send(b"Subject: Quick\r\n\r\nHello\r\n.\r\n")
            return [*answers, other.getreply()[0]]

    assert speak(converse) == [354, 452, 552, 354, 250]
    assert RawMail.objects.count() == 1


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("more", [b"x" * 30_000, b"\r\n" * 500])
def test_what_takes_too_much_is_broken_off_for_now(ada: Clinician, more: bytes) -> None:
    """Short lines take much more than their bytes."""

    def converse(port: int) -> tuple[bytes, bytes]:
        with socket.create_connection(("127.0.0.1", port)) as wire, wire.makefile("rb") as answers:
            answers.readline()
            for line in (
                b"HELO us",
                b"MAIL FROM:<dan@client.example>",
                b"RCPT TO:<ada@inbox.example>",
                b"DATA",
            ):
                wire.sendall(line + b"\r\n")
                answers.readline()
            wire.sendall(more)
            refusal = answers.readline()[:3]
        with smtplib.SMTP("127.0.0.1", port) as next_one:
            return refusal, next_one.noop()[1]

    assert speak(converse) == (b"452", b"OK")
    assert RawMail.objects.count() == 0


def test_nothing_of_a_conversation_is_logged(ada: Clinician, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    send("dan@client.example", ["ada@inbox.example"], "Could we move Thursday?")
    assert "dan@client.example" not in caplog.text
    assert "Thursday" not in caplog.text
