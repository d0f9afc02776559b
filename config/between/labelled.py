"""A list of messages that somebody has labelled: JSON Lines, or a spreadsheet saved as CSV."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from config.between.lines import BadLine, parse

_LONGEST_CELL = 10_000_000  # characters; the library's own bound is below what one mail may hold
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Label(StrEnum):
    """What a human says that a message is."""

    CRISIS = "crisis"
    REVIEW = "review"  # for a human to look at
    NOT = "not"


_LABELS = {**{each.value: each for each in Label}, "concern": Label.REVIEW, "none": Label.NOT}


@dataclass(frozen=True, slots=True)
class Labelled:
    place: str  # in the file, as "line 3" or "row 3"
    id: str  # blank where it has none
    text: str
    label: Label
    category: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and why."""

    place: str
    why: str


def labelled(path: Path) -> Iterator[Labelled | Unread]:
    """Each message of the file in its order. Raises OSError."""
    is_table = path.suffix.lower() == ".csv"
    yield from _table(path) if is_table else _json_lines(path)


def _json_lines(path: Path) -> Iterator[Labelled | Unread]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            bare = line.removeprefix(_BYTE_ORDER_MARK.encode()) if number == 1 else line
            if bare.strip():
                yield _read_line(f"line {number}", bare)


def _read_line(place: str, line: bytes) -> Labelled | Unread:
    try:
        return _read(place, parse(line))
    except ValueError as error:
        return Unread(place, str(error))
    except RecursionError:
        return Unread(place, "the JSON is nested too deeply; flatten it")


def _table(path: Path) -> Iterator[Labelled | Unread]:
    """Rows are counted as spreadsheets count them, the headings being the first."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        heading = file.readline().removeprefix(_BYTE_ORDER_MARK)
        sign = max(",;\t", key=heading.count)  # spreadsheets write what is usual in their country
        names = [name.strip().lower() for name in next(csv.reader([heading], delimiter=sign), [])]
        if "text" not in names:
            yield Unread("row 1", "needs headings; name one column text and one label")
            return
        rows = csv.reader(file, delimiter=sign)
        number = 1
        while True:
            number += 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Unread(f"row {number}", f"is not CSV: {error}")
                continue
            if any(cells):
                yield _read_row(f"row {number}", dict(zip(names, cells, strict=False)))


def _read_row(place: str, row: dict[str, str]) -> Labelled | Unread:
    try:
        "".join(row.values()).encode()
        return _read(place, {name: cell for name, cell in row.items() if cell})
    except UnicodeEncodeError:
        return Unread(place, "is not UTF-8; save the file as CSV UTF-8")
    except BadLine as error:
        return Unread(place, str(error))


def _read(place: str, said: dict[str, Any]) -> Labelled:
    text = said.get("text")
    if not isinstance(text, str):
        raise BadLine("text: write the message, in quotes where it is JSON")
    return Labelled(
        place=place,
        id="" if said.get("id") is None else str(said["id"]),
        text=text,
        label=_label(said),
        category=str(said.get("category") or ""),
        language=_language(said),
    )


def _label(said: dict[str, Any]) -> Label:
    given = said.get("label", said.get("expected"))
    known = _LABELS.get(given.strip().lower()) if isinstance(given, str) else None
    if known is None:
        raise BadLine("label: write crisis, review or not")
    return known


def _language(said: dict[str, Any]) -> str | None:
    given = said.get("language", said.get("lang"))
    if given is not None and not isinstance(given, str):
        raise BadLine("language: write it as in 'en'")
    return given
