"""A year of waits as a drawing: a column for each day, a row for each hour, a colour for each length of wait.

Years are drawn one below the other, on one scale. Where an hour comes twice, its row is shared by the two;
where one is missing, its row is empty. The colours are those of the style sheet, which the drawing names by
class; those of its light scheme are written into it, too, so that it can be taken elsewhere.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from policies.domain.promise import State
from policies.domain.year import HOURS_A_DAY, Day, Hour, Special, Year
from policies.language.durations import say_wait
from policies.language.times import say_date, short_month

COLUMN, ROW = 2, 8
LEFT, RIGHT = 46, 22
TITLE, STRIP, GAP = 20, 12, 14
GRID = HOURS_A_DAY * ROW
PANEL = TITLE + STRIP + GRID + GAP
MONTHS = 16
LEGEND_ROW, LEGEND_COLUMN, LEGEND_COLUMNS = 20, 190, 4
CLOCKS = (0, 6, 12, 18)
MOST_DAYS = 366
FEWEST_DAYS = 12  # of a month that is named

BANDS: Mapping[str, timedelta | None] = {  # by class: the longest wait in it
    "wait-1": timedelta(hours=8),
    "wait-2": timedelta(days=1),
    "wait-3": timedelta(days=2),
    "wait-4": timedelta(days=3),
    "wait-5": timedelta(days=7),
    "wait-6": None,
}
NO_TIME = "no-time"
FILLS = {
    "wait-1": "#dcefe6",
    "wait-2": "#a5d0bd",
    "wait-3": "#d9a441",
    "wait-4": "#c2703a",
    "wait-5": "#8f3f23",
    "wait-6": "#4f1d14",
    "special-away": "#2b2925",
    "special-closed": "#5f5a51",
}
_CLASSES = tuple(BANDS)
_LIMITS = [limit for limit in BANDS.values() if limit is not None]


class Shape(NamedTuple):
    """A path of one class; `fill` is its colour where there is no style sheet."""

    name: str
    fill: str
    path: str


class Label(NamedTuple):
    x: int
    y: int
    text: str


class Key(NamedTuple):
    """What a shape of the drawing means; `name` is its class."""

    name: str
    fill: str
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One year. Its places count from its own top left corner."""

    title: str
    top: int
    waits: tuple[Shape, ...]
    no_time: str
    opened: str
    marks: tuple[Shape, ...]
    clocks: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class YearPicture:
    name: str  # what its ids begin with
    title: str
    description: str
    width: int
    height: int
    months: tuple[Label, ...]
    panels: tuple[Panel, ...]
    legend: tuple[Key, ...]


def year_picture(
    years: Sequence[tuple[str, Year]], language: str, *, description: str = "", name: str = "picture"
) -> YearPicture:
    """Of one or more years of the same days, each with its title."""
    days = years[0][1].days
    panels = tuple(
        _panel(title, found, MONTHS + PANEL * number) for number, (title, found) in enumerate(years)
    )
    legend_top = MONTHS + PANEL * len(panels) + 4
    legend = tuple(_legend(legend_top, language))
    return YearPicture(
        name=name,
        title=_("How long a message waits for its reply, for each hour from {first} to {last}").format(
            first=say_date(days[0].date, language), last=say_date(days[-1].date, language)
        ),
        description=description,
        width=LEFT + COLUMN * MOST_DAYS + RIGHT,
        height=max(key.y for key in legend) + LEGEND_ROW,
        months=tuple(_months(days, language)),
        panels=panels,
        legend=legend,
    )


def _panel(title: str, found: Year, top: int) -> Panel:
    cells = [_cells(day) for day in found.days]
    waits = _paths(cells, _wait)
    return Panel(
        title=title,
        top=top,
        waits=tuple(Shape(each, FILLS[each], waits[each]) for each in BANDS if each in waits),
        no_time=waits.get(NO_TIME, ""),
        opened=_paths(cells, _opened).get("open", ""),
        marks=tuple(Shape(each, FILLS[each], path) for each, path in _marks(found.days).items()),
        clocks=tuple(Label(LEFT - 6, TITLE + STRIP + ROW * clock + 8, f"{clock:02}:00") for clock in CLOCKS),
    )


_Cell = tuple[Hour, float, float]  # its top and its bottom
_TOPS = tuple(float(ROW * clock) for clock in range(HOURS_A_DAY))
_BOTTOMS = tuple(top + ROW for top in _TOPS)


class _Box(NamedTuple):
    """Cells of one kind that stand on each other in a column."""

    kind: str
    top: float
    bottom: float


def _cells(day: Day) -> list[_Cell]:
    clocks = [hour.clock for hour in day.hours]
    if len(clocks) == HOURS_A_DAY:
        return list(zip(day.hours, _TOPS, _BOTTOMS, strict=True))
    return list(_cells_of_another_length(day.hours, clocks))


def _cells_of_another_length(hours: Sequence[Hour], clocks: list[int]) -> Iterator[_Cell]:
    """Hours that clocks show alike share a row, the earlier above the later."""
    for number, hour in enumerate(hours):
        height = ROW / clocks.count(hour.clock)
        top = ROW * hour.clock + height * clocks[:number].count(hour.clock)
        yield hour, top, top + height


def _wait(hour: Hour) -> str:
    return NO_TIME if hour.wait is None else _CLASSES[bisect_left(_LIMITS, hour.wait)]


def _opened(hour: Hour) -> str | None:
    return "open" if hour.state is State.OPEN else None


def _boxes(cells: Iterable[_Cell], kind_of: Callable[[Hour], str | None]) -> list[_Box]:
    boxes: list[_Box] = []
    for hour, top, bottom in cells:
        kind = kind_of(hour)
        if kind is None:
            continue
        if boxes and (boxes[-1].kind, boxes[-1].bottom) == (kind, top):
            top = boxes.pop().top  # noqa: PLW2901  grown to the whole
        boxes.append(_Box(kind, top, bottom))
    return boxes


def _paths(days: Iterable[Sequence[_Cell]], kind_of: Callable[[Hour], str | None]) -> dict[str, str]:
    """A path for each kind; boxes that stand beside each other are drawn as one."""
    begun: dict[_Box, int] = {}
    paths: dict[str, list[str]] = {}
    for column, cells in enumerate((*days, ())):
        boxes = dict.fromkeys(_boxes(cells, kind_of), column)
        for box in begun.keys() - boxes.keys():
            paths.setdefault(box.kind, []).append(_rectangle(begun[box], column, box.top, box.bottom))
        begun = {box: begun.get(box, column) for box in boxes}
    return {kind: "".join(sorted(path)) for kind, path in paths.items()}


def _rectangle(first: int, end: int, top: float, bottom: float) -> str:
    """Of columns `first` up to, not including, `end`."""
    width, height = COLUMN * (end - first), bottom - top
    return f"M{LEFT + COLUMN * first} {TITLE + STRIP + top:g}h{width}v{height:g}h-{width}z"


def _marks(days: Sequence[Day]) -> dict[str, str]:
    """Above the hours: a bar over days away, a wedge over each day that is closed or has other hours."""
    paths: dict[str, list[str]] = {}
    for special, run in groupby(enumerate(days), key=lambda each: each[1].special):
        columns = [column for column, _ in run]
        if special is Special.AWAY:
            bar = _rectangle(columns[0], columns[-1] + 1, -STRIP + 2, -4)
            paths.setdefault("special-away", []).append(bar)
        elif special:
            paths.setdefault("special-closed", []).extend(map(_wedge, columns))
    return {kind: "".join(path) for kind, path in paths.items()}


def _wedge(column: int) -> str:
    middle = LEFT + COLUMN * column + COLUMN // 2
    return f"M{middle - 3} {TITLE + 2}h6l-3 6z"


def _months(days: Sequence[Day], language: str) -> Iterator[Label]:
    """Where each begins; a few last days are not named."""
    firsts = [number for number, day in enumerate(days) if number == 0 or day.date.day == 1]
    for number, following in pairwise((*firsts, len(days))):
        if following - number >= FEWEST_DAYS:
            yield Label(LEFT + COLUMN * number, MONTHS - 4, short_month(days[number].date.month, language))


def _legend(top: int, language: str) -> Iterator[Key]:
    for number, (name, text) in enumerate(_meanings(language)):
        row, column = divmod(number, LEGEND_COLUMNS)
        yield Key(name, FILLS.get(name, "none"), LEFT + LEGEND_COLUMN * column, top + LEGEND_ROW * row, text)


def _meanings(language: str) -> Iterator[tuple[str, str]]:
    for name, limit in BANDS.items():
        said = _("up to {length}") if limit else _("more than {length}")
        yield name, said.format(length=say_wait(limit or _LIMITS[-1], language))
    yield NO_TIME, _("no time promised")
    yield "opened", _("you can be reached")
    yield "special-away", _("away")
    yield "special-closed", _("closed, a holiday, or other hours")
