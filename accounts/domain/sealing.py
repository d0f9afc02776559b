"""Sealing: what is kept about people cannot be read without its key, nor anywhere but in its own place.

AES-256-GCM. What a value is bound to besides its key (practice, table, column, row) is not stored with it:
who reads says where they read, and a value that was put there from elsewhere does not open.
"""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.domain.framing import framed

FORMAT = b"\1"
KEY_BYTES = 32
NUMBER_BYTES = 8
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = len(FORMAT) + NUMBER_BYTES  # the format and the data key's number


class SealBrokenError(Exception):
    """Changed, moved from elsewhere, or opened with another key. It says nothing of the content."""

    def __init__(self) -> None:
        super().__init__("a sealed value does not open in its place")


class ErasedError(LookupError):
    """The key that this was sealed under is no longer there: nobody can read it again."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands."""

    practice_id: UUID
    table: str
    column: str
    row: str


@dataclass(frozen=True, slots=True)
class Key:
    """A data key, ready for use, with the number by which values name it."""

    number: int
    cipher: AESGCM = field(repr=False)


def seal(plain: bytes, key: Key, place: Place) -> bytes:
    """Format, the key's number, nonce, then what was sealed with its tag."""
    header, nonce = _header(key.number), secrets.token_bytes(NONCE_BYTES)
    return header + nonce + key.cipher.encrypt(nonce, plain, _bound_to(header, place))


def unseal(sealed: bytes, key: Key, place: Place) -> bytes:
    """Raises SealBrokenError."""
    if number_in(sealed) != key.number:
        raise SealBrokenError
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    try:
        return key.cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound_to(header, place))
    except InvalidTag:
        raise SealBrokenError from None


def number_in(sealed: bytes) -> int:
    """The number of the data key that opens it. Raises SealBrokenError where it is no sealed value."""
    if len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or not sealed.startswith(FORMAT):
        raise SealBrokenError
    return int.from_bytes(sealed[len(FORMAT) : HEADER_BYTES], "big")


def _header(number: int) -> bytes:
    return FORMAT + number.to_bytes(NUMBER_BYTES, "big")


def _bound_to(header: bytes, place: Place) -> bytes:
    return framed("between-sealed", header, place.practice_id, place.table, place.column, place.row)
