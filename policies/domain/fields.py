"""The kinds of value a policy document is written with, and what is said when one does not fit."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from policies.domain.duration import Duration, parse_duration
from scheduler.domain.wall_clock import FIRST_YEAR, LAST_YEAR, MINUTES_A_DAY, parse_instant, utc, zone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_TEXT = 10_000  # characters
_TIME = re.compile(r"(\d\d):(\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _text(value: object, kind: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"write {kind} as text in quotes")  # noqa: TRY004 -- pydantic collects ValueErrors
    return value


def _zone_name(value: object) -> str:
    return zone(_text(value, "the time zone")).key


def _duration(value: object) -> Duration:
    return value if isinstance(value, Duration) else parse_duration(_text(value, "a reply time"))


def _minutes(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MINUTES_A_DAY:
        return value
    text = _text(value, "a time of day")
    parts = _TIME.fullmatch(text)
    minutes = int(parts[1]) * 60 + int(parts[2]) if parts and int(parts[2]) < 60 else MINUTES_A_DAY + 1  # noqa: PLR2004
    if minutes > MINUTES_A_DAY:
        raise ValueError(
            f"{text[:40]!r} is no time of day; write hours and minutes, as in '09:00' or '24:00'"
        )
    return minutes


def clock_face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _not_midnight_at_the_end(minutes: int) -> int:
    if minutes == MINUTES_A_DAY:
        raise ValueError("'24:00' can only be an end; a start at midnight is '00:00'")
    return minutes


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = _text(value, "a date")
    mend = f"{text[:40]!r} is no date; write year, month and day, as in '2026-12-24'"
    if not _DATE.fullmatch(text):  # date.fromisoformat also takes weeks, as in 2026-W01-1
        raise ValueError(mend)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(mend) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return utc(value)
    return parse_instant(_text(value, "a moment"))


def _printable(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a NUL character; take it out")
    return text


def stamp(moment: datetime) -> str:
    """A UTC instant as the documents and the command write it: 2026-03-10T21:00:00Z."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_printable)]
ZoneName = Annotated[str, BeforeValidator(_zone_name), WithJsonSchema({"type": "string"})]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
ReplyTime = Annotated[
    Duration,
    BeforeValidator(_duration),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^P(\d+D|T(\d+H)?(\d+M)?)$"}),
]
TimeOfDay = Annotated[
    int,
    BeforeValidator(_minutes),
    PlainSerializer(clock_face),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"}),
]
Opening = Annotated[
    TimeOfDay,
    AfterValidator(_not_midnight_at_the_end),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
]
Day = Annotated[date, BeforeValidator(_date)]
Instant = Annotated[datetime, BeforeValidator(_instant), PlainSerializer(stamp)]
