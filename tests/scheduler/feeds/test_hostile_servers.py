"""Whatever a server does, the fetch ends at its deadline and holds little memory."""

import gzip
import os
import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from scheduler.feeds import network
from scheduler.feeds.addresses import is_public
from scheduler.feeds.errors import FeedError, NotFetchedError, TooLargeError, TooSlowError
from scheduler.feeds.fetch import Limits, fetch
from tests.feed_server import PUBLIC, Speak, always, answer, feed_server, says

TIMES = 20 if os.environ.get("SOAK") == "1" else 1
SHORT, LONG = 0.5, 30  # seconds: for what must end by the deadline, and for what must end by itself
GRACE = 1.0  # seconds, for a machine that is busy with other things
MEMORY = 16 * 2**20  # bytes, this server's own included
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def drip(start: bytes, drop: bytes = b"x") -> Speak:
    """Faster than any timeout of a single read."""

    def speak(connection: socket.socket, path: str) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.02)

    return speak


def keep_silent(connection: socket.socket, path: str) -> None:
    connection.recv(1)


def flood(start: bytes, more: bytes) -> Speak:
    def speak(connection: socket.socket, path: str) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(more)

    return speak


def reset(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def bomb() -> bytes:
    """300 MiB of spaces in 300 KiB."""
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = [packing.compress(b" " * 2**20) for _ in range(300)]
    return b"".join([*packed, packing.flush()])


HOSTILE: dict[str, tuple[Callable[[], Speak], type[FeedError]]] = {
    "silence": (lambda: keep_silent, TooSlowError),
    "status drip": (lambda: drip(b"HTTP/1.1 200 "), TooSlowError),
    "header drip": (lambda: drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), TooSlowError),
    "header line drip": (lambda: drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"), TooSlowError),
    "continue drip": (lambda: drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), TooSlowError),
    "body drip": (lambda: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"), TooSlowError),
    "endless body drip": (lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n"), TooSlowError),
    "chunk drip": (lambda: drip(CHUNKED, b"1\r\nx\r\n"), TooSlowError),
    "chunk size drip": (lambda: drip(CHUNKED, b"0"), TooSlowError),
    "trailer drip": (lambda: drip(CHUNKED + b"0\r\n", b"A: b\r\n"), TooSlowError),
    "endless body": (lambda: flood(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536)), TooLargeError),
    "endless chunks": (lambda: flood(CHUNKED, b"8000\r\n" + bytes(0x8000) + b"\r\n"), TooLargeError),
    "endless small chunks": (lambda: flood(CHUNKED, b"1\r\nx\r\n" * 10_000), TooLargeError),
    "endless chunk": (lambda: flood(CHUNKED + b"7fffffffffffffff\r\n", bytes(65536)), TooLargeError),
    "endless chunk size": (lambda: flood(CHUNKED, b"0" * 65536), NotFetchedError),
    "endless trailer": (lambda: flood(CHUNKED + b"0\r\n", b"A: b\r\n" * 10_000), TooLargeError),
    "endless header": (lambda: flood(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), NotFetchedError),
    "endless headers": (lambda: flood(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 10_000), NotFetchedError),
    "endless status": (lambda: flood(b"HTTP/1.1 200 ", b"x" * 65536), NotFetchedError),
    "endless continue": (lambda: flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000), TooLargeError),
    "length of an exabyte": (
        lambda: flood(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000000\r\n\r\n", bytes(65536)),
        TooLargeError,
    ),
    "length below nothing": (
        lambda: flood(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", bytes(65536)),
        TooLargeError,
    ),
    "length that promises more": (
        lambda: says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nBEGIN:VCALENDAR"),
        NotFetchedError,
    ),
    "chunk that promises more": (lambda: says(CHUNKED + b"1000\r\nBEGIN:VCALENDAR"), NotFetchedError),
    "chunks without an end": (lambda: says(CHUNKED + b"2\r\nab\r\n"), NotFetchedError),
    "chunk below nothing": (lambda: flood(CHUNKED + b"-5\r\n", bytes(65536)), NotFetchedError),
    "chunk of minus one": (lambda: flood(CHUNKED + b"-1\r\n", bytes(65536)), TooLargeError),
    "chunk of no number": (lambda: says(CHUNKED + b"zz\r\nab\r\n"), NotFetchedError),
    "bomb": (lambda: says(answer(body=bomb(), Content_Encoding="gzip")), TooLargeError),
    "bomb without a length": (
        lambda: says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb()),
        TooLargeError,
    ),
    "packed and cut": (
        lambda: says(answer(body=gzip.compress(b"BEGIN:VCALENDAR")[:-9], Content_Encoding="gzip")),
        NotFetchedError,
    ),
    "packed in parts": (
        lambda: says(answer(body=gzip.compress(b"BEGIN:") * 2, Content_Encoding="gzip")),
        NotFetchedError,
    ),
    "not packed at all": (lambda: says(answer(body=b"BEGIN", Content_Encoding="gzip")), NotFetchedError),
    "packed twice": (lambda: says(answer(body=b"BEGIN", Content_Encoding="gzip, gzip")), NotFetchedError),
    "packed otherwise": (lambda: says(answer(body=b"BEGIN", Content_Encoding="br")), NotFetchedError),
    "another protocol": (lambda: says(b"220 mail.example ESMTP\r\n"), NotFetchedError),
    "a later protocol": (lambda: says(b"HTTP/2.0 200 OK\r\n\r\n"), NotFetchedError),
    "a status of no number": (lambda: says(b"HTTP/1.1 two OK\r\n\r\n"), NotFetchedError),
    "nothing": (lambda: says(b""), NotFetchedError),
    "reset": (lambda: reset, NotFetchedError),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_server_costs_little_time_and_memory(kind: str) -> None:
    make, error = HOSTILE[kind]
    seconds = SHORT if error is TooSlowError else LONG
    with feed_server(make()) as server:
        for _ in range(TIMES):
            tracemalloc.start()
            started = time.monotonic()
            with pytest.raises(error):
                fetch(
                    "http://feeds.example/",
                    limits=Limits(plain_http=True, seconds=seconds),
                    network=server.network,
                )
            took = time.monotonic() - started
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert took < seconds + GRACE
            assert peak < MEMORY


def test_a_server_that_never_shakes_hands_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        way = network.Network(
            resolve=always(PUBLIC),
            judge=is_public,
            connect=lambda _public, seconds: socket.create_connection(silent.getsockname(), seconds),
        )
        with pytest.raises(TooSlowError):
            fetch("https://feeds.example/", limits=Limits(seconds=0.3), network=way)
    assert time.monotonic() - started < 0.3 + GRACE


def test_a_name_server_that_never_answers_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_LOOK_UP", "import time; time.sleep(60)")
    started = time.monotonic()
    with pytest.raises(TooSlowError, match="try again later"):
        fetch("https://feeds.example/", limits=Limits(seconds=0.3))
    assert time.monotonic() - started < 0.3 + GRACE


def test_what_is_longer_than_announced_is_read_as_announced() -> None:
    with feed_server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nBEGIN:VCALENDAR")) as server:
        fetched = fetch("http://feeds.example/", limits=Limits(plain_http=True), network=server.network)
    assert fetched.body == b"BEGIN"
