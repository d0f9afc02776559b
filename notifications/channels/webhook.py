"""Posts out, to where somebody wants to be called: signed, side by side, and through the guard.

Signed as Standard Webhooks 1.0.0 has it, so that receivers need no code of ours.
"""

import base64
import hmac
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from types import TracebackType
from typing import Generic, Self, TypeVar

from notifications.channels.errors import PermanentFailureError, TemporaryFailureError, UnknownOutcomeError
from scheduler.feeds.errors import FeedError, NoAnswerError, RefusedAddressError
from scheduler.feeds.network import INTERNET
from scheduler.feeds.post import post

CHANNEL = "webhook"
SECONDS = 10.0  # for one post, all together
SIDE_BY_SIDE = 16  # of one batch
LATER = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)  # what a receiver says of itself, not of what it was sent

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPost:
    url: str = field(repr=False)
    secret: str = field(repr=False)
    name: str  # stays when it is sent again, so that a repeat is told by it
    at: datetime
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class PostRoute(Generic[Named]):
    """The way out for one batch: one that hangs keeps nobody from another."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="post")
        self._under_way: list[tuple[Named, Future[None]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown()

    @property
    def is_full(self) -> bool:
        return len(self._under_way) >= SIDE_BY_SIDE

    def send(self, name: Named, outgoing: OutgoingPost) -> None:
        self._under_way.append((name, self._threads.submit(send, outgoing)))

    def outcomes(self) -> Iterator[tuple[Named, BaseException | None]]:
        """Of each that was sent, once it is known; as `send` raises it."""
        for name, sent in self._under_way:
            yield name, sent.exception()


def send(outgoing: OutgoingPost) -> None:
    """Raises TemporaryFailureError, PermanentFailureError, UnknownOutcomeError."""
    headers = {**outgoing.headers, **signed(outgoing)}
    try:
        posted = post(outgoing.url, outgoing.content, headers, seconds=SECONDS, network=INTERNET)
    except NoAnswerError as error:
        raise UnknownOutcomeError(type(error).__name__) from None
    except RefusedAddressError as error:
        raise PermanentFailureError(type(error).__name__) from None
    except FeedError as error:
        raise TemporaryFailureError(type(error).__name__) from None
    if posted.status in LATER or posted.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TemporaryFailureError(posted.status, wait=posted.retry_after)
    if not HTTPStatus.OK <= posted.status < HTTPStatus.MULTIPLE_CHOICES:
        raise PermanentFailureError(posted.status)


def signed(outgoing: OutgoingPost) -> dict[str, str]:
    at = str(int(outgoing.at.timestamp()))
    key = base64.b64decode(outgoing.secret.partition("_")[2])
    said = b".".join([outgoing.name.encode(), at.encode(), outgoing.content])
    signature = base64.b64encode(hmac.digest(key, said, sha256)).decode()
    return {"webhook-id": outgoing.name, "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}
