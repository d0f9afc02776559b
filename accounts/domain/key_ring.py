"""The key ring: the keys that data keys are kept under, the newest first. It is never in the database.

What belongs to no practice, and so to no data key, lies under the ring itself, bound to its purpose.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.domain.framing import framed
from accounts.domain.sealing import KEY_BYTES, NONCE_BYTES

PRACTICE_BITS, DRAWN_BITS = 15, 48  # of a data key's number
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


class KeyRingError(ValueError):
    """The message says what to mend, and holds nothing of a key."""


class WrongRingError(KeyRingError):
    """Data is kept under a key that the ring has not, or has by name only."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a data key is; a key that was put beside another owner's data does not open."""

    number: int
    practice_id: UUID
    client_id: UUID | None


class Purpose(StrEnum):
    """What else is kept under the ring; something that was put in another's place does not open."""

    SECOND_FACTOR = "seed of a second factor"
    SESSION = "session"


Bound = Owner | Purpose


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key, or what else is kept under the ring, as the database has it."""

    ring_key: str
    content: bytes


class KeyRing:
    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Raises KeyRingError where it is empty."""
        if not keys:
            raise KeyRingError("there is no key")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._written = frozenset(base64.b64encode(key).decode() for key in keys.values())

    @classmethod
    def parse(cls, text: str) -> Self:
        """`name:base64,name:base64`, the newest first. Raises KeyRingError."""
        keys: dict[str, bytes] = {}
        for place, line in enumerate(filter(None, map(str.strip, text.split(","))), start=1):
            name, colon, encoded = line.partition(":")
            if not colon or not _NAME.fullmatch(name):
                raise KeyRingError(f"key {place} is not written as name:base64")
            key = key_from(encoded, f"key {place}, {name}")
            if name in keys or key in keys.values():
                raise KeyRingError(f"key {place}, {name}, stands there twice")
            keys[name] = key
        return cls(keys)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._ciphers)

    @property
    def newest(self) -> str:
        return self.names[0]

    def holds(self, secret: str) -> bool:
        """Whether this secret, as it is written, is one of the keys."""
        return secret.strip() in self._written

    def wrap(self, secret: bytes, bound: Bound) -> Wrapped:
        """Under the newest key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, secret, _bound_to(self.newest, bound))
        return Wrapped(self.newest, nonce + sealed)

    def unwrap(self, wrapped: Wrapped, bound: Bound) -> bytes:
        """Raises WrongRingError."""
        cipher = self._ciphers.get(wrapped.ring_key)
        if cipher is None:
            raise WrongRingError(
                f"ENCRYPTION_KEYS has no key {wrapped.ring_key}, and data is kept under it: add it again,"
                " behind the newest"
            )
        nonce, sealed = wrapped.content[:NONCE_BYTES], wrapped.content[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, sealed, _bound_to(wrapped.ring_key, bound))
        except InvalidTag:
            raise WrongRingError(
                f"the key {wrapped.ring_key} in ENCRYPTION_KEYS does not open what is kept under that name:"
                " put back the key that stood there, unless the row was tampered with"
            ) from None


def key_from(encoded: str, what: str) -> bytes:
    """Raises KeyRingError, beginning with `what`."""
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise KeyRingError(f"{what}, is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeyRingError(f"{what}, has {len(key)} bytes and needs {KEY_BYTES}")
    return key


def new_key() -> str:
    """A fresh key, as it is written."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def new_number(practice_id: UUID) -> int:
    """For a data key: drawn, so that a key can be wrapped before the database has seen it.

    It begins with bits of its practice, so that a value from another practice is known without its key.
    """
    return _practice_bits(practice_id) << DRAWN_BITS | secrets.randbits(DRAWN_BITS)


def may_be_of(number: int, practice_id: UUID) -> bool:
    """False for a number that this practice cannot have given."""
    return number >> DRAWN_BITS == _practice_bits(practice_id)


def _practice_bits(practice_id: UUID) -> int:
    return int.from_bytes(sha256(practice_id.bytes).digest()[:2], "big") >> 16 - PRACTICE_BITS


def _bound_to(ring_key: str, bound: Bound) -> bytes:
    match bound:
        case Owner(number, practice_id, client_id):
            return framed("between-data-key", ring_key, number.to_bytes(8, "big"), practice_id, client_id)
        case Purpose():
            return framed("between-purpose", ring_key, bound.value)
