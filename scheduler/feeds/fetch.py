"""The one way out: whatever this product asks of another web server, it asks here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from scheduler.feeds.errors import NotFetchedError, TooManyRedirectsError, UnexpectedContentError
from scheduler.feeds.exchange import USER_AGENT, Answer, exchange
from scheduler.feeds.line import Deadline
from scheduler.feeds.network import INTERNET, Network
from scheduler.feeds.targets import Target, next_target, read_target

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_VALIDATOR = 1_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    seconds: float = 10  # for all together: names, redirects, handshakes, headers, body
    size: int = 2 * 1024 * 1024  # bytes, unpacked
    redirects: int = 3
    plain_http: bool = False


USUAL = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    status: Literal["new", "unchanged"]
    body: bytes  # empty where unchanged
    etag: str | None
    last_modified: str | None
    final_url: str


def fetch(  # noqa: PLR0913  one door with all that differs between callers
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    expects: Callable[[bytes], bool] = bool,
    user_agent: str = USER_AGENT,
    limits: Limits = USUAL,
    network: Network = INTERNET,
) -> Fetched:
    """What the address answers, unless nothing changed since the answer with `etag` or `last_modified`.

    `expects` tells whether a body is of the kind that was asked for. `user_agent`: as whom we ask, but where
    a server knows browsers alone. Raises FeedError.
    """
    known = {"If-None-Match": _validator(etag), "If-Modified-Since": _validator(last_modified)}
    conditions = {name: value for name, value in known.items() if value}
    answer, target = _follow(url, {"User-Agent": user_agent, **conditions}, limits, network)
    if answer.status == HTTPStatus.NOT_MODIFIED and conditions:
        return _fetched("unchanged", answer, target, etag, last_modified)
    if answer.status != HTTPStatus.OK:
        raise NotFetchedError(
            f"the calendar's server answers with an error ({answer.status}); "
            "check that the calendar is still shared at this address",
            answer.status,
        )
    if not expects(answer.body):
        raise UnexpectedContentError
    return _fetched("new", answer, target)


def _follow(url: str, headers: Mapping[str, str], limits: Limits, network: Network) -> tuple[Answer, Target]:
    """The last answer, and who gave it."""
    deadline = Deadline(limits.seconds)
    target = read_target(url, plain_http=limits.plain_http)
    for _ in range(limits.redirects + 1):
        answer = exchange(target, headers, network, deadline, limits.size)
        if answer.status not in REDIRECTS:
            return answer, target
        target = next_target(target, answer.headers.get("Location", ""))
    raise TooManyRedirectsError(limits.redirects)


def _fetched(
    status: Literal["new", "unchanged"],
    answer: Answer,
    target: Target,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Fetched:
    return Fetched(
        status=status,
        body=answer.body,
        etag=_validator(answer.headers.get("ETag")) or etag,
        last_modified=_validator(answer.headers.get("Last-Modified")) or last_modified,
        final_url=str(target),
    )


def _validator(value: str | None) -> str | None:
    """What can be sent back as it came; a line break in it would be a header of its own."""
    fits = value and len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    return value if fits else None
