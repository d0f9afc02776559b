"""What is asked, what is kept of an answer, and what is told when there is none."""

import gzip
import socket
import traceback
import zlib

import pytest

from scheduler.feeds.errors import FeedError, NotFetchedError, UnexpectedContentError
from scheduler.feeds.exchange import AS_A_BROWSER
from scheduler.feeds.fetch import Fetched, Limits, fetch
from tests.feed_server import answer, feed_server, says

WITH_HTTP = Limits(plain_http=True, seconds=5)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
URL = "http://feeds.example/private-0a1b/basic.ics?x=1"
MONDAY = "Mon, 16 Nov 2026 08:00:00 GMT"
TUESDAY = "Tue, 17 Nov 2026 08:00:00 GMT"


def test_the_request_says_little_and_nothing_about_us() -> None:
    with feed_server(says(answer(body=CALENDAR))) as server:
        fetch(URL, limits=WITH_HTTP, network=server.network)
    assert server.requests[0].splitlines() == [
        "GET /private-0a1b/basic.ics?x=1 HTTP/1.1",
        "Host: feeds.example",
        "User-Agent: Mozilla/5.0 (compatible; BetweenSessions; calendar import)",
        "Accept: text/calendar, */*;q=0.1",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
    ]


@pytest.mark.parametrize(
    ("host", "asks_as"),
    [("feeds.example", "Calendars/1.0"), ("outlook.office365.com", AS_A_BROWSER)],
)
def test_it_asks_as_it_is_told_but_where_browsers_alone_are_known(host: str, asks_as: str) -> None:
    with feed_server(says(answer(body=CALENDAR))) as server:
        fetch(f"http://{host}/", user_agent="Calendars/1.0", limits=WITH_HTTP, network=server.network)
    assert f"User-Agent: {asks_as}\r\n" in server.requests[0]


def test_an_answer_is_kept_with_what_tells_whether_it_changed() -> None:
    with feed_server(says(answer(body=CALENDAR, ETag='"1"', Last_Modified=MONDAY))) as server:
        fetched = fetch(URL, limits=WITH_HTTP, network=server.network)
    assert fetched == Fetched(status="new", body=CALENDAR, etag='"1"', last_modified=MONDAY, final_url=URL)


@pytest.mark.parametrize(
    ("header", "etag", "last_modified"),
    [("", '"1"', MONDAY), ('ETag: "2"', '"2"', MONDAY), (f"Last-Modified: {TUESDAY}", '"1"', TUESDAY)],
)
def test_what_has_not_changed_is_not_sent_again(header: str, etag: str, last_modified: str) -> None:
    with feed_server(says(f"HTTP/1.1 304 Not Modified\r\n{header}\r\n\r\n".encode())) as server:
        fetched = fetch(URL, etag='"1"', last_modified=MONDAY, limits=WITH_HTTP, network=server.network)
    assert fetched == Fetched(
        status="unchanged", body=b"", etag=etag, last_modified=last_modified, final_url=URL
    )
    assert f'If-None-Match: "1"\r\nIf-Modified-Since: {MONDAY}\r\n' in server.requests[0]


def test_unchanged_since_nothing_is_no_answer() -> None:
    with feed_server(says(answer("304 Not Modified"))) as server, pytest.raises(NotFetchedError):
        fetch(URL, limits=WITH_HTTP, network=server.network)


@pytest.mark.parametrize("mark", ['"1"\r\nHost: 127.0.0.1', '"1"\r\n folded', "\xe9", "", "x" * 1_001])
def test_a_mark_that_could_be_a_header_is_not_sent_back(mark: str) -> None:
    with feed_server(says(answer(body=CALENDAR))) as server:
        fetch(URL, etag=mark, last_modified=mark, limits=WITH_HTTP, network=server.network)
    assert "If-" not in server.requests[0]
    assert server.requests[0].count("Host:") == 1


@pytest.mark.parametrize("mark", ['"1"\r\n folded', "\xe9", "x" * 1_001])
def test_a_mark_that_cannot_be_sent_back_is_not_kept(mark: str) -> None:
    speak = says(f"HTTP/1.1 200 OK\r\nETag: {mark}\r\n\r\n".encode("latin-1") + CALENDAR)
    with feed_server(speak) as server:
        assert fetch(URL, limits=WITH_HTTP, network=server.network).etag is None


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("Identity", CALENDAR),
        ("gzip", gzip.compress(CALENDAR)),
        ("X-GZIP", gzip.compress(CALENDAR)),
        ("deflate", zlib.compress(CALENDAR)),
    ],
)
def test_an_answer_that_was_packed_unasked_is_read(coding: str, body: bytes) -> None:
    with feed_server(says(answer(body=body, Content_Encoding=coding))) as server:
        assert fetch(URL, limits=WITH_HTTP, network=server.network).body == CALENDAR


@pytest.mark.parametrize("size", [2 * 2**20, 1])
def test_an_answer_may_be_as_large_as_the_limit(size: int) -> None:
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"x" * size)
    with feed_server(says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)) as server:
        assert len(fetch(URL, limits=WITH_HTTP, network=server.network).body) == size


@pytest.mark.parametrize("body", [b"", b"<html>please sign in</html>", b"PK\x03\x04"])
def test_what_is_no_calendar_is_refused(body: bytes) -> None:
    with (
        feed_server(says(answer(body=body))) as server,
        pytest.raises(UnexpectedContentError, match="iCal address"),
    ):
        fetch(
            URL,
            expects=lambda content: content.startswith(b"BEGIN:VCALENDAR"),
            limits=WITH_HTTP,
            network=server.network,
        )


@pytest.mark.parametrize(
    "status", [201, 203, 204, 206, 400, 401, 403, 404, 410, 418, 429, 500, 503, 599, 999]
)
def test_an_error_is_told_by_its_number(status: int) -> None:
    speak, told = says(answer(f"{status} Whatever", CALENDAR)), f"answers with an error \\({status}\\)"
    with feed_server(speak) as server, pytest.raises(NotFetchedError, match=told) as caught:
        fetch(URL, limits=WITH_HTTP, network=server.network)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "response",
    [
        answer("500 canary", b"canary", ETag="canary", Set_Cookie="canary"),
        answer("302 canary", b"canary", Location="http://canary@canary/"),
        answer("302 canary", b"canary", Location="gopher://canary"),
        answer("200 canary", b"canary", Content_Encoding="canary"),
        answer("200 canary", b"canary", Content_Encoding="gzip"),
        b"canary\r\n",
        b"HTTP/canary 200 OK\r\n\r\n",
        b"HTTP/1.1 canary\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ncanary\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\ncanary",
    ],
)
def test_nothing_of_what_the_server_says_is_told(response: bytes) -> None:
    """Nor of the address, which is a secret; not even to those who print the error with all its causes."""
    with feed_server(says(response)) as server, pytest.raises(FeedError) as caught:
        fetch(URL, limits=WITH_HTTP, network=server.network)
    told = "".join(line for line in traceback.format_exception(caught.value) if not line.startswith("  File"))
    assert "canary" not in told
    assert "private-0a1b" not in told


def test_a_cookie_is_not_carried_to_the_next_request() -> None:
    def speak(connection: socket.socket, path: str) -> None:
        again = answer("302 Found", Location="/again", Set_Cookie="session=1")
        connection.sendall(answer(body=CALENDAR) if path == "/again" else again)

    with feed_server(speak) as server:
        fetch(URL, limits=WITH_HTTP, network=server.network)
    assert len(server.requests) == 2
    assert "ookie" not in server.requests[1]


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        feed_server(says(answer(body=b"the proxy"))) as proxy,
        feed_server(says(answer(body=CALENDAR))) as server,
    ):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert fetch(URL, limits=WITH_HTTP, network=server.network).body == CALENDAR
    assert proxy.requests == []
