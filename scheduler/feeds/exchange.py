"""One request and its answer."""

import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse  # noqa: TID251  the one way out
from typing import cast

from scheduler.feeds.errors import (
    CutShortError,
    FeedError,
    NoAnswerError,
    NotFetchedError,
    NotProvenError,
    TooLargeError,
    TooSlowError,
)
from scheduler.feeds.line import Deadline, Line
from scheduler.feeds.network import Network, open_line
from scheduler.feeds.targets import Target

USER_AGENT = "Mozilla/5.0 (compatible; BetweenSessions; calendar import)"
# Office 365 answers programs that it does not know with an error, and knows browsers alone.
AS_A_BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36 (compatible; BetweenSessions; calendar import)"
)
KNOWS_BROWSERS_ALONE = frozenset({"outlook.office365.com", "outlook.office.com"})
OUR_NAME = "BetweenSessions"  # to a receiver that was told to expect us
PLAINLY = {"Accept-Encoding": "identity", "Connection": "close"}
AROUND_IT = 256 * 1024  # bytes: headers and the marks of chunks
PIECE = 16 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes  # empty unless the status is 200


def exchange(
    target: Target, headers: Mapping[str, str], network: Network, deadline: Deadline, size: int
) -> Answer:
    """`headers` go before our own. Raises FeedError."""
    with _in_our_words(deadline), closing(open_line(target, network, deadline, size + AROUND_IT)) as line:
        _send(line, target, network, _request(target, headers))
        with closing(HTTPResponse(cast("socket.socket", line), method="GET")) as response:
            response.begin()
            body = _body(response, size) if response.status == HTTPStatus.OK else b""
        return Answer(response.status, cast("Mapping[str, str]", response.headers), body)


def hand_over(
    target: Target, body: bytes, headers: Mapping[str, str], network: Network, deadline: Deadline
) -> Answer:
    """By POST; of the answer only the head is read. Raises FeedError, NoAnswerError once all was sent."""
    with _in_our_words(deadline), closing(open_line(target, network, deadline, AROUND_IT)) as line:
        _send(line, target, network, _post(target, headers, len(body)) + body)
        try:
            with closing(HTTPResponse(cast("socket.socket", line), method="POST")) as response:
                response.begin()
        except (FeedError, OSError, ValueError, HTTPException):
            raise NoAnswerError from None  # it may have been acted on all the same
        return Answer(response.status, cast("Mapping[str, str]", response.headers), b"")


def _send(line: Line, target: Target, network: Network, request: bytes) -> None:
    if target.scheme == "https":
        line.secure(network.trust(), target.host.removesuffix("."))
    line.send(request)


@contextmanager
def _in_our_words(deadline: Deadline) -> Iterator[None]:
    """What went wrong on the line may quote the server; what is raised instead does not."""
    try:
        yield
    except TimeoutError:
        raise TooSlowError(deadline.seconds) from None
    except ssl.SSLCertVerificationError:
        raise NotProvenError from None
    except (OSError, ValueError, HTTPException, zlib.error):
        raise NotFetchedError(
            "the calendar's server gives no answer that can be understood; try again later"
        ) from None


def _request(target: Target, headers: Mapping[str, str]) -> bytes:
    ours = {"User-Agent": USER_AGENT, "Accept": "text/calendar, */*;q=0.1"}
    told = {**ours, **PLAINLY, **headers}
    if target.host in KNOWS_BROWSERS_ALONE:
        told["User-Agent"] = AS_A_BROWSER
    return _head("GET", target, told)


def _post(target: Target, headers: Mapping[str, str], length: int) -> bytes:
    ours = {"User-Agent": OUR_NAME, "Content-Length": str(length)}
    return _head("POST", target, {**ours, **PLAINLY, **headers})


def _head(verb: str, target: Target, headers: Mapping[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(
        [f"{verb} {target.path} HTTP/1.1", f"Host: {target.authority}", *lines, "", ""]
    ).encode("ascii")


def _body(response: HTTPResponse, size: int) -> bytes:
    if (response.length or 0) > size:
        raise TooLargeError(size)
    body = bytearray()
    while piece := response.read(PIECE):
        body += piece
        if len(body) > size:
            raise TooLargeError(size)
    if response.length:  # less than was announced
        raise CutShortError
    return _unpacked(bytes(body), response.headers.get("Content-Encoding", "identity").lower(), size)


def _unpacked(body: bytes, coding: str, size: int) -> bytes:
    """We ask for nothing packed, but some servers pack all the same."""
    if coding == "identity":
        return body
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or deflate; the rest is an error
    content = unpacking.decompress(body, size + 1)
    if len(content) > size:
        raise TooLargeError(size)
    if not unpacking.eof or unpacking.unused_data:
        raise CutShortError
    return content
