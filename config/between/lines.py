"""JSON on standard input, answered on standard output: one object, or one a line in the same order."""

import base64
import binascii
import gc
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from math import isfinite
from typing import Any, BinaryIO, NoReturn

Answer = Callable[[dict[str, Any]], dict[str, Any]]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 40_000_000  # bytes; the largest mail taken, in base64


class BadLine(ValueError):  # noqa: N818 -- read as a sentence where it is raised
    """A line cannot be answered; the message says why."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--jsonl", action="store_true", help="read one JSON object a line, and answer each on a line"
    )


def run(answer: Answer, arguments: Namespace) -> int:
    """Answer standard input; 1 where something could not be answered."""
    gc.set_threshold(100_000)  # answers leave next to nothing in circles, and to look for it costs a tenth
    try:
        return _write(answered(answer, _requests(sys.stdin.buffer, by_line=arguments.jsonl)))
    except BrokenPipeError:  # whoever read the answers has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def answered(answer: Answer, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer for each line, in order; a line that cannot be answered gives its id and an error."""
    for number, line in enumerate(lines, start=1):
        request: dict[str, Any] = {}
        try:
            request = parse(line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line)
            yield {"id": request.get("id"), **answer(request)}
        except ValueError as error:
            yield {"id": request.get("id"), "error": str(error)}
        except RecursionError:
            yield {"id": request.get("id"), "error": "the JSON is nested too deeply; flatten it"}
        except Exception as error:  # noqa: BLE001 -- one line must not keep the others from being answered
            mistake = f"the program made a mistake ({type(error).__name__}); please report it with this line"
            yield {"id": request.get("id"), "error": mistake}


def parse(line: bytes) -> dict[str, Any]:
    """A JSON object in UTF-8 whose keys are all different and whose numbers are finite. Raises BadLine."""
    if len(line) > _LONGEST_LINE:
        raise BadLine(f"the line is longer than {_LONGEST_LINE} bytes; send less at once")
    try:
        request = _DECODER.decode(line.decode().strip())
    except UnicodeDecodeError as error:
        raise BadLine(f"byte {error.start + 1} is not UTF-8; save the input as UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadLine(f"character {error.pos + 1} is not JSON: {error.msg}") from None
    if not isinstance(request, dict):
        raise BadLine("write a JSON object in curly brackets")
    return request


def wanted(request: dict[str, Any], key: str) -> Any:  # noqa: ANN401 -- any JSON value
    """The value at `key`. Raises BadLine where there is none."""
    if request.get(key) is None:
        raise BadLine(f"{key}: is needed; add it")
    return request[key]


def wanted_text(request: dict[str, Any], key: str) -> str:
    text = wanted(request, key)
    if not isinstance(text, str):
        raise BadLine(f"{key}: write text in quotes")
    return text


def text_or(request: dict[str, Any], key: str, otherwise: str) -> str:
    """The text at `key`; `otherwise` where nothing stands there. Raises BadLine for what is no text."""
    return (wanted_text(request, key) if request.get(key) is not None else "") or otherwise


def wanted_date(request: dict[str, Any], key: str) -> date:
    text = wanted_text(request, key)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadLine(f"{key}: write a date as in '2026-03-06'") from None


def wanted_base64(request: dict[str, Any], key: str, of: str) -> bytes:
    """`of` says what should have been encoded."""
    try:
        return base64.b64decode(wanted_text(request, key), validate=True)
    except binascii.Error:
        raise BadLine(f"{key}: is not base64; encode {of}") from None


def _requests(source: BinaryIO, *, by_line: bool) -> Iterator[bytes]:
    return (line for line in source if line.strip()) if by_line else iter([source.read()])


def _write(answers: Iterable[dict[str, Any]]) -> int:
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
    worst = 0
    with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as output:
        for each in answers:
            # Half a character pair, in an id for one, goes out as the escape it came in as.
            output.write(encode(each).encode("utf-8", "backslashreplace") + b"\n")
            worst = max(worst, "error" in each)
    return worst


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadLine(f"the key {twice[:40]!r} comes twice in one object; keep one")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise BadLine(f"the number {text[:40]} is too large")
    return number


def _no_number(text: str) -> NoReturn:
    raise BadLine(f"{text} is not a JSON number; write null instead")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_number)
