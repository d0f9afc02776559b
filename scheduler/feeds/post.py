"""The one way out, for what is handed over: the same guard as `fetch`, by POST.

Nothing leads on from here. Where a redirect points, nobody was asked whether that may be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from scheduler.feeds.errors import RefusedAddressError
from scheduler.feeds.exchange import hand_over
from scheduler.feeds.line import Deadline
from scheduler.feeds.network import INTERNET, Network
from scheduler.feeds.targets import Target, read_target

LONGEST_WAIT = 6  # digits of a Retry-After


@dataclass(frozen=True, slots=True)
class Posted:
    status: int
    retry_after: timedelta | None  # as the receiver asked, where it said so in seconds


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = 10,
    network: Network = INTERNET,
) -> Posted:
    """What is answered, whatever it is. Raises FeedError, and NoAnswerError where it may have arrived.

    `seconds`: for all together, from the look-up of the name to the head of the answer.
    """
    answer = hand_over(read_receiver(url), body, headers, network, Deadline(seconds))
    return Posted(answer.status, _wait(answer.headers.get("Retry-After", "")))


def read_receiver(url: str) -> Target:
    """Who is posted to: over https alone, and named so. Raises RefusedAddressError."""
    if not url.lower().startswith("https://"):
        raise RefusedAddressError("the address must begin with https://")
    return read_target(url)


def _wait(said: str) -> timedelta | None:
    fits = said.isascii() and said.isdecimal() and len(said) <= LONGEST_WAIT
    return timedelta(seconds=int(said)) if fits else None
