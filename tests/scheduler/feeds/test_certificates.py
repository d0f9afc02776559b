"""The certificate must say the name in the address, though the connection goes to a number."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.feeds.addresses import is_public
from scheduler.feeds.errors import NotFetchedError, RefusedAddressError, TooSlowError
from scheduler.feeds.fetch import Limits, fetch
from scheduler.feeds.network import Network
from tests.feed_server import PUBLIC, FeedServer, always, answer, feed_server, says

LIMITS = Limits(seconds=5)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def server(context: ssl.SSLContext) -> Iterator[FeedServer]:
    with feed_server(says(answer(body=CALENDAR)), context) as server:
        yield server


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://feeds.example/", "feeds.example"),
        ("webcal://FEEDS.example:443/", "feeds.example"),
        ("https://feeds.example./", "feeds.example."),  # the same name, written to its end
    ],
)
def test_the_name_in_the_address_is_asked_for_and_proven(
    url: str, host: str, server: FeedServer, certificate: Path
) -> None:
    fetched = fetch(url, limits=LIMITS, network=server.trusting(str(certificate)))
    assert (fetched.body, fetched.final_url) == (CALENDAR, f"https://{host}/")
    assert server.names == ["feeds.example"]
    assert f"Host: {host}\r\n" in server.requests[0]


@pytest.mark.parametrize("host", ["other.example", "sub.feeds.example", "93.184.215.14"])
def test_a_certificate_for_another_name_is_refused(host: str, server: FeedServer, certificate: Path) -> None:
    with pytest.raises(NotFetchedError, match="cannot prove"):
        fetch(f"https://{host}/", limits=LIMITS, network=server.trusting(str(certificate)))
    assert server.requests == []


def test_a_certificate_of_nobody_known_is_refused(server: FeedServer) -> None:
    with pytest.raises(NotFetchedError, match="cannot prove"):
        fetch("https://feeds.example/", limits=LIMITS, network=server.network)
    assert server.requests == []


def test_a_drip_inside_tls_ends_at_the_deadline(context: ssl.SSLContext, certificate: Path) -> None:
    def speak(connection: socket.socket, _path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    started = time.monotonic()
    with feed_server(speak, context) as server:
        network = server.trusting(str(certificate))
        with pytest.raises(TooSlowError):
            fetch("https://feeds.example/", limits=Limits(seconds=0.5), network=network)
    assert time.monotonic() - started < 1.5


def test_a_server_without_tls_is_told() -> None:
    near, far = socket.socketpair()
    network = Network(resolve=always(PUBLIC), judge=is_public, connect=lambda _public, _seconds: near)
    far.sendall(answer("400 Bad Request"))
    with far, pytest.raises(NotFetchedError, match="no answer that can be understood"):
        fetch("https://feeds.example/", limits=LIMITS, network=network)


@pytest.mark.parametrize("plain_http", [True, False])
def test_a_redirect_to_where_others_read_along_is_refused(
    *, plain_http: bool, context: ssl.SSLContext, certificate: Path
) -> None:
    limits = replace(LIMITS, plain_http=plain_http)
    with feed_server(says(answer("302 Found", Location="http://feeds.example/")), context) as server:
        network = server.trusting(str(certificate))
        with pytest.raises(RefusedAddressError, match="https://"):
            fetch("https://feeds.example/", limits=limits, network=network)
    assert len(server.requests) == 1
