"""What was heard in a client's messages of late, week by week: a small drawing, and the same as a table.

It is no score and no label: the clinician looks, and judges.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.domain.actors import ClinicianActor
from accounts.models import Client
from notifications import queries
from notifications.domain.tiers import Level
from policies.language.times import say_date, short_month
from scheduler.domain.wall_clock import zone

WEEKS = 12
A_WEEK = timedelta(weeks=1)
LEVELS = (Level.NONE, Level.CONCERN, Level.CRISIS)  # from the ground up
COLUMN, BAR, LEFT = 24, 16, 6
TOP, TALLEST, GROUND, BELOW = 16, 64, 80, 18


class Bar(NamedTuple):
    """A part of a column; `name` is its class."""

    name: str
    x: int
    y: int
    height: int


class Label(NamedTuple):
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    monday: str
    counts: tuple[int, ...]  # of each level, in the order of `LEVELS`


@dataclass(frozen=True, slots=True)
class WeeksPicture:
    title: str
    description: str
    weeks: tuple[Week, ...]  # the first first
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    width: int = LEFT * 2 + COLUMN * WEEKS
    height: int = GROUND + BELOW
    ground: int = GROUND
    bar: int = BAR

    @property
    def count(self) -> int:
        return sum(sum(week.counts) for week in self.weeks)


def weeks_heard(
    actor: ClinicianActor, client: Client, place: str, language: str, now: datetime
) -> WeeksPicture:
    """Of the weeks of `place`, from Monday on; the last is the one that is not over."""
    mondays = _mondays(now.astimezone(zone(place)).date())
    since = datetime.combine(mondays[0], time(), zone(place)).astimezone(UTC)
    return _picture(queries.heard_from(actor, client, since), mondays, place, language)


def _mondays(today: date) -> list[date]:
    this = today - timedelta(days=today.weekday())
    return [this - A_WEEK * back for back in reversed(range(WEEKS))]


def _picture(
    heard: Iterable[tuple[datetime, str]], mondays: Sequence[date], place: str, language: str
) -> WeeksPicture:
    counted: Counter[tuple[date, str]] = Counter()
    for at, level in heard:
        day = at.astimezone(zone(place)).date()
        counted[day - timedelta(days=day.weekday()), level] += 1
    rows = [tuple(counted[monday, level] for level in LEVELS) for monday in mondays]
    return WeeksPicture(
        title=_("What the screening heard in their messages, week by week"),
        description=_description(rows),
        weeks=tuple(Week(say_date(monday, language), row) for monday, row in zip(mondays, rows, strict=True)),
        bars=tuple(_bars(rows)),
        labels=(*_counts(rows), *_months(mondays, language)),
    )


def _description(rows: Sequence[tuple[int, ...]]) -> str:
    nothing, concern, crisis = (sum(row[place] for row in rows) for place in range(len(LEVELS)))
    said = _(
        "Of {all} messages in twelve weeks: nothing heard in {none}, please look {concern}, crisis {crisis}."
    )
    return said.format(all=nothing + concern + crisis, none=nothing, concern=concern, crisis=crisis)


def _bars(rows: Sequence[tuple[int, ...]]) -> Iterable[Bar]:
    unit = _unit(rows)
    for number, row in enumerate(rows):
        for place, count in enumerate(row):
            bottom, top = (GROUND - round(sum(row[:end]) * unit) for end in (place, place + 1))
            if count:
                yield Bar(f"heard-{LEVELS[place]}", _left(number), top, bottom - top)


def _unit(rows: Sequence[tuple[int, ...]]) -> float:
    """The height of one message: a few do not fill the picture."""
    return min(TALLEST / max(1, *map(sum, rows)), TALLEST / 4)


def _counts(rows: Sequence[tuple[int, ...]]) -> Iterable[Label]:
    for number, row in enumerate(rows):
        if count := sum(row):
            yield Label(_left(number) + BAR // 2, GROUND - round(count * _unit(rows)) - 4, str(count))


def _months(mondays: Sequence[date], language: str) -> Iterable[Label]:
    """Under the first week that begins in each."""
    for number, monday in enumerate(mondays):
        if number == 0 and mondays[1].month != monday.month:
            continue  # the next name would stand on it
        if number == 0 or mondays[number - 1].month != monday.month:
            yield Label(_left(number) + BAR // 2, GROUND + 14, short_month(monday.month, language))


def _left(number: int) -> int:
    return LEFT + COLUMN * number + (COLUMN - BAR) // 2
