"""Small calendars, and what is read of them in a few words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval, Intervals
from scheduler.ical.answer import BusyTimes, Mode
from scheduler.ical.busy import read_busy

SPAN = Interval(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC))
MADRID = ZoneInfo("Europe/Madrid")


def event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", *([f"UID:{uid}"] if uid else []), *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR", ""]).encode()


def read(*parts: str, mode: Mode = Mode.BUSY, tentative_counts: bool = True) -> BusyTimes:
    return read_busy(
        calendar(*parts), SPAN, default_zone=MADRID, mode=mode, tentative_counts=tentative_counts
    )


def shown(intervals: Intervals) -> list[str]:
    """`03-10T09:00/10:00`, in UTC; the end has its date where that is another."""
    return [
        f"{each.start:%m-%dT%H:%M}/{each.end:{_SAME if each.start.date() == each.end.date() else _OTHER}}"
        for each in intervals
    ]


_SAME, _OTHER = "%H:%M", "%m-%dT%H:%M"


def taken(*parts: str, mode: Mode = Mode.BUSY, tentative_counts: bool = True) -> list[str]:
    return shown(read(*parts, mode=mode, tentative_counts=tentative_counts).intervals)
