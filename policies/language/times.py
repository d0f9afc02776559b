"""Times said whole, so that they can be read in one way only: day, time, place, and the reader's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import get_timezone_location

from policies.language.words import spoken, translator
from scheduler.domain.wall_clock import ONE_DAY, zone, zone_names

MIDNIGHT = "24:00"


def say_instant(
    instant: datetime,
    place: str,
    *,
    language: str,
    reader_zone: str | None = None,
    by: bool = False,
    now: datetime | None = None,
) -> str:
    """Such as: Tuesday 10 March, by 17:00 (New York; 21:00 for you in London).

    The year is added where `now` is given and lies in another one. A `reader_zone` that is no zone is as if
    none were given: what a client's file says may not cost them the answer.
    """
    here = _local(instant, place, by=by)
    with_year = now is not None and now.astimezone(zone(place)).year != here.day.year
    where = _where(instant, here, place, reader_zone, language)
    return f"{_moment(here, language, by=by, with_year=with_year)} ({where})"


def say_moment(instant: datetime, place: str, language: str) -> str:
    """Such as: Friday 5 June 2026 at 12:00 (New York). With the year, for texts that last."""
    here = _local(instant, place, by=False)
    return f"{_moment(here, language, by=False, with_year=True)} ({city(place, language)})"


def say_clock(instant: datetime, place: str) -> str:
    """Such as: 17:00; in the hour that clocks show twice: 01:30 UTC-04:00."""
    return _local(instant, place, by=False).clock


def say_span(start: datetime, end: datetime, place: str, *, language: str, now: datetime) -> str:
    """Such as: Friday 5 June, 12:00 to 13:00 (New York); from Friday 5 June to Sunday 7 June (New York).

    The second is said of whole days. Years are added where one of them is not that of `now`.
    """
    first, last = _local(start, place, by=False), _local(end, place, by=True)
    with_year = {first.day.year, last.day.year} != {now.astimezone(zone(place)).year}
    return f"{_span(first, last, language, with_year=with_year)} ({city(place, language)})"


def say_date(day: date, language: str, *, with_year: bool = True) -> str:
    return _say_date(day, spoken(language), with_year)


def say_dates(first: date, last: date, language: str) -> str:
    """Such as: from 21 December 2026 to 3 January 2027; on 4 July 2026."""
    _ = translator(language).gettext
    if first == last:
        return _("on {date}").format(date=_plain_date(first, spoken(language)))
    ends = {"first": _plain_date(first, spoken(language)), "last": _plain_date(last, spoken(language))}
    return _("from {first} to {last}").format(**ends)


@lru_cache(maxsize=512)
def city(place: str, language: str) -> str:
    """What the people there call their zone: its exemplar city."""
    named = get_timezone_location(place, locale=spoken(language), return_city=True)
    if place.startswith("Etc/") or not named:
        return place.rpartition("/")[2].replace("_", " ")
    return named.rpartition("/")[2]


def join(parts: Sequence[str], language: str) -> str:
    """Such as: email, texts and the portal."""
    *most, last = parts
    return (
        translator(language).gettext("{most} and {last}").format(most=", ".join(most), last=last)
        if most
        else last
    )


@dataclass(frozen=True, slots=True)
class _Local:
    day: date
    clock: str
    offset: timedelta


def _moment(here: _Local, language: str, *, by: bool, with_year: bool) -> str:
    _ = translator(language).gettext
    said = _("{day}, by {time}") if by else _("{day} at {time}")
    return said.format(day=say_date(here.day, language, with_year=with_year), time=here.clock)


def _span(first: _Local, last: _Local, language: str, *, with_year: bool) -> str:
    _ = translator(language).gettext
    whole_days = (first.clock, last.clock) == (f"{time.min:%H:%M}", MIDNIGHT)
    first_day, last_day = (say_date(each.day, language, with_year=with_year) for each in (first, last))
    if first.day == last.day:
        said = "{day}" if whole_days else _("{day}, {start} to {end}")
        return said.format(day=first_day, start=first.clock, end=last.clock)
    if whole_days:
        return _("from {first} to {last}").format(first=first_day, last=last_day)
    start, end = (_moment(each, language, by=False, with_year=with_year) for each in (first, last))
    return _("from {first} to {last}").format(first=start, last=end)


def _local(instant: datetime, place: str, *, by: bool) -> _Local:
    """The day and time that clocks show; a time limit at midnight belongs to the day that it ends."""
    there = instant.astimezone(zone(place))
    offset = there.utcoffset() or timedelta()
    if by and there.time() == time.min:
        return _Local(there.date() - ONE_DAY, MIDNIGHT, offset)
    return _Local(there.date(), f"{there:%H:%M}{_which(there)}", offset)


def _which(there: datetime) -> str:
    """In the hour that clocks show twice, the offset from UTC tells the two apart."""
    offset = there.utcoffset()
    if offset == there.replace(fold=1 - there.fold).utcoffset() or not _is_repeated(there):
        return ""
    hours = f"{there:%z}"
    return f" UTC{hours[:3]}:{hours[3:]}"


def _is_repeated(there: datetime) -> bool:
    other = there.replace(fold=1 - there.fold)
    return other.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) == there.replace(tzinfo=None)


def _where(instant: datetime, here: _Local, place: str, reader_zone: str | None, language: str) -> str:
    if reader_zone is None or reader_zone not in zone_names():
        return city(place, language)
    _ = translator(language).gettext
    there = _local(instant, reader_zone, by=here.clock == MIDNIGHT)
    where = {"city": city(place, language), "yours": city(reader_zone, language), "time": there.clock}
    if there == here and where["city"] == where["yours"]:  # US/Eastern is New York, too
        return where["city"]
    if there.day == here.day:
        return _("{city}; {time} for you in {yours}").format(**where)
    where["day"] = say_date(there.day, language, with_year=False)
    return _("{city}; {day} {time} for you in {yours}").format(**where)


@lru_cache(maxsize=4096)
def _say_date(day: date, language: str, with_year: bool) -> str:  # noqa: FBT001  (the cache wants it so)
    _ = translator(language).gettext
    pattern = _("{weekday} {day} {month} {year}") if with_year else _("{weekday} {day} {month}")
    return pattern.format(
        weekday=day_names(language)[day.weekday()], day=day.day, month=_month(day, language), year=day.year
    )


@lru_cache(maxsize=4096)
def _plain_date(day: date, language: str) -> str:
    pattern = translator(language).gettext("{day} {month} {year}")
    return pattern.format(day=day.day, month=_month(day, language), year=day.year)


@lru_cache(maxsize=8)
def day_names(language: str) -> tuple[str, ...]:
    """Monday first."""
    names = Locale.parse(spoken(language)).days["format"]["wide"]
    return tuple(names[weekday] for weekday in range(7))


def _month(day: date, language: str) -> str:
    return str(Locale.parse(language).months["format"]["wide"][day.month])


def say_month(day: date, language: str) -> str:
    """Such as: March 2026."""
    said = translator(language).gettext("{month} {year}")
    return said.format(month=_month(day, language), year=day.year)


@lru_cache(maxsize=64)
def short_month(month: int, language: str) -> str:
    """Such as: Mar."""
    return str(Locale.parse(spoken(language)).months["stand-alone"]["abbreviated"][month])
