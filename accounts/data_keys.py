"""Data keys: one for each client, one for each practice's people whom nobody knows.

They lie wrapped under the key ring, and are ready for use in a process for a minute at most: so a key that is
erased dies everywhere soon.
"""

import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from accounts.domain.key_ring import (
    KeyRing,
    KeyRingError,
    Owner,
    Wrapped,
    WrongRingError,
    may_be_of,
    new_number,
)
from accounts.domain.sealing import KEY_BYTES, ErasedError, Key, SealBrokenError
from accounts.wall import somewhere_inside

KEPT_SECONDS = 60.0
MOST_KEPT = 10_000  # keys in one process


class DataKey(models.Model):
    """What a client's words are sealed under. Whoever deletes the row makes them unreadable, for good."""

    id = models.BigIntegerField(primary_key=True, editable=False)  # values name it
    practice = models.ForeignKey("accounts.Practice", models.CASCADE, related_name="+")
    client = models.ForeignKey("accounts.Client", models.CASCADE, null=True, related_name="data_keys")
    wrapped = models.BinaryField(max_length=64)
    ring_key = models.CharField(max_length=32)  # the name of the ring's key that it is wrapped under
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)  # from then on it opens, and seals nothing new

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(retired_at=None, client__isnull=False),
                name="a_client_has_one_key",
            ),
            models.UniqueConstraint(
                fields=["practice"],
                condition=models.Q(retired_at=None, client=None),
                name="a_practice_has_one_key_for_the_unknown",
            ),
        ]

    @property
    def owner(self) -> Owner:
        return Owner(self.pk, self.practice_id, self.client_id)


class _Ready(NamedTuple):
    key: Key
    until: float


Named = TypeVar("Named")
Whose = tuple[UUID, UUID | None]  # the practice, and the client if one is known

_by_number: dict[int, _Ready] = {}
_current: dict[Whose, _Ready] = {}
_uncommitted: set[int] = set()  # made here by transactions that may yet be undone, or were


def ring() -> KeyRing:
    """Raises KeyRingError."""
    return _parsed(settings.ENCRYPTION_KEYS)


def key_to_seal_with(practice_id: UUID, client_id: UUID | None) -> Key:
    """Made where there is none yet."""
    whose = (practice_id, client_id)
    ready = _current.get(whose)
    if ready and ready.until > time.monotonic():
        return ready.key
    with somewhere_inside(practice_id):
        key = opened(_current_row(whose) or _made(whose))
    if key.number not in _uncommitted:  # else what is sealed later could hang on a key that was undone
        _keep(_current, whose, key)
    _keep(_by_number, key.number, key)
    return key


def key_numbered(number: int, practice_id: UUID) -> Key:
    """Raises ErasedError, and SealBrokenError where no value of this practice can name it."""
    if not may_be_of(number, practice_id):
        raise SealBrokenError
    ready = _by_number.get(number)
    if ready and ready.until > time.monotonic():
        return ready.key
    with somewhere_inside(practice_id):
        found = DataKey.objects.filter(pk=number, practice_id=practice_id).first()
    if found is not None:
        key = opened(found)
        _keep(_by_number, number, key)
        return key
    raise ErasedError


def have_current_ready(row: DataKey) -> None:
    """Of a client who was just looked up, and whose words come next."""
    if row.pk not in _uncommitted:
        _keep(_current, (row.practice_id, row.client_id), opened(row))


def have_ready(numbers: Iterable[int]) -> None:
    """Fetch what a list will need with one question. What the ring does not open, its reader is told."""
    now = time.monotonic()
    missing = {number for number in numbers if number not in _by_number or _by_number[number].until <= now}
    for row in DataKey.objects.filter(pk__in=missing):  # asks nothing where nothing is missing
        with suppress(WrongRingError):
            _keep(_by_number, row.pk, opened(row))


def make(practice_id: UUID, client_id: UUID | None) -> DataKey:
    """A fresh key, not stored yet."""
    row = DataKey(pk=new_number(practice_id), practice_id=practice_id, client_id=client_id)
    return rewrapped(row, secrets.token_bytes(KEY_BYTES))


def rewrapped(row: DataKey, key: bytes) -> DataKey:
    """The row, not stored yet, with this key under the newest of the ring."""
    wrapped = ring().wrap(key, row.owner)
    row.ring_key, row.wrapped = wrapped.ring_key, wrapped.content
    return row


def unwrapped(row: DataKey) -> bytes:
    """Raises WrongRingError."""
    return ring().unwrap(Wrapped(row.ring_key, bytes(row.wrapped)), row.owner)


def opened(row: DataKey) -> Key:
    """Raises WrongRingError."""
    return Key(row.pk, AESGCM(unwrapped(row)))


def forget() -> None:
    """Everything that is ready in this process."""
    _by_number.clear()
    _current.clear()


def _current_row(whose: Whose) -> DataKey | None:
    practice_id, client_id = whose
    current = models.Q(practice_id=practice_id, client_id=client_id, retired_at=None)
    return DataKey.objects.filter(current).first()


def _made(whose: Whose) -> DataKey:
    """Ours, or that of another process which was first."""
    row = make(*whose)
    _uncommitted.add(row.pk)
    DataKey.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(partial(_uncommitted.discard, row.pk))
    stored = _current_row(whose)
    if stored is None:
        raise ErasedError
    return stored


def _keep(kept: dict[Named, _Ready], name: Named, key: Key) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[name] = _Ready(key, time.monotonic() + KEPT_SECONDS)


@lru_cache(maxsize=8)
def _parsed(text: str) -> KeyRing:
    try:
        return KeyRing.parse(text)
    except KeyRingError as error:
        raise KeyRingError(
            f"ENCRYPTION_KEYS cannot be used: {error}. 'between keys new' prints a key."
        ) from None
