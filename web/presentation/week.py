"""A clinician's week as a page shows it: each day's hours in words and as a bar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from policies.domain import document
from policies.domain.document import BoundaryPolicy
from policies.domain.fields import WEEKDAYS
from policies.domain.rules import accepted_channels, availability, hours_for
from policies.language.channel_words import say_channel
from policies.language.hours_words import say_days, say_stretch
from policies.language.times import city, join, say_date
from scheduler.domain.wall_clock import MINUTES_A_DAY, local_date, zone
from scheduler.domain.weekly import DAYS_A_WEEK, Hours, Window
from web.labels import HOURS
from web.presentation.reader import Reader, capitalised


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one day, in minutes after midnight."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Line:
    """Hours as said, what they are for the reader where that differs, and when they apply if not always."""

    hours: str
    for_reader: str
    note: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Days:
    """Days with the same hours; no lines: closed."""

    names: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Week:
    title: str
    days: tuple[Days, ...]


def weeks(policy: BoundaryPolicy, now: datetime, reader: Reader) -> tuple[Week, ...]:
    """One week for each set of hours: what the channels go by first, then what else is said."""
    titles: dict[tuple[document.Window, ...], list[str]] = {}
    for title, windows in _sets_of_hours(policy, reader.language):
        if windows:
            titles.setdefault(windows, []).append(title)
    teller = _Teller(policy, now, reader)
    return tuple(
        Week(capitalised(join(names, reader.language)), teller.days(windows))
        for windows, names in titles.items()
    )


def _sets_of_hours(
    policy: BoundaryPolicy, language: str
) -> Iterator[tuple[str, tuple[document.Window, ...]]]:
    for channel in accepted_channels(policy):
        yield say_channel(channel, language), hours_for(policy, channel)
    hours = policy.hours
    for kind, windows in (("office", hours.office), ("sessions", hours.sessions), ("phone", hours.phone)):
        yield str(HOURS[kind]), windows


class _Teller:
    """Tells of the week in which `now` lies."""

    def __init__(self, policy: BoundaryPolicy, now: datetime, reader: Reader) -> None:
        self._policy, self._reader = policy, reader
        self._place = zone(policy.timezone)
        self._today = local_date(now, self._place)
        self._monday = self._today - timedelta(days=self._today.weekday())

    def days(self, windows: tuple[document.Window, ...]) -> tuple[Days, ...]:
        """Days with the same hours are told together, closed ones last."""
        weekly = availability(self._policy, windows).weekly
        pairs = sorted(zip(windows, weekly, strict=True), key=lambda pair: pair[0].start)
        current = [(said, each) for said, each in pairs if each.last is None or each.last >= self._today]
        same: dict[tuple[Line, ...], list[int]] = {}
        for weekday in range(DAYS_A_WEEK):
            same.setdefault(self._lines(current, weekday), []).append(weekday)
        told = (Days(self._names(weekdays), lines) for lines, weekdays in same.items())
        return tuple(sorted(told, key=lambda days: not days.lines))

    def _names(self, weekdays: list[int]) -> str:
        return capitalised(say_days([WEEKDAYS[weekday] for weekday in weekdays], self._reader.language))

    def _lines(self, pairs: list[tuple[document.Window, Window]], weekday: int) -> tuple[Line, ...]:
        day = self._monday + timedelta(days=weekday)
        return tuple(self._line(said, each, day) for said, each in pairs if weekday in each.days)

    def _line(self, said: document.Window, window: Window, day: date) -> Line:
        hours = say_stretch(said, self._reader.language)
        return Line(hours, self._for_reader(window.hours, day), self._note(window, day), _bar(window.hours))

    def _for_reader(self, hours: Hours, day: date) -> str:
        span = hours.on(day, self._place)
        if self._reader.zone in (None, self._policy.timezone) or span is None:
            return ""
        there = zone(self._reader.zone)
        start, end = span.start.astimezone(there), span.end.astimezone(there)
        said = _("{start} to {end} in {city}").format(
            start=f"{start:%H:%M}", end=f"{end:%H:%M}", city=city(there.key, self._reader.language)
        )
        if start.date() == day:
            return said
        other = _("{hours}, a day later") if start.date() > day else _("{hours}, a day earlier")
        return other.format(hours=said)

    def _note(self, window: Window, day: date) -> str:
        if window.first and window.first > self._today:
            return _("from {date}").format(date=self._date(window.first))
        if window.every > 1:
            coming = (day + timedelta(weeks=ahead) for ahead in range(window.every + 1))
            following = next(
                (each for each in coming if each >= self._today and window.starts_on(each)), None
            )
            return _("not every week; next on {date}").format(date=self._date(following)) if following else ""
        return _("until {date}").format(date=self._date(window.last)) if window.last else ""

    def _date(self, day: date) -> str:
        return say_date(day, self._reader.language, with_year=day.year != self._today.year)


def _bar(hours: Hours) -> Bar:
    """Up to midnight; an open end has no length to show."""
    if hours.end is None:
        return Bar(hours.start, 0)
    end = hours.end if hours.end > hours.start else MINUTES_A_DAY
    return Bar(hours.start, end - hours.start)
