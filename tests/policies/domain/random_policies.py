"""Policies and receipts drawn at random, close to the moments at which clocks change."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.wall_clock import zone_names

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOUR = timedelta(hours=1)
REPLIES = [
    *(f"PT{hours}H" for hours in (1, 2, 4, 8, 24, 48, 72)),
    *(f"PT{minutes}M" for minutes in (20, 45)),
    *(f"P{days}D" for days in (0, 1, 2, 3, 5)),
]


@cache
def transitions(name: str) -> tuple[datetime, ...]:
    """The hours, from 1973 to 2037, at which the zone's offset changes."""
    place, start = ZoneInfo(name), datetime(1973, 1, 1, tzinfo=UTC)
    weeks = [start + timedelta(weeks=n) for n in range(65 * 52)]
    offsets = [week.astimezone(place).utcoffset() for week in weeks]
    return tuple(
        next(hour for hour in hours_of(week) if hour.astimezone(place).utcoffset() != before)
        for week, before, after in zip(weeks, offsets, offsets[1:], strict=False)
        if before != after
    )


def hours_of(week: datetime) -> list[datetime]:
    return [week + HOUR * n for n in range(1, 7 * 24 + 1)]


@cache
def zones_that_change(number: int | None = None) -> tuple[str, ...]:
    """A sample, always the same, of so many zones whose clocks ever change; all of them without a number."""
    names = sorted(zone_names())
    Random(7).shuffle(names)  # noqa: S311 -- a sample, no secret
    return tuple(islice((name for name in names if transitions(name)), number))


def random_policy(chance: Random, name: str, around: datetime) -> dict[str, Any]:
    local = around.astimezone(ZoneInfo(name))
    hours = [random_window(chance, local) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    days = chance.sample(range(-5, 20), 6)
    dates = [(local.date() + timedelta(days=day)).isoformat() for day in days]
    return {
        "timezone": name,
        "hours": {"contact": hours},
        "closed_dates": dates[: chance.randrange(3)],
        "overrides": [
            {"date": each, "windows": [random_hours(chance, local) for _ in range(chance.randrange(3))]}
            for each in dates[3 : 3 + chance.randrange(3)]
        ],
        "closed": chance.choice(([], [], ["weekends"])),
        "time_away": [random_away(chance, around, local.date()) for _ in range(chance.choice((0, 0, 1, 2)))],
        "busy": [random_moments(chance, around) for _ in range(chance.choice((0, 0, 1, 5)))],
        "reply": {
            "within": chance.choice(REPLIES),
            "clock": chance.choice(("calendar", "working_days", "contact_hours")),
        },
    }


def random_time(chance: Random, local: datetime) -> int:
    """A quarter of an hour, as often as not close to the time of day at which clocks change."""
    if chance.random() < 0.5:
        return chance.randrange(0, 24 * 60, 15)
    return (local.hour * 60 + chance.randrange(-120, 121, 15)) % (24 * 60)


def random_hours(chance: Random, local: datetime) -> dict[str, Any]:
    start, end = (random_time(chance, local) for _ in range(2))
    ends = "24:00" if chance.random() < 0.1 else f"{end // 60:02}:{end % 60:02}"
    return {"start": f"{start // 60:02}:{start % 60:02}", "end": ends}


def random_window(chance: Random, local: datetime) -> dict[str, Any]:
    window = {"days": chance.sample(CODES, chance.randint(1, 7)), **random_hours(chance, local)}
    if chance.random() < 0.2:
        window |= {
            "every": 2,
            "anchor": (local.date() + timedelta(days=chance.randrange(-30, 30))).isoformat(),
        }
    if chance.random() < 0.1:
        window["from"] = (local.date() + timedelta(days=chance.randrange(-3, 6))).isoformat()
    if chance.random() < 0.1:
        window["until"] = (local.date() + timedelta(days=chance.randrange(6, 30))).isoformat()
    return window


def random_away(chance: Random, around: datetime, today: date) -> dict[str, str]:
    first = chance.randrange(-4, 8)
    if chance.random() < 0.5:
        last = first + chance.randrange(9)
        return {
            "first_day": (today + timedelta(days=first)).isoformat(),
            "last_day": (today + timedelta(days=last)).isoformat(),
        }
    return random_moments(chance, around)


def random_moments(chance: Random, around: datetime) -> dict[str, str]:
    start = around + timedelta(minutes=15 * chance.randrange(-200, 400))
    return {
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=15 * chance.randint(1, 600))).isoformat(),
    }


def random_receipt(chance: Random, around: datetime) -> datetime:
    """Within two days of the change; on the minute, half way, or a second before it."""
    minute = around + timedelta(minutes=chance.randrange(-2880, 2880))
    return minute + timedelta(seconds=chance.choice((0, 0, 30, 59)))
