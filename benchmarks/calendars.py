"""What it costs to write a calendar, beside the library that could.

    .venv/bin/python -m benchmarks.calendars

Medians of interleaved repetitions, in milliseconds of processor time, since others may be busy beside it.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from icalendar import Calendar, Event, Timezone

from scheduler.domain.wall_clock import zone
from scheduler.ical.entries import Entry, ShowsAs, Told
from scheduler.ical.feed import feed

EVENTS = 5_000
REPETITIONS = 7
TARGET = 150  # milliseconds of processor time
SHARE = 10  # at most a tenth of what the library takes
START = datetime(2026, 1, 5, 13, tzinfo=UTC)
REVISED = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
ZONE = "America/New_York"
TITLES = ("Busy", "Session", "Sitzung mit Jürgen; neu, 50 Minuten", "Consultation, by telephone")


def entries() -> tuple[Entry, ...]:
    return tuple(
        Entry(
            uid=f"{number:032x}@between.example",
            start=START + timedelta(hours=number),
            end=START + timedelta(hours=number, minutes=50),
            title=TITLES[number % len(TITLES)],
            description="At the practice on Quiet Street, on the second floor; the bell says Quist." * 2,
            revised_at=REVISED + timedelta(minutes=number),
            shows_as=ShowsAs.BUSY,
            sequence=number % 5,
            zone=ZONE,
        )
        for number in range(EVENTS)
    )


def by_us(events: tuple[Entry, ...]) -> bytes:
    return feed(Told(name="Ada Quist", entries=events, zone=ZONE))


def by_icalendar(events: tuple[Entry, ...]) -> bytes:
    """The same events; it makes its zone once, as ours does."""
    calendar, place = Calendar(), zone(ZONE)
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//x//x//EN")
    calendar.add_component(Timezone.from_tzid(ZONE))
    for each in events:
        event = Event()
        event.add("UID", each.uid)
        event.add("DTSTAMP", each.revised_at)
        event.add("LAST-MODIFIED", each.revised_at)
        event.add("SEQUENCE", each.sequence)
        event.add("DTSTART", each.start.astimezone(place))
        event.add("DTEND", each.end.astimezone(place))
        event.add("SUMMARY", each.title)
        event.add("DESCRIPTION", each.description)
        event.add("STATUS", "CONFIRMED")
        event.add("TRANSP", "OPAQUE")
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")
        calendar.add_component(event)
    return calendar.to_ical()


def milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def main() -> None:
    events = entries()
    ours, theirs = [], []
    for _ in range(REPETITIONS):
        ours.append(milliseconds(lambda: by_us(events)))
        theirs.append(milliseconds(lambda: by_icalendar(events)))
    size = len(by_us(events)) / 1000
    share = median(theirs) / median(ours)
    print(f"A calendar of {EVENTS} events, {size:.0f} kB:")
    print(f"  written by us        {median(ours):7.0f} ms  (target {TARGET})")
    print(f"  by icalendar         {median(theirs):7.0f} ms  ({share:.1f} times as long; target {SHARE})")


if __name__ == "__main__":
    main()
