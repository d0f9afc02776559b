"""Calendars are read in a process that can be killed, and knows nothing worth stealing."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import psutil
import pytest

from scheduler.domain.interval import Interval
from scheduler.ical.answer import BusyTimes, Holiday, Mode, Problem
from scheduler.ical.errors import Found, NotACalendarError, Trouble
from scheduler.reading import process
from scheduler.reading.messages import Question, answer, answer_line, question
from scheduler.reading.process import Reader, read_in_a_process

SPAN = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC))
EVENT = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T090000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
GOOD = f"BEGIN:VCALENDAR\r\n{EVENT}END:VCALENDAR\r\n".encode()
# What a file would have to look like that takes for ever is not known: the worker is made to.
ENDLESS = "import sys\nsys.stdin.buffer.readline()\nwhile True: pass"
GREEDY = "import sys\nsys.path.insert(0, sys.argv[1])\nfrom scheduler.reading import worker\n"
GREEDY += "worker.read_busy = lambda *_, **__: bytearray(2**40)\nworker.main(int(sys.argv[2]))"
LONELY = GREEDY.replace("bytearray(2**40)", "sum(0 for _ in iter(int, 1))")
LONELY = LONELY.replace("worker.main", "worker.SECONDS = 1\nworker.main")  # nobody is there to end it
DYING = "import sys\nsys.stdin.buffer.readline()\nsys.exit(1)"


def starts(times: BusyTimes) -> list[str]:
    return [f"{each.start:%m-%dT%H:%M}" for each in times.intervals]


def test_it_answers_as_the_reader_does() -> None:
    times = read_in_a_process(GOOD, SPAN, default_zone="Europe/Madrid", mode=Mode.BUSY)
    assert starts(times) == ["03-10T08:00"]
    assert (times.problems, times.events, len(times.content)) == ((), 1, 32)


def test_everything_that_is_found_comes_through() -> None:
    times = BusyTimes(
        intervals=(SPAN,),
        away=(SPAN, SPAN),
        holidays=(Holiday(date(2026, 3, 10), "Día \N{BEER MUG}"),),
        problems=(Problem(Found.BAD_RULE, "why", "abc", 3),),
        is_ours=True,
        content=b"\x00\xff",
        events=7,
    )
    assert answer(answer_line(times)) == times
    asked = Question(SPAN, "Europe/Madrid", Mode.AWAY, tentative_counts=False)
    assert question(asked.line(12)) == (asked, 12)


def many(events: int, words: int) -> bytes:
    at = "DTSTART:202603{day:02}T090000Z\r\nDURATION:PT1H\r\n"
    each = "BEGIN:VEVENT\r\nUID:{n}\r\n" + at + f"DESCRIPTION:{'word ' * words}\r\nEND:VEVENT\r\n"
    parts = "".join(each.format(n=number, day=number % 28 + 1) for number in range(events))
    return f"BEGIN:VCALENDAR\r\n{parts}END:VCALENDAR\r\n".encode()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux alone")
@pytest.mark.parametrize(("events", "words", "size"), [(20_000, 4, 2e6), (5_000, 200, 5e6)])
def test_a_large_calendar_takes_less_than_it_may(events: int, words: int, size: float) -> None:
    raw = many(events, words)
    assert len(raw) > size
    with Reader(60) as reader:
        assert reader.read(raw, SPAN, default_zone=None).events == events
        (child,) = psutil.Process().children()
        status = Path(f"/proc/{child.pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < 150 * 1024  # kB


def test_one_process_reads_many_files_and_is_gone_in_the_end() -> None:
    with Reader() as reader:
        for _ in range(3):
            reader.read(GOOD, SPAN, default_zone=None)
        children = psutil.Process().children()
        assert len(children) == 1
    assert not children[0].is_running()


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        (ENDLESS, Trouble.TOO_SLOW),
        (GREEDY, Trouble.TOO_MUCH_MEMORY),
        (LONELY, Trouble.READER_FAILED),
        (DYING, Trouble.READER_FAILED),
    ],
)
def test_what_ends_a_reading_is_said_and_the_next_is_read(
    program: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Reader(1.0 if program is ENDLESS else 30.0) as reader:
        with monkeypatch.context() as patched:
            patched.setattr(process, "_START", program)
            with pytest.raises(NotACalendarError) as refused:
                reader.read(GOOD, SPAN, default_zone=None)
        assert refused.value.trouble is trouble
        reader.close()
        reader._seconds = 30.0  # noqa: SLF001
        assert starts(reader.read(GOOD, SPAN, default_zone="UTC")) == ["03-10T09:00"]


def test_a_refusal_does_not_end_the_process() -> None:
    with Reader() as reader:
        with pytest.raises(NotACalendarError) as refused:
            reader.read(b"<html>", SPAN, default_zone=None)
        assert refused.value.trouble is Trouble.NOT_A_CALENDAR
        child = psutil.Process().children()
        reader.read(GOOD, SPAN, default_zone=None)
        assert psutil.Process().children() == child


def test_what_is_too_large_is_not_even_handed_over() -> None:
    with Reader() as reader:
        with pytest.raises(NotACalendarError) as refused:
            reader.read(b"x" * (10 * 2**20 + 1), SPAN, default_zone=None)
        assert refused.value.trouble is Trouble.TOO_LARGE
        assert psutil.Process().children() == []


def test_the_process_knows_no_secret_and_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    with Reader() as reader:
        reader.read(GOOD, SPAN, default_zone=None)
        child = psutil.Process().children()[0]
        assert b"hidden" not in Path(f"/proc/{child.pid}/environ").read_bytes()
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        assert str(process.MEMORY) in limits


ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    "TZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
LOCAL = EVENT.replace("DTSTART:", "DTSTART;TZID=Customized Time Zone:")


def test_two_calendars_read_at_once_keep_their_zones_apart() -> None:
    """Also in one process after the other, and where the second defines nothing."""
    wrong: list[str] = []

    def read(offset: str, expected: str) -> None:
        raw = f"BEGIN:VCALENDAR\r\n{LOCAL}{ZONE.format(offset) if offset else ''}END:VCALENDAR\r\n".encode()
        with Reader(60.0) as reader:
            for _ in range(30):
                found = starts(reader.read(raw, SPAN, default_zone="UTC"))
                wrong.extend(each for each in found if each != expected)

    threads = [
        threading.Thread(target=read, args=each)
        for each in [("+0900", "03-10T00:00"), ("-0500", "03-10T14:00"), ("", "03-10T09:00")]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with Reader(60.0) as reader:
        for offset, expected in [("+0900", "03-10T00:00"), ("-0500", "03-10T14:00"), ("", "03-10T09:00")]:
            raw = (
                f"BEGIN:VCALENDAR\r\n{LOCAL}{ZONE.format(offset) if offset else ''}END:VCALENDAR\r\n".encode()
            )
            assert starts(reader.read(raw, SPAN, default_zone="UTC")) == [expected]
