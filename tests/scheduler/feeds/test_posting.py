"""What is handed over goes through the same guard, to the one receiver that was named, and no further."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from scheduler.feeds.errors import (
    FeedError,
    NoAnswerError,
    NotFetchedError,
    RefusedAddressError,
    TooSlowError,
)
from scheduler.feeds.network import Network
from scheduler.feeds.post import Posted, post
from tests.feed_server import FeedServer, Speak, always, answer, feed_server, says
from tests.scheduler.feeds.test_hostile_servers import drip, flood, keep_silent

HERE = "https://feeds.example/topic?auth=1"
BODY = b'{"type": "test"}'
SHORT = 0.5  # seconds


@pytest.fixture
def server(context: ssl.SSLContext) -> Iterator[FeedServer]:
    with feed_server(says(answer(body=b"taken")), context) as server:
        yield server


def post_to(server: FeedServer, certificate: Path, **changed: float) -> Posted:
    network = server.trusting(str(certificate))
    return post(HERE, BODY, {"Content-Type": "application/json"}, network=network, **changed)


def test_what_is_handed_over_arrives_whole(server: FeedServer, certificate: Path) -> None:
    assert post_to(server, certificate) == Posted(200, None)
    [request], [body] = server.requests, server.bodies
    assert request.startswith("POST /topic?auth=1 HTTP/1.1\r\n")
    assert "Host: feeds.example\r\n" in request
    assert "Content-Type: application/json\r\n" in request
    assert (body, f"Content-Length: {len(BODY)}\r\n" in request) == (BODY, True)


@pytest.mark.parametrize(
    ("said", "understood"), [("120", 120), ("0", 0), ("soon", None), ("9999999", None), ("-1", None)]
)
def test_a_receiver_may_ask_to_be_left_for_a_while(
    said: str, understood: int | None, context: ssl.SSLContext, certificate: Path
) -> None:
    with feed_server(says(answer("429 Too Many", Retry_After=said)), context) as server:
        posted = post_to(server, certificate)
    assert posted.status == 429
    assert (posted.retry_after and posted.retry_after.total_seconds()) == understood or understood == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_leads_on(status: int, context: ssl.SSLContext, certificate: Path) -> None:
    moved = answer(f"{status} Moved", Location="https://169.254.169.254/latest/")
    with feed_server(says(moved), context) as server:
        assert post_to(server, certificate).status == status
    assert server.paths == ["/topic?auth=1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://feeds.example/",
        "webcal://feeds.example/",
        "ftp://feeds.example/",
        "https://feeds.example:8443/",
        "https://me:secret@feeds.example/",
        "https://feeds.example/a b",
        "https://feeds.example/\r\nX: y",
        "feeds.example/topic",
        "https:///topic",
    ],
)
def test_only_a_plain_address_with_https_is_posted_to(url: str) -> None:
    def lost(_host: str, _seconds: float) -> list[object]:
        pytest.fail("it was looked up")

    with pytest.raises(RefusedAddressError):
        post(url, BODY, {}, network=Network(resolve=lost))  # type: ignore[arg-type]  # it finds nothing


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "100.100.100.200"])
def test_a_name_that_leads_inside_is_not_connected_to(inside: str) -> None:
    def lost(_address: tuple[str, int], _seconds: float) -> socket.socket:
        pytest.fail("it was connected to")

    with pytest.raises(RefusedAddressError):
        post(HERE, BODY, {}, network=Network(resolve=always(inside), connect=lost))


def test_a_name_that_changes_its_mind_is_judged_each_time(server: FeedServer, certificate: Path) -> None:
    addresses = [[ip_address("93.184.215.14")], [ip_address("127.0.0.1")]]
    network = replace(server.trusting(str(certificate)), resolve=lambda _host, _seconds: addresses.pop(0))
    assert post(HERE, BODY, {}, network=network).status == 200
    with pytest.raises(RefusedAddressError):
        post(HERE, BODY, {}, network=network)


def test_a_receiver_that_cannot_prove_its_name_gets_nothing(server: FeedServer) -> None:
    with pytest.raises(NotFetchedError, match="cannot prove"):
        post(HERE, BODY, {}, network=server.network)
    assert server.bodies == []


@pytest.mark.parametrize(
    "speak",
    [
        keep_silent,
        drip(b""),
        drip(b"HTTP/1.1 200 OK\r\nX: "),
        flood(b"HTTP/1.1 200 OK\r\n", b"X: " + b"x" * 5_000 + b"\r\n"),
        flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        says(b"no HTTP at all\r\n\r\n"),
        says(b""),
    ],
    ids=["silence", "drip", "header drip", "header flood", "endless continuing", "nonsense", "hung up"],
)
def test_what_was_sent_and_not_answered_may_have_arrived(
    speak: Speak, context: ssl.SSLContext, certificate: Path
) -> None:
    with feed_server(speak, context) as server:
        began = time.monotonic()
        with pytest.raises(NoAnswerError):
            post_to(server, certificate, seconds=SHORT)
        assert time.monotonic() - began < SHORT + 1
        assert server.bodies == [BODY]


def test_a_receiver_that_never_shakes_hands_has_got_nothing(certificate: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = FeedServer(silent.getsockname()[1])
        with pytest.raises(TooSlowError):
            post_to(server, certificate, seconds=SHORT)


def test_an_answer_is_not_waited_for_beyond_its_head(context: ssl.SSLContext, certificate: Path) -> None:
    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000000000\r\n\r\n"
    with feed_server(drip(head), context) as server:
        began = time.monotonic()
        assert post_to(server, certificate).status == 202
        assert time.monotonic() - began < 2


def test_no_failure_tells_the_address_or_what_was_sent(context: ssl.SSLContext, certificate: Path) -> None:
    with (
        feed_server(says(b"feeds.example auth=1\r\n\r\n"), context) as server,
        pytest.raises(FeedError) as failed,
    ):
        post_to(server, certificate)
    assert "feeds.example" not in str(failed.value)
    assert failed.value.__cause__ is None
