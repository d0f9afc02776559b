"""Times of day as people write them: "9 to 5", "2-4 pm", "noon to midnight", "09:00 to 17:30"."""

import re
from dataclasses import dataclass

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap]|noon|midday|midnight|o'clock)?"
)
_NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "24:00"}
NOON, MIDNIGHT = 12 * 60, 24 * 60
FIRST_MORNING_HOUR = 7  # "9 to 5" starts in the morning, "2 to 4" in the afternoon
HOUR = 60


@dataclass(frozen=True, slots=True)
class ClockTime:
    """Minutes after midnight as written; `half` is a or p, or none where a 12-hour time does not say."""

    minutes: int
    half: str | None
    settled: bool  # written so that it can be read in one way only


def read_clock(words: str) -> ClockTime | None:
    words = _NAMED.get(words, words)
    match = _TIME.match(words)
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "")[:1]
    minutes = hour * HOUR + minute
    if minutes > MIDNIGHT or minute >= HOUR:
        return None
    if half in ("a", "p") and 1 <= hour <= NOON // HOUR:
        return ClockTime(minutes % NOON + (NOON if half == "p" else 0), half, settled=True)
    if half == "n" or (half == "m" and words.endswith("day")):
        return ClockTime(NOON, "p", settled=True)
    if half == "m":
        return ClockTime(MIDNIGHT, None, settled=True)
    twenty_four = match["minute"] is not None and (words.startswith("0") or hour > NOON // HOUR)
    return ClockTime(minutes, None, settled=twenty_four or hour > NOON // HOUR or hour == 0)


def read_range(first: str, last: str) -> tuple[str, str] | None:
    """The start and end of a range, each time settling the other; none where either is no time of day."""
    start, end = read_clock(first), read_clock(last)
    if start is None or end is None:
        return None
    if start.settled and end.settled:
        return written(start.minutes % MIDNIGHT), written(end.minutes or MIDNIGHT)
    if not start.settled:
        start = _start_before(start, end)
    if not end.settled:
        end = _end_after(end, start, _is_twenty_four(first))
    return written(start.minutes % MIDNIGHT), written(end.minutes or MIDNIGHT)


def read_overnight(first: str, last: str) -> tuple[str, str] | None:
    """A range said to end the next day: its times are those of a 24-hour clock unless they say am or pm."""
    start, end = read_clock(first), read_clock(last)
    return (written(start.minutes % MIDNIGHT), written(end.minutes)) if start and end else None


def read_start(words: str) -> str | None:
    """A time that stands alone: an hour without am or pm is in the morning from seven on."""
    time = read_clock(words)
    return written(_daytime(time).minutes % MIDNIGHT) if time else None


def read_end(words: str, start: str) -> str | None:
    ranged = read_range(start, words)
    return ranged and ranged[1]


def written(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _start_before(start: ClockTime, end: ClockTime) -> ClockTime:
    if end.half is None:
        return _daytime(start)
    same_half = ClockTime(start.minutes % NOON + (NOON if end.half == "p" else 0), end.half, settled=True)
    if same_half.minutes < end.minutes:
        return same_half
    return ClockTime(start.minutes % NOON + (0 if end.half == "p" else NOON), None, settled=True)


def _end_after(end: ClockTime, start: ClockTime, twenty_four: bool) -> ClockTime:  # noqa: FBT001  (one private caller)
    if twenty_four:
        return end
    minutes = end.minutes % NOON
    while minutes <= start.minutes and minutes < MIDNIGHT:
        minutes += NOON
    return ClockTime(minutes if minutes <= MIDNIGHT else minutes - MIDNIGHT, None, settled=True)


def _daytime(time: ClockTime) -> ClockTime:
    if time.settled:
        return time
    afternoon = time.minutes % NOON < FIRST_MORNING_HOUR * HOUR
    return ClockTime(time.minutes % NOON + (NOON if afternoon else 0), None, settled=True)


def _is_twenty_four(words: str) -> bool:
    return ":" in words and words.startswith("0")
