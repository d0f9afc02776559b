"""Times that can be booked, day by day as clocks show them where the reader is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.language.times import city, say_clock, say_date
from scheduler.domain.wall_clock import local_date, zone
from web.presentation.reader import Reader, capitalised

DAYS_AT_ONCE = 7
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    said: str
    count: str
    is_chosen: bool

    @property
    def value(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True)
class Openings:
    """`starts` in order; `place`: where the clinician is; `asked`: a day of the reader's, or nothing."""

    starts: Sequence[datetime]
    place: str
    reader: Reader
    asked: str = ""

    @property
    def zone(self) -> str:
        """In which days and times are told first."""
        return self.reader.zone or self.place

    @property
    def where(self) -> str:
        """Both zones, where they differ: said once above the times."""
        here, there = city(self.zone, self.reader.language), city(self.place, self.reader.language)
        if here == there:
            return _("Times are those of {city}.").format(city=there)
        said = _("Times are yours, in {yours}; beside them those of {city}.")
        return said.format(yours=here, city=there)

    @cached_property
    def chosen(self) -> date | None:
        """The day asked about or the first one from it on; else the last."""
        days = list(self._by_day)
        asked = _day(self.asked)
        if asked is None or not days:
            return next(iter(days), None)
        return next((each for each in days if each >= asked), days[-1])

    @property
    def days(self) -> tuple[Day, ...]:
        """Some days around the chosen one."""
        return tuple(map(self._told, self._pages[self._page])) if self._by_day else ()

    @property
    def earlier(self) -> str:
        """A day to ask about, or nothing."""
        return self._pages[self._page - 1][0].isoformat() if self._page > 0 else ""

    @property
    def later(self) -> str:
        pages = self._pages
        return pages[self._page + 1][0].isoformat() if self._page + 1 < len(pages) else ""

    @property
    def day_said(self) -> str:
        chosen = self.chosen
        return say_date(chosen, self.reader.language) if chosen else ""

    @property
    def choices(self) -> Choices:
        """The times of the chosen day, for a form."""
        chosen = self.chosen
        return [(as_value(each), self.clock(each)) for each in self._by_day.get(chosen, ())] if chosen else []

    def clock(self, start: datetime) -> str:
        """Such as: 22:00 (17:00 in New York)."""
        own, theirs = say_clock(start, self.zone), say_clock(start, self.place)
        where = city(self.place, self.reader.language)
        if city(self.zone, self.reader.language) == where:
            return own
        day = local_date(start, zone(self.place))
        if day == local_date(start, zone(self.zone)):
            return _("{time} ({theirs} in {city})").format(time=own, theirs=theirs, city=where)
        said = _("{time} ({day} {theirs} in {city})")
        day_there = say_date(day, self.reader.language, with_year=False)
        return said.format(time=own, theirs=theirs, city=where, day=day_there)

    def whole(self, starts: Iterable[datetime]) -> Choices:
        """Of several days, each said whole."""
        return [(as_value(each), self.reader.instant(each, self.place)) for each in starts]

    @property
    def first_few(self) -> tuple[str, ...]:
        return tuple(self.reader.instant(each, self.place) for each in self.starts[:3])

    @cached_property
    def _by_day(self) -> dict[date, list[datetime]]:
        found: dict[date, list[datetime]] = {}
        here = zone(self.zone)
        for each in self.starts:
            found.setdefault(local_date(each, here), []).append(each)
        return found

    @cached_property
    def _pages(self) -> list[list[date]]:
        days = list(self._by_day)
        return [days[at : at + DAYS_AT_ONCE] for at in range(0, len(days), DAYS_AT_ONCE)]

    @cached_property
    def _page(self) -> int:
        chosen = self.chosen
        return next((number for number, days in enumerate(self._pages) if chosen in days), 0)

    def _told(self, day: date) -> Day:
        number = len(self._by_day[day])
        count = ngettext("{number} time", "{number} times", number).format(number=number)
        said = capitalised(say_date(day, self.reader.language, with_year=False))
        return Day(day, said, count, day == self.chosen)


def as_value(start: datetime) -> str:
    """As a form names a moment; `scheduler.domain.wall_clock.parse_instant` reads it."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
