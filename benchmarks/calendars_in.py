"""Reading calendars: against the library that only parses them, at their largest, and at their worst.

Prints CPU milliseconds, ratios within this run, the worker's memory, and the slowest of the hostile files.
"""

import gc
import re
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import psutil

from scheduler.domain.interval import Interval
from scheduler.ical.busy import read_busy
from scheduler.ical.content import read_content
from scheduler.ical.errors import NotACalendarError
from scheduler.reading.process import Reader
from tests.scheduler.ical.hostile import files

YEAR = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")
STAMP = "%Y%m%dT%H%M%S"


def calendar(events: int, words: int = 20) -> bytes:
    """As a calendar company writes it: every tenth event repeats weekly until it ends after ten times."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Calendar//EN"]
    for number in range(events):
        start = datetime(2026, 1, 1, 8) + timedelta(minutes=37 * number % (60 * 24 * 360))  # noqa: DTZ001  a wall clock's
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@calendar.example",
            "DTSTAMP:20260101T000000Z",
            f"DTSTART;TZID=Europe/Berlin:{start:{STAMP}}",
            f"DTEND;TZID=Europe/Berlin:{start + timedelta(minutes=50):{STAMP}}",
            *(["RRULE:FREQ=WEEKLY;COUNT=10"] if number % 10 == 0 else []),
            f"SUMMARY:Meeting {number}",
            f"DESCRIPTION:{'word ' * words}",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def cost(work: Callable[[], object], times: int = 3) -> float:
    """CPU milliseconds, the median."""
    found = []
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        work()
        found.append(1_000 * (time.process_time() - began))
    return statistics.median(found)


def peak(process: psutil.Process) -> float:
    """The most memory that it ever held, in MiB (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 2**10


def against_the_library() -> None:
    raw = calendar(5_000)
    parsed = cost(lambda: icalendar.Calendar.from_ical(raw))
    for name, work in [
        ("cut into its parts", lambda: read_content(raw)),
        ("read, a year of it", lambda: read_busy(raw, YEAR, default_zone=BERLIN)),
    ]:
        ours = cost(work)
        share = ours / parsed
        print(f"5,000 events {name}: {ours:.0f} ms, {share:.2f} of icalendar's parsing ({parsed:.0f} ms)")


def at_its_largest() -> None:
    for name, raw in [("20,000 events", calendar(20_000)), ("5 MB", calendar(5_000, 150))]:
        print(f"{name}: {cost(lambda raw=raw: read_busy(raw, YEAR, default_zone=BERLIN)):.0f} ms", end="")
        with Reader(60) as reader:
            began = time.perf_counter()
            reader.read(raw, YEAR, default_zone="Europe/Berlin")
            seconds = time.perf_counter() - began
            most = peak(psutil.Process().children()[0])
        print(f"; by a process {seconds:.2f} s, which held {most:.0f} MiB at most ({len(raw) / 1e6:.1f} MB)")
    small = calendar(1)
    starts = []
    for _ in range(5):
        began = time.perf_counter()
        with Reader() as reader:
            reader.read(small, YEAR, default_zone=None)
        starts.append(1_000 * (time.perf_counter() - began))
    print(f"one event by a process of its own: {statistics.median(starts):.0f} ms")


def at_its_worst() -> None:
    """By the CPU of the process that reads: how busy the machine is has no say."""
    spent: list[tuple[float, str]] = []
    with Reader(60) as reader:
        reader.read(calendar(1), YEAR, default_zone=None)
        worker = psutil.Process().children()[0]
        for hostile in files():
            before = sum(worker.cpu_times()[:2])
            with suppress(NotACalendarError):
                reader.read(hostile.raw, YEAR, default_zone="Europe/Berlin")
            spent.append((sum(worker.cpu_times()[:2]) - before, hostile.name))
        most = peak(worker)
    spent.sort(reverse=True)
    slowest = "; ".join(f"{name} {seconds:.2f} s" for seconds, name in spent[:3])
    print(f"{len(spent)} hostile files: {slowest}; the process held {most:.0f} MiB at most")


if __name__ == "__main__":
    against_the_library()
    at_its_largest()
    at_its_worst()
