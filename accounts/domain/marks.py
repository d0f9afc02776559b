"""Marks: the same for the same words, and worth nothing to whoever lacks the key.

By its mark an address is found again that is itself kept sealed.
"""

import hmac
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.domain.framing import Part, framed


def mark(secret: bytes, purpose: str, practice_id: UUID, *parts: Part) -> bytes:
    """HMAC-SHA256 under a key of its own for each purpose; another practice's mark for the same differs."""
    return hmac.digest(_key_for(secret, purpose), framed(practice_id, *parts), sha256)


@lru_cache(maxsize=32)
def _key_for(secret: bytes, purpose: str) -> bytes:
    info = framed("between-mark", purpose)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
