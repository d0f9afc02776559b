"""Marks: the same for the same words, and worth nothing to whoever lacks the key.

By its mark an address is found again that is itself kept sealed. Whoever looks tries each of the keys, until
everything is marked anew under the newest.
"""

import hmac
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.domain.framing import Part, framed
from accounts.domain.key_ring import KeyRingError, key_from

MOST_KEYS = 2  # the newest, and the one before it: what was marked anew twice could be found by no other


def parse_keys(text: str) -> tuple[bytes, ...]:
    """`base64,base64`, the newest first. Raises KeyRingError."""
    written = [each for each in map(str.strip, text.split(",")) if each]
    keys = tuple(key_from(each, f"key {place}") for place, each in enumerate(written, start=1))
    if not keys:
        raise KeyRingError("there is no key")
    if len(keys) > MOST_KEYS:
        raise KeyRingError(f"there are {len(keys)} keys and may be {MOST_KEYS}: turn to the newest first")
    if len(set(keys)) < len(keys):
        raise KeyRingError("the same key stands there twice")
    return keys


def mark(secret: bytes, purpose: str, practice_id: UUID, *parts: Part) -> bytes:
    """HMAC-SHA256 under a key of its own for each purpose; another practice's mark for the same differs."""
    return hmac.digest(_key_for(secret, purpose), framed(practice_id, *parts), sha256)


@lru_cache(maxsize=32)
def _key_for(secret: bytes, purpose: str) -> bytes:
    info = framed("between-mark", purpose)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
