"""Sixty days of openings against 500 busy times, beside the package `portion`.

    .venv/bin/python -m benchmarks.openings

Monday to Friday 9-12 and 13-18 in New York, sessions of 50 minutes with ten before and after, offered every
half hour. Both get the busy times as they come, in no order and overlapping, and give the same starts.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import portion

from policies.domain.document import parse_document
from policies.domain.session_hours import session_availability, whole_hours
from scheduler.domain.interval import Interval
from scheduler.domain.openings import Diary, Terms, openings

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)
DAYS, BUSY = 60, 500
TARGET, RATIO, REPETITIONS = 2.0, 20, 15
MINUTE = timedelta(minutes=1)
TERMS = Terms(minutes=50, before=10, after=10, step=30)
FIRST = datetime.combine(date(2026, 3, 2), datetime.min.time(), NEW_YORK).astimezone(UTC)
SPAN = Interval(FIRST, FIRST + timedelta(days=DAYS))
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR"]
POLICY = parse_document(
    {
        "timezone": ZONE,
        "hours": {
            "sessions": [
                {"days": WEEKDAYS, "start": "09:00", "end": "12:00"},
                {"days": WEEKDAYS, "start": "13:00", "end": "18:00"},
            ]
        },
    }
)

chance = Random(1)  # noqa: S311 -- the same busy times every time


def some_time() -> Interval:
    start = FIRST + chance.randrange(DAYS * 24 * 12) * 5 * MINUTE
    return Interval(start, start + chance.randrange(3, 19) * 5 * MINUTE)


WHEN = session_availability(POLICY)
assert WHEN is not None
HOURS = whole_hours(WHEN, SPAN)
TAKEN = [some_time() for _ in range(BUSY)]


def ours() -> list[datetime]:
    return list(openings(TERMS, Diary(NEW_YORK, HOURS, TAKEN), SPAN))


def from_the_policy() -> list[datetime]:
    """Its hours worked out as well."""
    assert WHEN is not None
    return list(openings(TERMS, Diary(NEW_YORK, whole_hours(WHEN, SPAN), TAKEN), SPAN))


def with_portion() -> list[datetime]:
    """Buffers widen what is taken; what is left of each stretch of hours is cut along its grid."""
    before, after = TERMS.before * MINUTE, TERMS.after * MINUTE
    length, step = TERMS.minutes * MINUTE, TERMS.step * MINUTE
    taken = portion.Interval(*(portion.closedopen(each.start - after, each.end + before) for each in TAKEN))
    found = []
    for hours in HOURS:
        for free in portion.closedopen(hours.start, hours.end) - taken:
            if free.empty:
                continue
            at = hours.start + -((hours.start - free.lower) // step) * step
            while at + length <= free.upper:
                found.append(at)
                at += step
    return found


def with_portion_at_once() -> list[datetime]:
    """One subtraction of everything from everything, and the grid of the day laid over what is left."""
    before, after = TERMS.before * MINUTE, TERMS.after * MINUTE
    length, step = TERMS.minutes * MINUTE, TERMS.step * MINUTE
    hours = portion.Interval(*(portion.closedopen(each.start, each.end) for each in HOURS))
    taken = portion.Interval(*(portion.closedopen(each.start - after, each.end + before) for each in TAKEN))
    found = []
    for free in hours - taken:
        at = FIRST + -((FIRST - free.lower) // step) * step
        while at + length <= free.upper:
            found.append(at)
            at += step
    return found


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e3


MEASURES = {
    "ours": ours,
    "ours, hours worked out as well": from_the_policy,
    "portion, day by day": with_portion,
    "portion, at once": with_portion_at_once,
}


def main() -> None:
    expected = ours()
    for name, work in MEASURES.items():
        assert work() == expected, name
    runs = [{name: milliseconds(work) for name, work in MEASURES.items()} for _ in range(REPETITIONS)]
    figures = {name: median(run[name] for run in runs) for name in MEASURES}
    print(f"{len(expected)} openings in {DAYS} days, {BUSY} busy times; milliseconds, one processor")
    for name, figure in figures.items():
        print(f"{name:32}{figure:>10.2f}")
    fastest = min(figures["portion, day by day"], figures["portion, at once"])
    print(
        f"Ours takes {figures['ours']:.2f} ms, the target is {TARGET} ms;"
        f" portion {fastest / figures['ours']:.0f} times as long, the target is {RATIO}."
    )


if __name__ == "__main__":
    main()
