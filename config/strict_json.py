"""JSON as the API takes it: what RFC 8259 leaves open is refused before anything reads it."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Never

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, object] | None = None,
    ) -> Any:  # noqa: ANN401  a JSON value; the serializer says which it takes
        return strict_json(stream.read())


def strict_json(body: bytes) -> object:
    """Raises ParseError: wrong encoding, duplicate keys, infinities, NUL or lone surrogates, too deep."""
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unrepeated, parse_constant=_refuse, parse_float=_finite
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise ParseError("the body is not clean UTF-8 text: send UTF-8, without lone surrogates") from None
    except RecursionError:
        raise ParseError("the body is nested too deeply") from None
    except ValueError as error:
        raise ParseError(f"the body is not usable JSON: {error}") from None
    if any("\0" in text for text in _texts(value)):
        raise ParseError("the body holds a NUL character: leave it out")
    return value


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for inner in value:
                yield from _texts(inner)
        case dict():
            for key, inner in value.items():
                yield key
                yield from _texts(inner)


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is not a number that JSON knows")


def _finite(number: str) -> float:
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{number} is too large")
    return value
