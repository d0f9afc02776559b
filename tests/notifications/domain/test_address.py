import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.address import normalise_email, normalise_phone


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Dana@Mail.Example", "dana@mail.example"),
        ("<dana@mail.example>", "dana@mail.example"),
        (" dana+tag@mail.example ", "dana+tag@mail.example"),
        ("dana@bücher.example", "dana@xn--bcher-kva.example"),
        ("o'neil.x@mail.example", "o'neil.x@mail.example"),
    ],
)
def test_an_address_has_one_spelling(text: str, address: str) -> None:
    assert normalise_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "dana",
        "@mail.example",
        "dana@",
        "a@b@c",
        "Dana <dana@mail.example>",
        "a b@c.d",
        "a@b..c",
        "a@-b.c",
        "a@b.c\r\nBcc: x@y.z",
        "a\0@b.c",
        f"{'a' * 65}@b.c",
        f"a@{'b' * 64}.c",
        f"a@{'b.' * 150}c",
        "a@[127.0.0.1]",
    ],
)
def test_anything_else_is_none(text: str | None) -> None:
    assert normalise_email(text) is None


@given(st.text(max_size=60))
def test_a_normal_address_stays_as_it_is(text: str) -> None:
    address = normalise_email(text)
    assert address is None or normalise_email(address) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (212) 555-0100", "+12125550100"),
        ("0034 600 000 000", "+34600000000"),
        ("＋44 20 7946 0000", "+442079460000"),  # noqa: RUF001  (a full-width plus, as typed)
        ("212-555-0100", None),
        ("85258", None),
        ("+12345678901234567890", None),
        ("anonymous", None),
        (None, None),
    ],
)
def test_a_number_needs_its_country(text: str | None, number: str | None) -> None:
    assert normalise_phone(text) == number
