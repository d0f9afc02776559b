"""Patterns that are quick where they do not fit, which is nearly everywhere.

A pattern of words is split at its alternatives, and each is only tried on texts in which its longest plain
piece occurs: `repl(?:y|ies)` on texts that hold "repl". Python finds a plain piece many times faster.
"""

import re
from collections.abc import Iterator
from functools import cached_property

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SPECIAL = ".^$|+*?"
_OPTIONAL = ("?", "*", "{")
_SHORTEST = 3  # letters of a plain piece; shorter ones occur in most texts
_DEEPEST = 4  # groups in one another, and after each other, that are split


class Pattern:
    """Looks for any of its alternatives, as `re` does: the one that starts first, or of those the first."""

    def __init__(self, *written: str) -> None:
        self.written = written

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        best: re.Match[str] | None = None
        for possible in self._possible(text):
            found = possible.search(text, start)
            if found and (best is None or found.start() < best.start()):
                best = found
        return best

    def match(self, text: str) -> re.Match[str] | None:
        return next(filter(None, (possible.match(text) for possible in self._possible(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        end = 0
        found = (match for possible in self._possible(text) for match in possible.finditer(text))
        for match in sorted(found, key=re.Match.start):
            if match.start() >= end:
                yield match
                end = match.end()

    def _possible(self, text: str) -> list[re.Pattern[str]]:
        return [each.compiled for each in self.alternatives if each.piece in text]

    @cached_property
    def alternatives(self) -> tuple["Alternative", ...]:
        split = (each for written in self.written for each in _split(written))
        return tuple(Alternative(part) for each in split for part in _with_pieces(each, _DEEPEST) or [each])


class Alternative:
    """Compiled when it is first tried, which most never are."""

    def __init__(self, written: str) -> None:
        self.written, self.piece = written, plain_piece(written)
        self.needs_digit = any(_has_digit(part, follows) for part, follows in _parts(written))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.written)


def pattern(*patterns: str) -> Pattern:
    return Pattern(*patterns)


def any_of(*alternatives: str) -> str:
    """A piece of a pattern that fits any of these."""
    return "(?:{})".format("|".join(alternatives))


def words(said: str) -> str:
    """Any of the words in a line, as a piece of a pattern; a word may be a pattern itself."""
    return any_of(*said.split())


def phrases(*patterns: str) -> Pattern:
    """Finds any of these phrases as whole words."""
    alternatives = (each for written in patterns for each in _split(written))
    return Pattern(*(rf"(?<!\w){each}(?!\w)" for each in alternatives))


def plain_piece(written: str) -> str:
    """The longest piece that stands in every text in which the pattern is found; empty where none is sure."""
    best = piece = ""
    for part, follows in _parts(written):
        plain = len(part) == 1 and part not in _SPECIAL and follows not in _OPTIONAL
        piece = piece + part if plain else ""
        best = max(best, piece, key=len)
        if follows == "+":
            piece = ""
    return best


def _has_digit(part: str, follows: str) -> bool:
    looks_around = part.startswith(("(?=", "(?<=")) and "|" not in part
    return follows not in ("?", "*") and (part == r"\d" or (looks_around and r"\d" in part))


def _with_pieces(written: str, depth: int) -> list[str]:
    """Split inside of groups, where that gives every alternative a plain piece; else nothing."""
    if len(plain_piece(written)) >= _SHORTEST:
        return [written]
    spread = [_with_pieces(each, depth - 1) for each in _spread(written)] if depth else []
    return [each for parts in spread for each in parts] if all(spread) else []


def _spread(written: str) -> Iterator[str]:
    """`a(?:b|c)d` as `abd` and `acd`."""
    at = 0
    for part, follows in _parts(written):
        if part.startswith("(?:") and follows not in (*_OPTIONAL, "+"):
            yield from (f"{written[:at]}{each}{written[at + len(part) :]}" for each in _split(part[3:-1]))
            return
        at += len(part)


def _split(written: str) -> Iterator[str]:
    """The alternatives at the top of a pattern."""
    begin = at = 0
    for part, _ in _parts(written):
        if part == "|":
            yield written[begin:at]
            begin = at + 1
        at += len(part)
    yield written[begin:]


def _parts(written: str) -> Iterator[tuple[str, str]]:
    """The letters, escapes, classes, counts and groups at the top, each with the character behind it."""
    at = 0
    while at < len(written):
        end = _end(written, at)
        yield written[at:end], written[end : end + 1]
        at = end


def _end(written: str, at: int) -> int:
    """Where the part ends that begins at `at`."""
    if written[at] == "\\":
        return at + 2
    closing = _CLOSING.get(written[at])
    end = at + 1
    while closing and written[end] != closing:
        inside_of_group = closing == ")" or written[end] == "\\"
        end = _end(written, end) if inside_of_group else end + 1
    return end + 1 if closing else end
