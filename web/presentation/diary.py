"""A clinician's week: hours, what takes time of them, appointments, and why a day is closed.

Each day is told in words; the picture beside it says nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from policies.language.times import city, say_clock, say_date
from scheduler.domain.interval import Interval, Intervals, clip
from scheduler.domain.wall_clock import MINUTES_A_DAY, ONE_DAY, local_date, whole_days, zone
from web.presentation.appointments import Kept
from web.presentation.lengths import say_ago
from web.presentation.reader import Reader, capitalised
from web.presentation.unopened import opened

DAYS = 7
FIRST_HOUR, LAST_HOUR = 8, 18  # drawn at least
WIDTH, GUTTER, HOUR_HIGH = 100, 40, 36  # of a day, of the hours' names, of an hour
SEEN_WHOLE = {"hours", "kept", "waiting"}
HEAD = 18  # above the hours, for the days' names
HIGH_ENOUGH, FITTING = 16, 16  # for a line of words, and as many letters of it
LINE_HIGH = 12
Words = tuple[str, ...]  # a line each


@dataclass(frozen=True)
class Facts:
    """What a week is made of; all as the queries give it."""

    hours: Intervals
    away: Intervals  # by the policy
    closed: dict[date, str]  # dates whose hours are others than in other weeks, and why
    taken: tuple[Any, ...]
    appointments: tuple[Any, ...]
    is_published: bool
    has_hours: bool  # for sessions, said at all


@dataclass(frozen=True, slots=True)
class Line:
    """What happens on a day from when to when; of two days it is told on both."""

    span: Interval
    when: str
    what: str
    tone: str  # hours, away, busy, kept, waiting
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """In the picture."""

    x: int
    y: int
    width: int
    height: int
    tone: str
    words: Words = ()

    @property
    def lines(self) -> list[tuple[int, int, str]]:
        """Where each line of words stands."""
        return [
            (self.x + 5, self.y + LINE_HIGH * (number + 1), said) for number, said in enumerate(self.words)
        ]


@dataclass(frozen=True, slots=True)
class DiaryDay:
    day: date
    title: str
    is_today: bool = False
    notes: tuple[str, ...] = ()  # why it is closed, and whether clocks change
    hours: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.notes or self.hours or self.lines)


@dataclass(frozen=True)
class Diary:
    """From the Monday of `asked`, or of today, on; in the clinician's zone."""

    zone_name: str
    reader: Reader
    now: datetime
    asked: date | None = None
    facts: Facts = field(
        default_factory=lambda: Facts((), (), {}, (), (), is_published=False, has_hours=False)
    )

    @cached_property
    def place(self) -> ZoneInfo:
        return zone(self.zone_name)

    @cached_property
    def today(self) -> date:
        return local_date(self.now, self.place)

    @cached_property
    def monday(self) -> date:
        day = self.asked or self.today
        return day - timedelta(days=day.weekday())

    @cached_property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.monday + number * ONE_DAY for number in range(DAYS))

    @property
    def span(self) -> Interval:
        days = whole_days(self.dates[0], self.dates[-1], self.place)
        if days is None:
            raise ValueError("no zone skips a whole week")
        return days

    @property
    def is_this_week(self) -> bool:
        return self.today in self.dates

    @property
    def title(self) -> str:
        first, last = (say_date(each, self.reader.language) for each in (self.dates[0], self.dates[-1]))
        return capitalised(pgettext("dates", "{first} to {last}").format(first=first, last=last))

    @property
    def where(self) -> str:
        return _("Times are those of {city}.").format(city=city(self.zone_name, self.reader.language))

    @property
    def before(self) -> str:
        return (self.monday - DAYS * ONE_DAY).isoformat()

    @property
    def after(self) -> str:
        return (self.monday + DAYS * ONE_DAY).isoformat()

    @cached_property
    def days(self) -> tuple[DiaryDay, ...]:
        return tuple(map(self._day, self.dates))

    @property
    def is_empty(self) -> bool:
        return all(each.is_empty for each in self.days)

    def _day(self, day: date) -> DiaryDay:
        whole = whole_days(day, day, self.place)
        title = capitalised(say_date(day, self.reader.language, with_year=False))
        if whole is None:
            return DiaryDay(day, title, notes=(_("Clocks skip this day here."),))
        hours = clip(self.facts.hours, whole)
        lines = sorted(self._lines(whole), key=lambda each: (each.span.start, each.tone))
        notes = tuple(self._notes(day, whole))
        said = ", ".join(self._stretch(each, whole) for each in hours)
        return DiaryDay(day, title, day == self.today, notes, said, tuple(lines))

    def _notes(self, day: date, whole: Interval) -> Iterator[str]:
        if why := self.facts.closed.get(day):
            yield why
        for each in clip(self.facts.away, whole):
            if each == whole:
                yield _("Away all day, as your policy says.")
            else:
                said = _("Away {when}, as your policy says.")
                yield said.format(when=self._stretch(each, whole))
        length = whole.duration - ONE_DAY
        if length > timedelta():
            yield _("Clocks go back on this day: it is longer than others.")
        elif length < timedelta():
            yield _("Clocks go forward on this day: it is shorter than others.")

    def _lines(self, whole: Interval) -> Iterator[Line]:
        for each in self.facts.taken:
            if each.interval.overlaps(whole):
                yield self._taken(each, whole)
        for row in self.facts.appointments:
            span = Interval(row.start, row.end)
            if span.overlaps(whole):
                kept = Kept(row, self.reader, self.now)
                tone = "waiting" if kept.row.state == "requested" else "kept"
                yield Line(span, self._stretch(span, whole), kept.who, tone, kept)

    def _taken(self, taken: Any, whole: Interval) -> Line:  # noqa: ANN401  as `scheduler.queries` gives it
        name = opened(lambda: str(taken.name), otherwise=_("a calendar whose name cannot be opened"))
        source = _("from “{calendar}”, read {when}") if taken.read_at else _("from “{calendar}”")
        read = say_ago(self.now - taken.read_at) if taken.read_at else ""
        said = source.format(calendar=name, when=read)
        what = _("Away, {source}") if taken.is_away else _("Busy, {source}")
        when = self._stretch(taken.interval, whole)
        return Line(taken.interval, when, what.format(source=said), "away" if taken.is_away else "busy")

    def _stretch(self, span: Interval, whole: Interval) -> str:
        """As far as it lies on the day."""
        start, end = max(span.start, whole.start), min(span.end, whole.end)
        if (start, end) == (whole.start, whole.end):
            return _("all day")
        last = "24:00" if end == whole.end else say_clock(end, self.zone_name)
        return _("{start} to {end}").format(start=say_clock(start, self.zone_name), end=last)

    # --- the picture

    @cached_property
    def picture(self) -> "Picture":
        return Picture(self)


@dataclass(frozen=True)
class Picture:
    diary: Diary

    @cached_property
    def pieces(self) -> tuple[tuple[int, int, int, str, Words], ...]:
        """Day, start and end in minutes after its midnight on the clock, tone, words."""
        return tuple(
            chain.from_iterable(self._of(number, day) for number, day in enumerate(self.diary.dates))
        )

    @cached_property
    def _worked(self) -> list[tuple[int, int]]:
        """What has to be seen whole: not the night, unless one works in it."""
        return [(start, end) for _day, start, end, tone, _words in self.pieces if tone in SEEN_WHOLE]

    @cached_property
    def first(self) -> int:
        """The first hour that is drawn."""
        return min([FIRST_HOUR, *(start // 60 for start, _end in self._worked)])

    @cached_property
    def last(self) -> int:
        return max([LAST_HOUR, *(-(-end // 60) for _start, end in self._worked)])

    @property
    def width(self) -> int:
        return GUTTER + DAYS * WIDTH

    @property
    def height(self) -> int:
        return HEAD + (self.last - self.first) * HOUR_HIGH + 6

    @property
    def hours(self) -> list[tuple[str, int, int]]:
        """Of each line across: its name, where the line is, where the name stands."""
        lines = ((hour, HEAD + (hour - self.first) * HOUR_HIGH) for hour in range(self.first, self.last + 1))
        return [(f"{hour:02}:00", y, y + 3) for hour, y in lines]

    @property
    def names(self) -> list[tuple[str, int, bool]]:
        return [
            (self._name(day), GUTTER + number * WIDTH + 5, day == self.diary.today)
            for number, day in enumerate(self.diary.dates)
        ]

    @property
    def columns(self) -> list[int]:
        return [GUTTER + number * WIDTH for number in range(DAYS + 1)]

    @property
    def boxes(self) -> list[Box]:
        first, last = self.first * 60, self.last * 60
        return [self._box(*each) for each in self.pieces if each[1] < last and each[2] > first]

    def _name(self, day: date) -> str:
        weekday, number = say_date(day, self.diary.reader.language, with_year=False).split(" ")[:2]
        return f"{weekday[:3]} {number}" if number.isdigit() else f"{weekday[:3]} {day.day}"

    def _box(self, day: int, start: int, end: int, tone: str, words: Words) -> Box:
        top, bottom = max(start, self.first * 60), min(end, self.last * 60)
        y = HEAD + (top - self.first * 60) * HOUR_HIGH // 60
        high = max((bottom - top) * HOUR_HIGH // 60, 3)
        inset = 0 if tone == "hours" else 3
        room = (high - HIGH_ENOUGH) // LINE_HIGH + 1
        said = words if len(words) <= room else (" ".join(words),) * bool(room)
        return Box(
            GUTTER + day * WIDTH + inset, y, WIDTH - 2 * inset, high, tone, tuple(map(_shortened, said))
        )

    def _of(self, number: int, day: date) -> Iterator[tuple[int, int, int, str, Words]]:
        whole = whole_days(day, day, self.diary.place)
        if whole is None:
            return
        for tone, spans in (("hours", self.diary.facts.hours), ("away", self.diary.facts.away)):
            for each in clip(spans, whole):
                yield (number, *self._minutes(each, whole), tone, ())
        for line in self.diary.days[number].lines:
            begins = say_clock(line.span.start, str(self.diary.place))
            words = (begins, line.what) if line.kept else ()
            yield (number, *self._minutes(line.span, whole), line.tone, words)

    def _minutes(self, span: Interval, whole: Interval) -> tuple[int, int]:
        """By the clock: where it goes back in the middle, as long as it takes."""
        start, end = max(span.start, whole.start), min(span.end, whole.end)
        if (start, end) == (whole.start, whole.end):
            return 0, MINUTES_A_DAY
        first = self._clock(start)
        last = MINUTES_A_DAY if end == whole.end else self._clock(end)
        if last <= first:
            last = min(first + (end - start) // timedelta(minutes=1), MINUTES_A_DAY)
        return first, last

    def _clock(self, at: datetime) -> int:
        there = at.astimezone(self.diary.place)
        return there.hour * 60 + there.minute


def _shortened(said: str) -> str:
    return said if len(said) <= FITTING else f"{said[: FITTING - 1]}…"
