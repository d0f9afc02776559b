"""A name server that tells the judge one thing and the connection another gains nothing by it."""

import random
import socket
from contextlib import ExitStack
from ipaddress import ip_address

import pytest

from scheduler.feeds.addresses import Address, is_public
from scheduler.feeds.errors import RefusedAddressError, TooManyRedirectsError
from scheduler.feeds.fetch import USUAL, Limits, fetch
from scheduler.feeds.network import Network
from tests.feed_server import answer

TRIALS = 1_000
HOPS = USUAL.redirects + 1
OUTSIDE = ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"]
INSIDE = [
    "127.0.0.1",
    "::1",
    "10.0.0.1",
    "169.254.169.254",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "100.100.100.200",
]


class Rebinding:
    """Public for the first `turn` lookups and private after them; its server redirects to itself."""

    def __init__(self, chance: random.Random, turn: int) -> None:
        self.chance, self.turn = chance, turn
        self.told: list[Address] = []
        self.connected: list[Address] = []
        self.servers = ExitStack()

    def resolve(self, host: str, seconds: float) -> list[Address]:
        outside = len(self.told) < self.turn
        self.told.append(ip_address(self.chance.choice(OUTSIDE if outside else INSIDE)))
        return self.told[-1:]

    def connect(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.connected.append(ip_address(address[0]))
        near, far = socket.socketpair()
        self.servers.enter_context(far)
        far.sendall(answer("302 Found", Location="/again"))
        return near


@pytest.mark.parametrize("turn", range(HOPS + 1))
def test_every_connection_goes_to_what_was_judged_for_it(turn: int) -> None:
    chance = random.Random(turn)  # noqa: S311  a choice of examples
    stopped = RefusedAddressError if turn < HOPS else TooManyRedirectsError
    for _ in range(TRIALS // (HOPS + 1)):
        name = Rebinding(chance, turn)
        with name.servers, pytest.raises(stopped):
            fetch(
                "http://rebinding.example/",
                limits=Limits(plain_http=True),
                network=Network(resolve=name.resolve, judge=is_public, connect=name.connect),
            )
        assert name.connected == name.told[:turn]
        assert len(name.told) == min(turn + 1, HOPS)
