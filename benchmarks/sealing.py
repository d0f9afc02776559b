"""What sealing costs the path of a message: `receive` as it is, and with ciphers that let through.

In one process, the two in turn, each round one message of every client; the median of the paired ratios.
On a local PostgreSQL.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING
from unittest.mock import patch
from uuid import uuid4

import psycopg

from accounts.domain.actors import IntegrationActor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import ClientAddress, Clinician

TARGET = 0.9
CLIENTS, ROUNDS = 40, 15
SERVER = "postgresql://127.0.0.1:5432/"
MESSAGE = "Hello, could we move Thursday's session to the afternoon? The mornings are full. Thank you!"


def main() -> None:
    name = f"between_bench_{uuid4().hex[:8]}"
    with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            environment = os.environ | {
                "DATABASE_URL": f"{SERVER}{name}",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "LOG_LEVEL": "WARNING",
            }
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
            subprocess.run([sys.executable, "-m", "benchmarks.sealing", "here"], env=environment, check=True)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class LetThrough:
    """In place of AES: the words as they are, as long as they would be sealed."""

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
        return plain + bytes(16)

    def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        return sealed[:-16]


def _here() -> None:
    import django

    django.setup()
    from tests import factories

    ada = factories.add_clinician(practice=factories.open_practice(), sign_in=False)
    factories.publish_policy(clinician=ada)
    for number in range(CLIENTS):
        address = {"email": f"client-{number}@client.example"}
        factories.add_client(clinician=ada, name=f"Client {number}", addresses=address)
    actor = factories.integration_actor(ada.practice)
    _round(actor, cold=True)
    with _nothing_sealed():
        _round(actor, cold=False)
    for what, cold in (("each client's first message in a minute", True), ("keys ready", False)):
        _compare(actor, what, cold=cold)


def _compare(actor: IntegrationActor, what: str, *, cold: bool) -> None:
    pairs = []
    for number in range(ROUNDS):
        rates = {}
        for sealed in (True, False) if number % 2 else (False, True):
            if sealed:
                rates[sealed] = _round(actor, cold=cold)
            else:
                with _nothing_sealed():
                    rates[sealed] = _round(actor, cold=False)
        pairs.append((rates[True], rates[False]))
    ratio = median(sealed / plain for sealed, plain in pairs)
    print(f"{what}: {median(plain for _, plain in pairs):.0f} messages/s let through,"
          f" {median(sealed for sealed, _ in pairs):.0f} sealed")  # fmt: skip
    print(f"  ratio {ratio:.3f}  (target: at least {TARGET})")


def _round(actor: IntegrationActor, *, cold: bool) -> float:
    """Messages a second. `cold`: no key is ready at the start."""
    from django.utils.timezone import now

    from accounts import data_keys
    from notifications.domain.incoming import Incoming, Source
    from notifications.services import receive

    if cold:
        data_keys.forget()
    started = time.perf_counter()
    for number in range(CLIENTS):
        incoming = Incoming(
            clinician="ada-quist", source=Source.API, channel="email", text=MESSAGE, subject="Thursday",
            sender=f"client-{number}@client.example", external_id=uuid4().hex,
        )  # fmt: skip
        receive(actor=actor, incoming=incoming, now=now())
    return CLIENTS / (time.perf_counter() - started)


@contextmanager
def _nothing_sealed() -> Iterator[None]:
    """No cipher, and no key asked for, by itself or with the client. Marks stay: there is no way without."""
    from accounts import data_keys, queries
    from accounts.domain.sealing import Key

    through = Key(1, LetThrough())  # type: ignore[arg-type]
    with ExitStack() as changed:
        for module, name, instead in (
            (data_keys, "key_to_seal_with", lambda *_: through),
            (data_keys, "key_numbered", lambda *_: through),
            (queries, "_at", _client_alone),
            (queries, "_with_key_ready", attrgetter("client")),
        ):
            changed.enter_context(patch.object(module, name, instead))
        yield


def _client_alone(clinician: "Clinician", channel: str, address: str) -> "QuerySet[ClientAddress]":
    from accounts.marks import address_mark
    from accounts.models import ClientAddress

    mark = address_mark(clinician.practice_id, channel, address)
    found = ClientAddress.objects.filter(practice_id=clinician.practice_id, channel=channel, mark=mark)
    return found.select_related("client")


if __name__ == "__main__":
    _here() if sys.argv[1:] == ["here"] else main()
