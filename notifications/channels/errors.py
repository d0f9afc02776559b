"""How sending can fail, in the words that decide what happens next."""

from datetime import timedelta


class SendingError(Exception):
    """`code` is an SMTP code, an HTTP status or a class name: never a text, which could name somebody."""

    def __init__(self, code: int | str) -> None:
        super().__init__(code)
        self.code = str(code)


class TemporaryFailureError(SendingError):
    """Nothing arrived; another time it may. `wait`: the receiver asks for so long."""

    def __init__(self, code: int | str, *, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.wait = wait


class PermanentFailureError(SendingError):
    """Refused for good: another try would be refused alike."""


class UnknownOutcomeError(SendingError):
    """All was handed over and no answer came: it may have arrived."""
