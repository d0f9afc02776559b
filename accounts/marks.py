"""Marks under this installation's own keys: what stands in place of an address that has to be found again.

They are made with the newest key of INDEX_KEY; whoever looks tries each (docs/decisions/0007-encryption.md).
"""

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from accounts.domain import marks
from accounts.domain.framing import Part
from accounts.domain.key_ring import KeyRingError

ADDRESS = "address of a client"


def mark(purpose: str, practice_id: UUID, *parts: Part) -> bytes:
    """To keep. Raises KeyRingError where there is no key."""
    return marks.mark(index_keys()[0], purpose, practice_id, *parts)


def all_marks(purpose: str, practice_id: UUID, *parts: Part) -> list[bytes]:
    """To look by, the newest first. Raises KeyRingError where there is no key."""
    return [marks.mark(key, purpose, practice_id, *parts) for key in index_keys()]


def marked_again(purpose: str, practice_id: UUID, older: bytes) -> bytes:
    """In place of a mark under an older key, where nobody knows any more of what it was made."""
    return mark(f"{purpose}, marked again", practice_id, older)


def address_mark(practice_id: UUID, channel: str, address: str) -> bytes:
    return mark(ADDRESS, practice_id, channel, address)


def address_marks(practice_id: UUID, channel: str, address: str) -> list[bytes]:
    """To look by."""
    return all_marks(ADDRESS, practice_id, channel, address)


def index_keys() -> tuple[bytes, ...]:
    """The newest first; more than one only while they turn. Raises KeyRingError."""
    return _parsed(settings.INDEX_KEY)


@lru_cache(maxsize=8)
def _parsed(text: str) -> tuple[bytes, ...]:
    try:
        return marks.parse_keys(text)
    except KeyRingError as error:
        raise KeyRingError(
            f"INDEX_KEY cannot be used: {error}. 'between keys new --index' prints one."
        ) from None
