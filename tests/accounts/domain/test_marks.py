"""A mark stands for words that cannot be told from it, and links nothing across practices and purposes."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.framing import framed
from accounts.domain.key_ring import KeyRingError
from accounts.domain.marks import mark, parse_keys

SECRET, PRACTICE = b"s" * 32, UUID(int=1)
ONE, TWO = (base64.b64encode(each * 32).decode() for each in (b"1", b"2"))
parts = st.lists(st.none() | st.text() | st.binary() | st.uuids(), max_size=4)


def test_the_same_words_get_the_same_mark_and_any_other_another() -> None:
    address = mark(SECRET, "address", PRACTICE, "email", "dan@client.example")
    assert address == mark(SECRET, "address", PRACTICE, "email", "dan@client.example")
    others = [
        mark(b"t" * 32, "address", PRACTICE, "email", "dan@client.example"),
        mark(SECRET, "conversation", PRACTICE, "email", "dan@client.example"),
        mark(SECRET, "address", UUID(int=2), "email", "dan@client.example"),
        mark(SECRET, "address", PRACTICE, "portal", "dan@client.example"),
        mark(SECRET, "address", PRACTICE, "email", "dam@client.example"),
        mark(SECRET, "address", PRACTICE, "emaild", "an@client.example"),
    ]
    assert len({address, *others}) == len(others) + 1


@pytest.mark.parametrize("written", [f"{ONE}", f" {ONE}\n", f"{ONE},", f"{ONE}, {TWO}"])
def test_keys_are_written_with_the_newest_first(written: str) -> None:
    assert parse_keys(written) in {(b"1" * 32,), (b"1" * 32, b"2" * 32)}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "there is no key"),
        (" , ", "there is no key"),
        ("%%%", "key 1, is not base64"),
        (f"{ONE},c2hvcnQ=", "key 2, has 5 bytes and needs 32"),
        (f"{ONE},{ONE}", "the same key stands there twice"),
        (f"{ONE},{TWO},{ONE}", "there are 3 keys and may be 2: turn to the newest first"),
    ],
)
def test_what_is_wrong_with_keys_is_said_without_them(written: str, said: str) -> None:
    with pytest.raises(KeyRingError, match=said) as caught:
        parse_keys(written)
    assert ONE[:8] not in str(caught.value)


@given(parts, parts)
def test_other_parts_are_framed_otherwise(some: list[str], others: list[str]) -> None:
    def raw(each: object) -> object:
        written = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        return getattr(written, "bytes", written)

    assert (framed(*some) == framed(*others)) == (list(map(raw, some)) == list(map(raw, others)))
