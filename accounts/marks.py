"""Marks under this installation's own key: what stands in place of an address that has to be found again."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from accounts.domain import marks
from accounts.domain.framing import Part
from accounts.domain.key_ring import KeyRingError, key_from


def mark(purpose: str, practice_id: UUID, *parts: Part) -> bytes:
    """Raises KeyRingError where there is no key."""
    return marks.mark(index_key(settings.INDEX_KEY), purpose, practice_id, *parts)


def address_mark(practice_id: UUID, channel: str, address: str) -> bytes:
    return mark("address of a client", practice_id, channel, address)


@lru_cache(maxsize=8)
def index_key(text: str) -> bytes:
    """Raises KeyRingError."""
    try:
        return key_from(text.strip(), "the key")
    except KeyRingError as error:
        raise KeyRingError(
            f"INDEX_KEY cannot be used: {error}. 'between keys new --index' prints one."
        ) from None
