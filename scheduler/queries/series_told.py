"""A series as calendars are told it: one event that repeats, where it does not, and what of it has moved.

Asked for by whoever was let through to the series, or is told of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from scheduler.domain.series_days import series_days
from scheduler.domain.wall_clock import is_shown_once, shown, zone
from scheduler.models import Appointment, Series
from scheduler.queries.appointments import HOLDING


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """Starts are as clocks show them in the zone of the series."""

    first: datetime  # that takes place, or took place
    left_out: tuple[datetime, ...]  # after that
    moved: tuple[Appointment, ...]


def series_told(series: Series) -> SeriesTold | None:
    """None where nothing of it takes place, or ever did."""
    there = Appointment.objects.filter(series=series).select_related("clinician", "session_type", "series")
    rows = {each.series_day: each for each in there}
    left_out = {date.fromisoformat(each["day"]) for each in series.left_out}
    kept, out = list[date](), list[date]()
    for day in series_days(series.first_day, series.every_weeks, until=_known_until(series)):
        row = rows.get(day)
        takes_place = row.state in HOLDING if row else day not in left_out  # no row any more: long ago
        (kept if takes_place else out).append(day)
    kept = kept or [*_first_to_come(series)]
    if not kept:
        return None
    return SeriesTold(
        first=slot_of(series, kept[0]),
        left_out=tuple(slot_of(series, day) for day in out if day > kept[0]),
        moved=tuple(rows[day] for day in kept if day in rows and not _is_in_its_slot(rows[day], series)),
    )


def slot_of(series: Series, day: date) -> datetime:
    return shown(day, series.starts_at, zone(series.time_zone))


def _known_until(series: Series) -> date:
    """Up to when its appointments stand in the table."""
    return min(series.made_until, series.last_day or series.made_until)


def _first_to_come(series: Series) -> Iterator[date]:
    """Of one that goes on, and of which nothing stands in the table."""
    known = _known_until(series)
    until = known + timedelta(weeks=series.every_weeks)
    if series.ended_at is None and (series.last_day is None or series.last_day > known):
        until = min(until, series.last_day or until)
        yield from series_days(series.first_day, series.every_weeks, after=known, until=until)


def _is_in_its_slot(row: Appointment, series: Series) -> bool:
    """As every app has it: each time ends when clocks show what they show at the end of the others.

    In a night when clocks change they differ over what is skipped or shown twice.
    """
    start = slot_of(series, row.series_day or series.first_day)
    end = start + timedelta(minutes=series.minutes)
    as_told = (start.astimezone(UTC), end.astimezone(UTC))
    return (row.start, row.end) == as_told and is_shown_once(start) and is_shown_once(end)
