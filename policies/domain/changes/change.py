"""One difference between two documents."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_APOSTROPHES = str.maketrans("", "", "'\u2019")


class Kind(StrEnum):
    FIRST = "first"  # there was nothing before
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REWORDED = "reworded"  # said in another way or another order, to the same effect


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` are what the documents hold at `path`; of lists that grew, what came or went.

    Material is what alters when, how or how soon a client can reach somebody, help, who covers, ending care.
    """

    path: str  # as problems name places: channels.sms.use, overrides[2026-12-24]
    kind: Kind
    before: Any
    after: Any
    material: bool
    zone: str = "UTC"  # in which the moments in it are said


def difference(path: str, before: object, after: object, *, material: bool) -> Iterator[Change]:
    """Nothing where both say the same."""
    if _said(before) != _said(after):
        yield Change(path, kind_of(before, after), before, after, material)


def words_changes(path: str, before: str | None, after: str | None) -> Iterator[Change]:
    """Of somebody's own words, which say the same where only points, capitals and spaces differ."""
    if words_of(before) == words_of(after):
        yield from reworded(path, before, after)
    else:
        yield from difference(path, before, after, material=True)


def words_of(text: str | None) -> tuple[str, ...] | None:
    """What somebody hears of it; signs that mean something, such as those of money, are words."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return tuple("".join(sign if _is_heard(sign) else " " for sign in plain).split())


def _is_heard(sign: str) -> bool:
    return sign in "%&@#" or unicodedata.category(sign)[0] in "LMNS"


def entries_changes(
    path: str, before: tuple[Any, ...], after: tuple[Any, ...], *, material: bool
) -> Iterator[Change]:
    """The order of a list has no effect."""
    if {*before} == {*after}:
        yield from reworded(path, before, after)
    else:
        yield from difference(path, before, after, material=material)


def reworded(path: str, before: object, after: object) -> Iterator[Change]:
    if _said(before) != _said(after):
        yield Change(path, Kind.REWORDED, before, after, material=False)


def kind_of(before: object, after: object) -> Kind:
    if _said(before) is None:
        return Kind.ADDED
    return Kind.REMOVED if _said(after) is None else Kind.CHANGED


def _said(value: object) -> object:
    """What is empty is left out of a document, as what is not there."""
    return None if value in (None, (), {}) else value
