"""What goes between who wants a calendar read and the process that reads it: a line of JSON each way."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduler.domain.interval import Interval, Intervals
from scheduler.ical.answer import BusyTimes, Holiday, Mode, Problem
from scheduler.ical.errors import Found, NotACalendarError, Trouble

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Question:
    """The bytes of the calendar follow its line."""

    span: Interval
    default_zone: str | None
    mode: Mode
    tentative_counts: bool

    def line(self, size: int) -> bytes:
        asked = [size, *_seconds(self.span), self.default_zone, self.mode, self.tentative_counts]
        return json.dumps(asked).encode() + b"\n"


def question(line: bytes) -> tuple[Question, int]:
    """And the number of bytes that follow."""
    size, start, end, default_zone, mode, tentative_counts = json.loads(line)
    return Question(_interval([start, end]), default_zone, Mode(mode), tentative_counts), size


def answer_line(times: BusyTimes) -> bytes:
    told = {
        "intervals": [_seconds(each) for each in times.intervals],
        "away": [_seconds(each) for each in times.away],
        "holidays": [[each.date.isoformat(), each.name] for each in times.holidays],
        "problems": [[each.found, each.why, each.uid_hash, each.event] for each in times.problems],
        "is_ours": times.is_ours,
        "content": times.content.hex(),
        "events": times.events,
    }
    return json.dumps(told).encode() + b"\n"


def refusal_line(error: NotACalendarError) -> bytes:
    return json.dumps({"trouble": error.trouble, "why": str(error)}).encode() + b"\n"


def answer(line: bytes) -> BusyTimes:
    """Raises NotACalendarError where that is the answer."""
    told: dict[str, Any] = json.loads(line)
    if "trouble" in told:
        raise NotACalendarError(told["why"], Trouble(told["trouble"]))
    return BusyTimes(
        intervals=_intervals(told["intervals"]),
        away=_intervals(told["away"]),
        holidays=tuple(Holiday(date.fromisoformat(day), name) for day, name in told["holidays"]),
        problems=tuple(Problem(Found(found), *rest) for found, *rest in told["problems"]),
        is_ours=told["is_ours"],
        content=bytes.fromhex(told["content"]),
        events=told["events"],
    )


def _intervals(told: list[list[int]]) -> Intervals:
    return tuple(map(_interval, told))


def _interval(told: list[int]) -> Interval:
    start, end = told
    return Interval(_EPOCH + start * _SECOND, _EPOCH + end * _SECOND)


def _seconds(interval: Interval) -> list[int]:
    return [(interval.start - _EPOCH) // _SECOND, -((_EPOCH - interval.end) // _SECOND)]
