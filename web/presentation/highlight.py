"""A message's text with the words that the screening heard marked in it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Piece(NamedTuple):
    text: str
    is_marked: bool


def highlight(text: str, evidence: Iterable[Mapping[str, int]], offset: int = 0) -> tuple[Piece, ...]:
    """`text` in pieces, in order and complete; places in `evidence` count from `offset` before its start."""
    return tuple(piece for piece in _pieces(text, evidence, offset) if piece.text)


def _pieces(text: str, evidence: Iterable[Mapping[str, int]], offset: int) -> Iterator[Piece]:
    position = 0
    for start, end in sorted((each["start"] - offset, each["end"] - offset) for each in evidence):
        begin = max(start, position)
        if end > begin:
            yield Piece(text[position:begin], is_marked=False)
            yield Piece(text[begin:end], is_marked=True)
            position = end
    yield Piece(text[position:], is_marked=False)
