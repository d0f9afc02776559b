"""A sealed value opens in its own place, under its own key, as it was; else it says only that it does not."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.sealing import Key, Place, SealBrokenError, number_in, seal, unseal

KEY = Key(7, AESGCM(bytes(32)))
PLACE = Place(UUID(int=1), "notifications_inboundmessage", "text", str(UUID(int=2)))

names = st.text(max_size=20)
places = st.builds(Place, st.uuids(), names, names, names)
keys = st.builds(
    lambda number, key: Key(number, AESGCM(key)),
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
plains = st.binary(max_size=200)


def refused(sealed: bytes, key: Key, place: Place) -> str:
    with pytest.raises(SealBrokenError) as caught:
        unseal(sealed, key, place)
    return str(caught.value)


@given(plains, keys, places)
def test_what_was_sealed_opens_in_its_place(plain: bytes, key: Key, place: Place) -> None:
    sealed = seal(plain, key, place)
    assert unseal(sealed, key, place) == plain
    assert number_in(sealed) == key.number


@given(plains, places, places)
def test_it_opens_in_no_other_place(plain: bytes, place: Place, other: Place) -> None:
    sealed = seal(plain, KEY, place)
    if other != place:
        refused(sealed, KEY, other)


@pytest.mark.parametrize(
    "moved",
    [
        {"practice_id": UUID(int=9)},
        {"table": "notifications_reply"},
        {"column": "subject"},
        {"row": str(UUID(int=9))},
        {"table": "notifications_inboundmessaget", "column": "ext"},
    ],
    ids=str,
)
def test_each_part_of_the_place_counts(moved: dict[str, Any]) -> None:
    sealed = seal(b"words of a client", KEY, PLACE)
    assert refused(sealed, KEY, replace(PLACE, **moved)) == "a sealed value does not open in its place"


@given(plains, keys, keys)
def test_it_opens_with_no_other_key(plain: bytes, key: Key, other: Key) -> None:
    refused(seal(plain, key, PLACE), Key(key.number, AESGCM(bytes(31) + b"\1")), PLACE)
    if other.number != key.number:
        refused(seal(plain, key, PLACE), other, PLACE)


@given(plains, keys, st.data())
def test_a_flipped_bit_is_an_error_that_tells_nothing(plain: bytes, key: Key, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain, key, PLACE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    assert refused(bytes(sealed), key, PLACE) == "a sealed value does not open in its place"


@given(plains, keys, st.data())
def test_a_part_of_it_is_an_error(plain: bytes, key: Key, data: st.DataObject) -> None:
    sealed = seal(plain, key, PLACE)
    refused(sealed[: data.draw(st.integers(0, len(sealed) - 1))], key, PLACE)
    refused(sealed + b"\0", key, PLACE)


@given(plains)
def test_the_same_words_never_look_the_same(plain: bytes) -> None:
    assert seal(plain, KEY, PLACE) != seal(plain, KEY, PLACE)


def test_a_key_does_not_show_itself() -> None:
    assert repr(KEY) == "Key(number=7)"
