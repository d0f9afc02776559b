"""Where a server sends us on to is judged like a first address, at every hop."""

import socket
import time
from dataclasses import replace
from ipaddress import ip_address

import pytest

from scheduler.feeds.errors import NotFetchedError, RefusedAddressError, TooManyRedirectsError, TooSlowError
from scheduler.feeds.fetch import Limits, fetch
from tests.feed_server import PUBLIC, FeedServer, Speak, answer, feed_server, says

WITH_HTTP = Limits(plain_http=True, seconds=5)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def redirecting(**locations: str) -> Speak:
    """From each path to its location; anything else is the calendar."""

    def speak(connection: socket.socket, path: str) -> None:
        location = locations.get(path.strip("/"))
        connection.sendall(answer("302 Found", Location=location) if location else answer(body=CALENDAR))

    return speak


def fetch_from(server: FeedServer, path: str = "/start", limits: Limits = WITH_HTTP) -> str:
    return fetch(f"http://feeds.example{path}", limits=limits, network=server.network).final_url


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Again", "308 For Good"])
def test_every_kind_of_redirect_is_followed(status: str) -> None:
    def speak(connection: socket.socket, path: str) -> None:
        moved = answer(status, Location="/calendar.ics?key=1#top")
        connection.sendall(moved if path == "/start" else answer(body=CALENDAR))

    with feed_server(speak) as server:
        assert fetch_from(server) == "http://feeds.example/calendar.ics?key=1"
    assert server.paths == ["/start", "/calendar.ics?key=1"]


def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    with feed_server(
        redirecting(a="/b", b="//other.example/c", c="http://third.example/d", z="/a")
    ) as server:
        assert fetch_from(server, "/a") == "http://third.example/d"
        with pytest.raises(TooManyRedirectsError, match="more than 3 times"):
            fetch_from(server, "/z")
    assert server.paths == ["/a", "/b", "/c", "/d", "/z", "/a", "/b", "/c"]


def test_ten_hops_and_loops_end_after_three() -> None:
    hops = {f"hop{number}": f"/hop{number + 1}" for number in range(10)}
    with feed_server(redirecting(**hops, loop="/loop")) as server:
        for start in ("/hop0", "/loop"):
            with pytest.raises(TooManyRedirectsError):
                fetch_from(server, start)
    assert server.paths == ["/hop0", "/hop1", "/hop2", "/hop3", "/loop", "/loop", "/loop", "/loop"]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "gopher://example.com/",
        "ftp://example.com/",
        "data:text/calendar,x",
        "javascript:alert(1)",
        "http://user:pw@feeds.example/",
        "http://feeds.example:25/",
        "http://feeds.example\\@127.0.0.1/",
        "//feeds.example:6379/",
        "/with space",
        "/caf\xe9",
        "\\\\127.0.0.1\\share",
        "http://[::1",
    ],
)
def test_what_is_refused_as_a_first_address_is_refused_as_a_second(location: str) -> None:
    speak = says(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode("latin-1"))
    with feed_server(speak) as server, pytest.raises(RefusedAddressError, match="sends us on"):
        fetch_from(server)
    assert server.paths == ["/start"]


@pytest.mark.parametrize("inside", ["127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "64:ff9b::7f00:1"])
def test_a_redirect_into_a_private_network_is_refused(inside: str) -> None:
    with feed_server(redirecting(start="http://inside.example/")) as server:
        network = replace(
            server.network,
            resolve=lambda host, _seconds: [ip_address(inside if host == "inside.example" else PUBLIC)],
        )
        with pytest.raises(RefusedAddressError, match="private network"):
            fetch("http://feeds.example/start", limits=WITH_HTTP, network=network)
    assert server.paths == ["/start"]


def test_a_redirect_that_names_no_place_is_refused() -> None:
    with feed_server(says(answer("302 Found"))) as server, pytest.raises(RefusedAddressError):
        fetch_from(server)


@pytest.mark.parametrize(
    "status", ["300 Choices", "304 Not Modified", "305 Use Proxy", "306 Gone", "399 What"]
)
def test_no_other_three_hundred_is_followed(status: str) -> None:
    with feed_server(says(answer(status, Location="/calendar.ics"))) as server:
        with pytest.raises(NotFetchedError) as caught:
            fetch_from(server)
        assert caught.value.status == int(status[:3])
    assert server.paths == ["/start"]


def test_the_body_of_a_redirect_is_not_read() -> None:
    def speak(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            connection.sendall(bytes(65536))

    with feed_server(speak) as server, pytest.raises(TooManyRedirectsError):
        fetch_from(server)
    assert len(server.paths) == 4


def test_all_hops_together_have_one_deadline() -> None:
    """Each hop takes 0.4 s, less than all may take."""

    def speak(connection: socket.socket, path: str) -> None:
        time.sleep(0.4)
        connection.sendall(answer("302 Found", Location="/again"))

    started = time.monotonic()
    with feed_server(speak) as server, pytest.raises(TooSlowError, match="within 1 seconds"):
        fetch_from(server, limits=Limits(plain_http=True, seconds=1))
    assert time.monotonic() - started < 2
