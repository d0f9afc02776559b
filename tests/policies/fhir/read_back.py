"""What somebody makes of a PractitionerRole who knows FHIR and nothing of us."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from policies.domain.fhir.values import TIMEZONE, Json, Release
from scheduler.domain.interval import Interval, Intervals, normalise, subtract
from scheduler.domain.wall_clock import MINUTES_A_DAY, instant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def open_times(role: Json, release: Release, first: date, last: date) -> Intervals:
    """By the week that comes back, less what is not available; both dates included."""
    week, without = _parts(role, release)
    place = ZoneInfo(_zone(role["meta"]))
    opened = normalise(
        span
        for each in week
        for day in _dates(first, last)
        if DAYS[day.weekday()] in each["daysOfWeek"] and (span := _on(each, day, place))
    )
    return subtract(opened, normalise(_period(each["during"]) for each in without))


def exceptions(role: Json, release: Release) -> str:
    if release is Release.R4:
        return str(role.get("availabilityExceptions", ""))
    return "".join(each["valueString"] for each in role.get("extension", []))


def _parts(role: Json, release: Release) -> tuple[list[Json], list[Json]]:
    if release is Release.R4:
        return role.get("availableTime", []), role.get("notAvailable", [])
    there = role.get("availability", [{}])
    assert len(there) == 1
    return there[0].get("availableTime", []), there[0].get("notAvailableTime", [])


def _on(each: Json, day: date, place: ZoneInfo) -> Interval | None:
    if each.get("allDay"):
        return Interval.between(instant(day, 0, place), instant(day, MINUTES_A_DAY, place))
    for name in ("_availableStartTime", "_availableEndTime"):
        assert _zone(each[name]) == place.key
    start, end = _minutes(each["availableStartTime"]), _minutes(each["availableEndTime"])
    return Interval.between(instant(day, start, place), instant(day, end, place))


def _minutes(written: str) -> int:
    """The last second of a day, which is part of it, is followed by midnight."""
    hours, minutes, seconds = map(int, written.split(":"))
    return 60 * hours + minutes + (1 if seconds == 59 else 0)


def _zone(element: Json) -> str:
    return next(str(each["valueCode"]) for each in element["extension"] if each["url"] == TIMEZONE)


def _period(written: Json) -> Interval:
    start, end = (datetime.fromisoformat(written[name]).astimezone(UTC) for name in ("start", "end"))
    return Interval(start, end)


def _dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
