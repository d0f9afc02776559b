"""The starts of a repeated event that can matter in a span, within bounds (RFC 5545 section 3.3.10)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # its stubs are not among our tools

from scheduler.domain.interval import Interval
from scheduler.ical.errors import BadEventError
from scheduler.ical.moments import Moment

MOST_STEPS = 20_000  # of one series
_FREQUENCIES = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_SLOW = {"MONTHLY", "YEARLY"}
_LEAP_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAST_STEP = 1
ONE_DAY = timedelta(days=1)


def starts(rule: str, first: Moment, span: Interval, length: timedelta) -> Iterator[Moment]:
    """From before `span`, so that what began earlier and still runs is there. Raises BadEventError."""
    parts = _parts(rule)
    begin = _jump(parts, first, span.start - length - ONE_DAY)
    _place_until(parts, first)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        series = rrulestr(text, dtstart=begin)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise BadEventError(f"the rule {rule[:80]!r} is not understood: {error}") from None
    for steps, wall in enumerate(series):
        if steps >= MOST_STEPS:
            raise BadEventError(f"the rule {rule[:80]!r} repeats more than {MOST_STEPS} times")
        moment = first.at(wall)
        if moment.instant >= span.end:
            return
        yield moment


def _parts(rule: str) -> dict[str, str]:
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES and frequency not in _SLOW:
        raise BadEventError(
            f"events that repeat {frequency.lower() or 'without saying how often'} are not read"
        )
    if not parts.get("INTERVAL", "1").isdecimal() or int(parts.get("INTERVAL", "1")) < _LEAST_STEP:
        raise BadEventError("INTERVAL must be 1 or more")
    if not parts.get("COUNT", "1").isdecimal():
        raise BadEventError("COUNT must be a number")
    if not _can_match(parts):
        raise BadEventError(f"the rule {rule[:80]!r} never comes true")
    return parts


def _can_match(parts: dict[str, str]) -> bool:
    """Rules that never match would be walked to the year 9999."""
    if {"BYYEARDAY", "BYWEEKNO", "BYEASTER"} & parts.keys() and parts["FREQ"] not in _SLOW:
        return False
    if "BYSETPOS" in parts and parts["FREQ"] not in _SLOW:
        return False
    if "BYMONTHDAY" not in parts:
        return True
    months = [int(month) for month in re.findall(r"\d+", parts.get("BYMONTH", ""))] or list(range(1, 13))
    days = [abs(int(day)) for day in re.findall(r"-?\d+", parts["BYMONTHDAY"])]
    return any(
        0 < month <= len(_LEAP_MONTHS) and 0 < day <= _LEAP_MONTHS[month - 1]
        for month in months
        for day in days
    )


def _jump(parts: dict[str, str], first: Moment, before: datetime) -> datetime:
    """A start near the span, in step with the first, so that a series of decades is not walked through."""
    step = _FREQUENCIES.get(parts["FREQ"])
    if step is None or "COUNT" in parts:
        return first.wall
    step *= int(parts.get("INTERVAL", "1"))
    steps = max(0, (before - first.instant) // step - 1)
    return first.wall + steps * step


def _place_until(parts: dict[str, str], first: Moment) -> None:
    """UNTIL comes in UTC or as a date; the walk is on the wall clock."""
    until = parts.get("UNTIL")
    if until is None:
        return
    try:
        if "T" not in until:
            last = datetime.strptime(until, "%Y%m%d").replace(tzinfo=UTC) + ONE_DAY - timedelta(seconds=1)
            wall = last.replace(tzinfo=None)
        elif until.endswith("Z"):
            last = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            wall = last.astimezone(first.place).replace(tzinfo=None)
        else:
            wall = datetime.strptime(until, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise BadEventError(f"UNTIL={until[:20]} is no date") from None
    parts["UNTIL"] = wall.strftime("%Y%m%dT%H%M%S")
