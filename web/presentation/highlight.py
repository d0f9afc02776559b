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
    for start, end in _merged((each["start"] - offset, each["end"] - offset) for each in evidence):
        yield Piece(text[position : max(start, 0)], is_marked=False)
        yield Piece(text[max(start, 0) : end], is_marked=True)
        position = end
    yield Piece(text[position:], is_marked=False)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that lie in the text, where they touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[1] > 0):
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])  # noqa: PLW2901  grown to the whole
        merged.append((start, end))
    return merged
