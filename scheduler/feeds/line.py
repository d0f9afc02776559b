"""One connection that hears so many bytes, until so late, and no more."""

import io
import socket
import ssl
import time
from typing import Literal

from scheduler.feeds.errors import TooLargeError, TooSlowError


class Deadline:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds, never 0. Raises TooSlowError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TooSlowError(self.seconds)
        return left


class Line(io.RawIOBase):
    """A socket whose every wait ends at the deadline, for http.client to read from.

    A timeout of the socket's own starts anew with each byte, so a server that drips would never meet it.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline, most: int) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline
        self._most = self._left = most

    def secure(self, context: ssl.SSLContext, name: str) -> None:
        """Raises ssl.SSLError where the certificate does not say `name`."""
        self._connection.settimeout(self._deadline.remaining())
        self._connection = context.wrap_socket(self._connection, server_hostname=name)

    def send(self, request: bytes) -> None:
        self._connection.settimeout(self._deadline.remaining())
        self._connection.sendall(request)

    def makefile(self, _mode: Literal["rb"]) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # all that io hands over
        self._connection.settimeout(self._deadline.remaining())
        count = self._connection.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise TooLargeError(self._most)
        return count

    def close(self) -> None:
        self._connection.close()
        super().close()
