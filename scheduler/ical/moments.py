"""A calendar's times: on a wall clock in a zone, or a whole day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from scheduler.ical.errors import BadEventError
from scheduler.ical.zones import Zones

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock time. One in a gap uses the offset before it, one that comes twice is the first."""

    wall: datetime
    place: tzinfo
    all_day: bool

    @property
    def instant(self) -> datetime:
        return self.wall.replace(tzinfo=self.place, fold=0).astimezone(UTC)

    def at(self, wall: datetime) -> "Moment":
        return Moment(wall, self.place, self.all_day)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the times of one file are read; floating times and whole days are in `default`."""

    zones: Zones
    default: tzinfo

    def moment(self, value: date | datetime, alias: str | None) -> Moment:
        """Raises BadEventError for a year that no zone is known for."""
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise BadEventError(f"the year {value.year} is out of range")
        if not isinstance(value, datetime):
            return Moment(datetime.combine(value, time.min), self.default, all_day=True)
        wall = value.replace(tzinfo=None)
        if alias is None:
            return Moment(wall, self.default if value.tzinfo is None else UTC, all_day=False)
        return Moment(wall, self.zones.behind(alias) or self.default, all_day=False)

    def moments(self, values: Any) -> list[Moment]:  # noqa: ANN401  the library's property, or a list of them
        """The starts in an EXDATE or RDATE, which may come once, many times, or as lists."""
        found = []
        for listed in values if isinstance(values, list) else [values]:
            alias = listed.params.get("TZID")
            found += [self.moment(_start(each.dt), alias) for each in listed.dts]
        return found


def _start(value: Any) -> date | datetime:  # noqa: ANN401  a date, a time, or a period of them
    start = value[0] if isinstance(value, tuple) else value
    if not isinstance(start, date):
        raise BadEventError("a date is expected")
    return start


def later(moment: Moment, by: timedelta) -> datetime:
    """The instant that much after the moment: whole days by the calendar, anything else exactly."""
    return moment.at(moment.wall + by).instant if moment.all_day else moment.instant + by
