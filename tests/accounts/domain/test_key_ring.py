"""The ring as it is written, and data keys that open for their owner alone."""

import base64
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from accounts.domain.key_ring import (
    KeyRing,
    KeyRingError,
    Owner,
    Purpose,
    Wrapped,
    WrongRingError,
    may_be_of,
    new_key,
    new_number,
)

ONE, TWO = (base64.b64encode(bytes([each]) * 32).decode() for each in (1, 2))
OWNER = Owner(3, UUID(int=1), UUID(int=2))
DATA_KEY = b"d" * 32
KEPT = (
    "d511b2db8886200e8f09a6851df8cc485cabe0112bc6f1c3555849ecd6ea"
    "c517370d1fab555fa092c4a9fb04df5a32c44e2b241c4ff33254503b419f"
)


def ring(*lines: str) -> KeyRing:
    return KeyRing.parse(",".join(lines))


def test_the_first_is_the_newest() -> None:
    assert ring(f"b:{TWO}", f" a:{ONE}\n", "").names == ("b", "a")
    assert ring(f"b:{TWO}", f"a:{ONE}").wrap(DATA_KEY, OWNER).ring_key == "b"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "there is no key"),
        (" , ", "there is no key"),
        (ONE, "key 1 is not written as name:base64"),
        (f"a b:{ONE}", "key 1 is not written as name:base64"),
        (f":{ONE}", "key 1 is not written as name:base64"),
        (f"a:{ONE},b:{TWO[:-4]}", "key 2, b, has 30 bytes and needs 32"),
        (f"a:{ONE},b:%%%", "key 2, b, is not base64"),
        (f"a:{ONE},a:{TWO}", "key 2, a, stands there twice"),
        (f"a:{ONE},b:{ONE}", "key 2, b, stands there twice"),
    ],
)
def test_what_is_wrong_is_said_without_the_key(written: str, said: str) -> None:
    with pytest.raises(KeyRingError, match=said) as caught:
        KeyRing.parse(written)
    assert ONE[:8] not in str(caught.value)


def test_a_data_key_opens_under_the_key_it_was_kept_under_wherever_that_stands() -> None:
    wrapped = ring(f"a:{ONE}").wrap(DATA_KEY, OWNER)
    assert ring(f"b:{TWO}", f"a:{ONE}").unwrap(wrapped, OWNER) == DATA_KEY


def test_a_missing_key_is_named_with_its_mend() -> None:
    wrapped = ring(f"a:{ONE}").wrap(DATA_KEY, OWNER)
    with pytest.raises(WrongRingError, match=r"has no key a, .* add it again"):
        ring(f"b:{TWO}").unwrap(wrapped, OWNER)


def test_another_key_under_the_same_name_is_named_with_its_mend() -> None:
    wrapped = ring(f"a:{ONE}").wrap(DATA_KEY, OWNER)
    with pytest.raises(WrongRingError, match=r"the key a .* put back the key"):
        ring(f"a:{TWO}").unwrap(wrapped, OWNER)


@pytest.mark.parametrize(
    "other", [{"number": 4}, {"practice_id": UUID(int=9)}, {"client_id": UUID(int=9)}, {"client_id": None}]
)
def test_a_data_key_opens_for_its_owner_alone(other: dict[str, Any]) -> None:
    wrapped = ring(f"a:{ONE}").wrap(DATA_KEY, OWNER)
    with pytest.raises(WrongRingError):
        ring(f"a:{ONE}").unwrap(wrapped, replace(OWNER, **other))
    other_end = wrapped.content[:-1] + bytes([wrapped.content[-1] ^ 1])
    with pytest.raises(WrongRingError):
        ring(f"a:{ONE}").unwrap(replace(wrapped, content=other_end), OWNER)


def test_what_else_is_kept_opens_for_its_purpose_alone() -> None:
    keys = ring(f"a:{ONE}")
    assert keys.unwrap(keys.wrap(b"seed", Purpose.SECOND_FACTOR), Purpose.SECOND_FACTOR) == b"seed"
    for wrapped, bound in (
        (keys.wrap(DATA_KEY, OWNER), Purpose.SECOND_FACTOR),
        (keys.wrap(b"seed", Purpose.SECOND_FACTOR), OWNER),
    ):
        with pytest.raises(WrongRingError):
            keys.unwrap(wrapped, bound)


def test_what_was_kept_by_an_earlier_release_opens() -> None:
    """A data key as 0.1.0 wrapped it."""
    wrapped = Wrapped("a", bytes.fromhex(KEPT))
    assert ring(f"a:{ONE}").unwrap(wrapped, OWNER) == DATA_KEY


def test_new_ones_are_good_and_never_the_same() -> None:
    assert ring(f"a:{new_key()}", f"b:{new_key()}").names == ("a", "b")
    numbers = {new_number(UUID(int=1)) for _ in range(100)}
    assert len(numbers) == 100
    assert all(0 <= number < 2**63 for number in numbers)
    assert all(may_be_of(number, UUID(int=1)) and not may_be_of(number, UUID(int=2)) for number in numbers)


def test_the_ring_knows_its_keys() -> None:
    assert ring(f"a:{ONE}").holds(f"{ONE}\n")
    assert not ring(f"a:{ONE}").holds(TWO)
