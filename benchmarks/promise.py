"""Adding 24 contact hours, side by side; compiling a year; the `between promise` command.

    .venv/bin/python benchmarks/promise.py

Schedule: Monday to Friday 9-12 and 13-17 in New York, 12 holidays and 10 absences a year, over five years.
Every answer is compared with an hour-by-hour brute force. The peers are slow: they are asked fewer instants.
"""

import json
import subprocess
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule
from businesstimedelta.rules.rule import Rule
from opening_hours import OpeningHours

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from policies.domain.document import parse_document  # noqa: E402 -- after the path is set
from policies.domain.promise import compile_policy  # noqa: E402
from policies.domain.rules import availability, hours_for  # noqa: E402
from scheduler.domain.schedule import Schedule  # noqa: E402

Add = Callable[[datetime], datetime | None]

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
YEARS = range(2022, 2028)
HOURS_A_DAY = ((9, 12), (13, 17))
AMOUNT = timedelta(hours=24)

chance = Random(1)  # noqa: S311 -- the same schedule every time
HOLIDAYS = sorted(date(year, month, chance.randint(1, 28)) for year in YEARS for month in range(1, 13))
ABSENCES = sorted(
    (first, first + DAY * chance.randrange(3))
    for year in YEARS
    for month in range(1, 11)
    for first in [date(year, month, chance.randint(1, 25))]
)
AWAY = {first + DAY * n for first, last in ABSENCES for n in range((last - first).days + 1)}
OFF = AWAY | set(HOLIDAYS)
INSTANTS = [
    datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(5 * 365 * 86_400))
    for _ in range(10_000)
]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
POLICY = parse_document(
    {
        "timezone": ZONE,
        "hours": {
            "contact": [
                {"days": WEEKDAYS, "start": f"{a:02}:00", "end": f"{b:02}:00"} for a, b in HOURS_A_DAY
            ]
        },
        "closed_dates": [day.isoformat() for day in HOLIDAYS],
        "time_away": [{"first_day": a.isoformat(), "last_day": b.isoformat()} for a, b in ABSENCES],
        "reply": {"within": "PT24H", "clock": "contact_hours"},
    }
)


def brute_force() -> Add:
    """Hour by hour; every edge of this schedule is on the hour, so each hour is open or closed as a whole."""
    start = datetime(2022, 1, 1, tzinfo=UTC)

    def is_open(hour: datetime) -> bool:
        local = hour.astimezone(NEW_YORK)
        in_hours = any(first <= local.hour < last for first, last in HOURS_A_DAY)
        return in_hours and local.weekday() < 5 and local.date() not in OFF

    hours = [is_open(start + n * HOUR) for n in range(6 * 366 * 24)]

    def add(at: datetime) -> datetime:
        left, index = AMOUNT, (at - start) // HOUR
        while True:
            end = start + (index + 1) * HOUR
            if hours[index]:
                if end - at >= left:
                    return at + left
                left -= end - at
            at, index = end, index + 1

    return add


def compiled() -> Add:
    contact = Schedule(availability(POLICY, POLICY.hours.contact)).contact
    return lambda at: contact.add(at, AMOUNT)


def whole_promise() -> Add:
    policy = compile_policy(POLICY)
    return lambda at: policy.promise("email", at).reply_by


def day_by_day() -> Add:
    def add(at: datetime) -> datetime:
        left, day = AMOUNT, at.astimezone(NEW_YORK).date()
        while True:
            if day.weekday() < 5 and day not in OFF:
                for first, last in HOURS_A_DAY:
                    opens, closes = (
                        datetime.combine(day, clock(hour), NEW_YORK).astimezone(UTC) for hour in (first, last)
                    )
                    if closes > at:
                        counted = closes - max(opens, at)
                        if counted >= left:
                            return closes - (counted - left)
                        left -= counted
            day += DAY

    return add


def opening_hours_py() -> Add:
    off = [f"{day:%Y %b %d} off" for day in HOLIDAYS]
    away = [f"{first:%Y %b %d}-{last:%Y %b %d} off" for first, last in ABSENCES if first < last]
    away += [f"{first:%Y %b %d} off" for first, last in ABSENCES if first == last]
    hours = OpeningHours("; ".join(["Mo-Fr 09:00-12:00,13:00-17:00", *off, *away]), timezone=NEW_YORK)

    def add(at: datetime) -> datetime:
        left = AMOUNT
        for opens, closes, state, _ in hours.intervals(at.astimezone(NEW_YORK)):
            if str(state) == "open":
                counted = closes.astimezone(UTC) - max(opens.astimezone(UTC), at)
                if counted >= left:
                    return closes.astimezone(UTC) - (counted - left)
                left -= counted
        raise AssertionError("the hours never end")

    return add


class Absence(Rule):
    """businesstimedelta has no rule for absences; this is the shortest that works."""

    def __init__(self) -> None:
        super().__init__(tz=pytz.timezone(ZONE), time_off=True)
        midnight = clock(0)
        self.spans = [
            tuple(self.tz.localize(datetime.combine(day, midnight)) for day in (first, last + DAY))
            for first, last in ABSENCES
        ]
        self.ends = [end for _, end in self.spans]

    def next(self, dt: datetime) -> tuple[datetime, datetime]:
        start, end = self.spans[bisect_right(self.ends, dt)]
        return max(start, dt), end


def businesstimedelta() -> Add:
    zone = pytz.timezone(ZONE)
    hours = [WorkDayRule(clock(a), clock(b), [0, 1, 2, 3, 4], tz=zone) for a, b in HOURS_A_DAY]
    rules = Rules([*hours, HolidayRule(HOLIDAYS, tz=zone), Absence()])
    day = BusinessTimeDelta(rules, hours=24)
    return lambda at: (at + day).astimezone(UTC)


def microseconds(add: Add, instants: list[datetime]) -> float:
    start = time.perf_counter()
    for each in instants:
        add(each)
    return (time.perf_counter() - start) / len(instants) * 1e6


def compile_a_year() -> float:
    """Milliseconds to compile the twelve months of one year."""
    schedule = Schedule(availability(POLICY, hours_for(POLICY, "email")))
    start = time.perf_counter()
    for month in range(1, 13):
        schedule.contact.next(datetime(2025, month, 1, tzinfo=UTC))
    return (time.perf_counter() - start) * 1e3


def command(given: bytes) -> float:
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "config.between", "promise", "--jsonl"]
    subprocess.run(arguments, input=given, capture_output=True, check=True, cwd=ROOT)
    return time.perf_counter() - start


def vectors(number: int) -> bytes:
    lines = (ROOT / "tests/policies/domain/promise-vectors.jsonl").read_bytes().splitlines()
    return b"\n".join(lines[n % len(lines)] for n in range(number))


def table(rows: Iterable[tuple[str, ...]]) -> None:
    for name, *cells in rows:
        print(f"{name:34}" + "".join(f"{cell:>14}" for cell in cells))


def main() -> None:
    brute = brute_force()
    right = {at: brute(at) for at in INSTANTS}
    contenders = {
        "compiled": (compiled(), INSTANTS, None),
        "whole promise, with its reasons": (whole_promise(), INSTANTS, None),
        "day by day, zoneinfo": (day_by_day(), INSTANTS[:4000], 6),
        "opening-hours-py": (opening_hours_py(), INSTANTS[:1000], 50),
        "businesstimedelta": (businesstimedelta(), INSTANTS[:400], 150),
    }
    rights = {
        name: sum(add(at) == right[at] for at in instants) / len(instants)
        for name, (add, instants, _) in contenders.items()
    }
    runs = [{name: microseconds(add, each) for name, (add, each, _) in contenders.items()} for _ in range(5)]
    speeds = {name: median(run[name] for run in runs) for name in contenders}
    ours = speeds["compiled"]
    print("Adding 24 contact hours (medians of 5 interleaved runs)")
    table(
        [
            ("", "instants", "us a call", "right", "times ours", "target"),
            *(
                (
                    name,
                    str(len(instants)),
                    f"{speeds[name]:.2f}",
                    f"{rights[name]:.2%}",
                    f"{speeds[name] / ours:.0f}",
                    f">= {target}" if target else "",
                )
                for name, (_, instants, target) in contenders.items()
            ),
        ]
    )
    lines = vectors(10_000)
    whole, start = (min(command(given) for _ in range(7)) for given in (lines, vectors(1)))
    print("\nOther figures (the best of several runs)")
    table(
        [
            ("", "measured", "target"),
            ("compile one year, ms", f"{min(compile_a_year() for _ in range(50)):.2f}", "<= 1.5"),
            ("between promise, one line, s", f"{start:.3f}", "<= 0.3"),
            ("between promise, lines a second", f"{10_000 / whole:.0f}", ">= 10000"),
        ]
    )
    assert rights["compiled"] == rights["day by day, zoneinfo"] == 1, json.dumps(rights)


if __name__ == "__main__":
    main()
