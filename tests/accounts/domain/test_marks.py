"""A mark stands for words that cannot be told from it, and links nothing across practices and purposes."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.framing import framed
from accounts.domain.marks import mark

SECRET, PRACTICE = b"s" * 32, UUID(int=1)
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


@given(parts, parts)
def test_other_parts_are_framed_otherwise(some: list[str], others: list[str]) -> None:
    def raw(each: object) -> object:
        written = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        return getattr(written, "bytes", written)

    assert (framed(*some) == framed(*others)) == (list(map(raw, some)) == list(map(raw, others)))
