"""JSON in, JSON out: every line is answered, in order, whatever it holds."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from config.between.lines import BadLine, answered, parse


def echo(request: dict[str, Any]) -> dict[str, Any]:
    match request.get("do"):
        case "refuse":
            raise BadLine("do: not this")
        case "fail":
            raise KeyError("a secret")
    return {"said": request.get("say")}


def ask(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    return list(answered(echo, lines))


def test_answers_keep_the_order_and_the_id() -> None:
    lines = [b'{"id": 1, "say": "a"}', b'{"id": "x", "do": "refuse"}', b'{"say": "c"}']
    assert ask(lines) == [
        {"id": 1, "said": "a"},
        {"id": "x", "error": "do: not this"},
        {"id": None, "said": "c"},
    ]


def test_a_mistake_of_ours_is_told_without_what_was_in_the_line() -> None:
    [answer] = ask([b'{"id": 1, "do": "fail"}'])
    assert answer == {
        "id": 1,
        "error": "the program made a mistake (KeyError); please report it with this line",
    }


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "character 2 is not JSON: Expecting property name enclosed in double quotes"),
        (b"[1]", "write a JSON object in curly brackets"),
        (b'{"a": NaN}', "NaN is not a JSON number; write null instead"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number; write null instead"),
        (b'{"a": 1e400}', "the number 1e400 is too large"),
        (b'{"a": {"b": 1, "b": 2}}', "the key 'b' comes twice in one object; keep one"),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8; save the input as UTF-8"),
        ("{}".encode("utf-16"), "byte 1 is not UTF-8; save the input as UTF-8"),
        (b"[" * 100_000, "the JSON is nested too deeply; flatten it"),
        (b'{"a": ' * 100_000, "the JSON is nested too deeply; flatten it"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(line: bytes, error: str) -> None:
    assert ask([line, b'{"id": 2}']) == [{"id": None, "error": error}, {"id": 2, "said": None}]


def test_a_byte_order_mark_is_taken_off_the_first_line() -> None:
    assert ask([b'\xef\xbb\xbf{"id": 1}']) == [{"id": 1, "said": None}]


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="Exceeds the limit"):
        parse(b'{"a": ' + b"9" * 5000 + b"}")


def test_text_in_any_script_is_read() -> None:
    assert parse(json.dumps({"a": "ñ \u2028 \ud800 😀"}).encode()) == {"a": "ñ \u2028 \ud800 😀"}
