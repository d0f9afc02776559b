"""How a name becomes a connection to an address that was judged."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from scheduler.feeds.addresses import Address, may_be_reached
from scheduler.feeds.errors import NotFetchedError, RefusedAddressError
from scheduler.feeds.line import Deadline, Line
from scheduler.feeds.targets import Target

MOST_TRIED = 3  # of a name's addresses

_LOOK_UP = """
import socket, sys
answers = socket.getaddrinfo(sys.argv[1].encode(), None, type=socket.SOCK_STREAM)
print(*(address[0] for *_, address in answers))
"""


def look_up(host: str, seconds: float) -> list[Address]:
    """Every address the system knows for the name. Raises TimeoutError.

    Asked in a process of its own: the system's resolver cannot be interrupted, a process can.
    """
    command = [sys.executable, "-I", "-S", "-c", _LOOK_UP, host]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, timeout=seconds)  # noqa: S603  our own program; the host is one argument
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    except subprocess.CalledProcessError:
        return []
    return [ip_address(address) for address in answer.stdout.decode().split()]


@dataclass(frozen=True, slots=True)
class Network:
    """The parts that a test, or a practice that hosts its own calendars, may replace for one call."""

    resolve: Callable[[str, float], Sequence[Address]] = look_up
    judge: Callable[[Address], bool] = may_be_reached
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


INTERNET = Network()


def open_line(target: Target, network: Network, deadline: Deadline, most: int) -> Line:
    """Raises FeedError. The name is looked up once, and what was judged is what is connected to."""
    addresses = network.resolve(target.host, deadline.remaining())
    if not all(map(network.judge, addresses)):
        raise RefusedAddressError(
            "the calendar's address leads into a private network, which is not reached from here; "
            "use the calendar's public address"
        )
    return Line(_connect(addresses[:MOST_TRIED], target.port, network, deadline), deadline, most)


def _connect(addresses: Sequence[Address], port: int, network: Network, deadline: Deadline) -> socket.socket:
    """The first that answers. Each has an equal share of the time that is left."""
    for position, address in enumerate(addresses):
        seconds = deadline.remaining() / (len(addresses) - position)
        with suppress(OSError):
            return network.connect((str(address), port), seconds)
    raise NotFetchedError("the calendar's server cannot be reached; check the address, or try again later")
