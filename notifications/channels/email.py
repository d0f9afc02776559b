"""Mail out, by SMTP: one connection for a batch, opened when the first mail needs it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.conf import settings

from notifications.channels.errors import (
    PermanentFailureError,
    SendingError,
    TemporaryFailureError,
    UnknownOutcomeError,
)

OK = frozenset({250, 251})  # RFC 5321 section 4.3.2
NEVER_REPORT = ("NOTIFY=NEVER",)  # RFC 3461 section 4.1


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    return_path: str  # blank for automatic replies: nothing answers them (RFC 5230 section 5.1)
    recipient: str
    content: bytes


class MailRoute:
    """The way out for one batch. A connection on which something failed is not used again."""

    def __init__(self) -> None:
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.quit()
        self._hang_up()

    def open(self) -> bool:
        """Whether a line had to be opened first. Raises TemporaryFailureError."""
        is_new = self._connection is None
        with self._hung_up_on_failure():
            self._line()
        return is_new

    def send(self, mail: OutgoingMail) -> None:
        """Raises TemporaryFailureError, PermanentFailureError, UnknownOutcomeError."""
        with self._hung_up_on_failure():
            line = self._line()
            _address(line, mail)
            _hand_over(line, mail.content)

    def _line(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = smtplib.SMTP(
                settings.SMTP_HOST, settings.SMTP_PORT, timeout=settings.SMTP_TIMEOUT
            )
            _introduce_ourselves(self._connection)
        return self._connection

    @contextmanager
    def _hung_up_on_failure(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001  raised again, by its name
            self._hang_up()
            raise _named(error) from None

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _introduce_ourselves(connection: smtplib.SMTP) -> None:
    if settings.SMTP_TLS:
        connection.starttls(context=ssl.create_default_context())
    if settings.SMTP_USER:
        connection.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    connection.ehlo_or_helo_if_needed()


def _address(connection: smtplib.SMTP, mail: OutgoingMail) -> None:
    wide = () if mail.recipient.isascii() else ("SMTPUTF8",)  # RFC 6531
    quiet = not mail.return_path and connection.has_extn("dsn")
    code, _ = connection.mail(mail.return_path, wide)
    if code not in OK:
        raise TemporaryFailureError(code)  # a refusal of ours, not of whom we write to: somebody will mend it
    _expect_ok(*connection.rcpt(mail.recipient, NEVER_REPORT if quiet else ()))


def _hand_over(connection: smtplib.SMTP, content: bytes) -> None:
    try:
        answer = connection.data(content)
    except smtplib.SMTPDataError as refused:  # the server would not hear it
        _expect_ok(refused.smtp_code, b"")
    except Exception as interrupted:  # noqa: BLE001  whatever it was, the mail may have arrived
        raise UnknownOutcomeError(type(interrupted).__name__) from None
    else:
        _expect_ok(*answer)


def _expect_ok(code: int, _text: bytes) -> None:
    if code in OK:
        return
    if code in range(500, 600):
        raise PermanentFailureError(code)
    raise TemporaryFailureError(code)


def _named(error: Exception) -> Exception:
    match error:
        case SendingError():
            return error
        case smtplib.SMTPResponseException():  # before any mail: the server's own trouble
            return TemporaryFailureError(error.smtp_code)
        case OSError():  # a broken line; smtplib's other errors are such, too
            return TemporaryFailureError(type(error).__name__)
        case ValueError():  # an address that SMTP cannot carry
            return PermanentFailureError(type(error).__name__)
        case _:
            return error
