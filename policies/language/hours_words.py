"""Weekly hours in words: "Monday to Thursday, 09:00 to 17:00"."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from policies.domain.document import Stretch, Window
from policies.domain.fields import WEEKDAYS, clock_face
from policies.language.times import day_names, join, say_date
from policies.language.words import translator

MOST_AT_ONCE = 10  # windows or dates in one sentence
SHORTEST_RUN = 3  # "Monday and Tuesday", but "Monday to Wednesday"
T = TypeVar("T")


def say_days(days: Iterable[str], language: str) -> str:
    """Such as: Monday to Thursday and Saturday."""
    _ = translator(language).gettext
    indexes = sorted(map(WEEKDAYS.index, days))
    if len(indexes) == len(WEEKDAYS):
        return _("every day")
    names = day_names(language)
    runs = ([names[index] for index in run] for run in _runs(indexes))
    parts = [
        part
        for run in runs
        for part in (
            [_("{first} to {last}").format(first=run[0], last=run[-1])] if len(run) >= SHORTEST_RUN else run
        )
    ]
    return join(parts, language)


def say_stretch(stretch: Stretch, language: str) -> str:
    """Such as: 09:00 to 17:00; from 16:00 onwards; 22:00 to 02:00 the next day."""
    _ = translator(language).gettext
    start = clock_face(stretch.start)
    if stretch.end is None:
        return _("from {start} onwards").format(start=start)
    hours = _("{start} to {end}").format(start=start, end=clock_face(stretch.end))
    return _("{hours} the next day").format(hours=hours) if stretch.end <= stretch.start else hours


def say_windows(windows: Sequence[Window], language: str) -> str:
    """Hours of the same days are said together, different days after each other."""
    grouped = (list(group) for _, group in groupby(windows, key=_when))
    return "; ".join(_say_same_days(group, language) for group in grouped)


def in_parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at once as a sentence can hold."""
    for at in range(0, len(items), MOST_AT_ONCE):
        yield items[at : at + MOST_AT_ONCE]


def _say_same_days(windows: Sequence[Window], language: str) -> str:
    days = say_days(windows[0].days, language)
    hours = join([say_stretch(window, language) for window in windows], language)
    return ", ".join([f"{days} {hours}", *_limits(windows[0], language)])


def _limits(window: Window, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    if window.anchor and window.every > 1:
        counted = {"every": window.every, "date": say_date(window.anchor, language)}
        yield _("only every {every} weeks, counted from the week of {date}").format(**counted)
    if window.first:
        yield _("starting on {date}").format(date=say_date(window.first, language))
    if window.last:
        yield _("up to and including {date}").format(date=say_date(window.last, language))


def _when(window: Window) -> tuple[object, ...]:
    return window.days, window.every, window.anchor, window.first, window.last


def _runs(indexes: Sequence[int]) -> Iterator[list[int]]:
    numbered = enumerate(indexes)
    for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        yield [index for _, index in run]
