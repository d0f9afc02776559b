"""Times of day as people write them: "9 to 5", "2-4 pm", "noon to midnight", "half past eight"."""

import re
from dataclasses import dataclass

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d\d))? ?(?P<half>[ap]|noon|midday|midnight|o'clock)?"
)
_WORDED = re.compile(r"(half|quarter) (past|to) (\w+?)(?: ?([ap])\.?m)?")
_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_HOUR_WORD = re.compile("^(?:{})\\b".format("|".join(_HOURS)))
_NAMED = {"noon": "12 noon", "midday": "12 noon", "midnight": "12 midnight"}
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
    if worded := _WORDED.fullmatch(words):
        return _worded(worded)
    match = _TIME.match(_HOUR_WORD.sub(_in_digits, _NAMED.get(words, words)))
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "")[:2]
    minutes = hour * HOUR + minute
    if minutes > MIDNIGHT or minute >= HOUR:
        return None
    if half in ("a", "p"):
        return _of_half(hour, minutes, half)
    if half in ("no", "mi"):
        return _midnight() if match["half"] == "midnight" else ClockTime(NOON, "p", settled=True)
    leading_zero = match["minute"] is not None and words.startswith("0")
    return ClockTime(minutes, None, settled=leading_zero or hour > NOON // HOUR or hour == 0)


def _in_digits(word: re.Match[str]) -> str:
    return str(_HOURS.index(word.group()) or NOON // HOUR)


def _worded(match: re.Match[str]) -> ClockTime | None:
    """Such as "half past eight", "quarter to six pm"."""
    part, way, word, half = match.groups()
    hour = int(word) if word.isdigit() else _HOURS.index(word)
    minutes = (30 if part == "half" else 15) * (1 if way == "past" else -1) + hour % 12 * HOUR
    minutes = minutes % NOON + (NOON if half == "p" else 0)
    return ClockTime(minutes, half, settled=half is not None)


def _of_half(hour: int, minutes: int, half: str) -> ClockTime | None:
    if 1 <= hour <= NOON // HOUR:
        return ClockTime(minutes % NOON + (NOON if half == "p" else 0), half, settled=True)
    return ClockTime(minutes, None, settled=True) if hour else None  # "13:00 pm" says it twice


def _midnight() -> ClockTime:
    return ClockTime(MIDNIGHT, None, settled=True)


def read_range(first: str, last: str, *, half: str | None = None) -> tuple[str, str] | None:
    """The start and end of a range, each time settling the other; none where either is no time of day.

    `half` is p where the words speak of afternoons or evenings.
    """
    start, end = read_clock(first), read_clock(last)
    if start is None or end is None:
        return None
    if not start.settled and half == "p" and not end.settled:
        start = ClockTime(start.minutes % NOON + NOON, "p", settled=True)
    if start.settled and end.settled:
        return written(start.minutes % MIDNIGHT), written(end.minutes or MIDNIGHT)
    if not start.settled:
        start = _start_before(start, end)
    if not end.settled:
        end = _end_after(end, start, twenty_four=_is_twenty_four(first))
    return written(start.minutes % MIDNIGHT), written(end.minutes or MIDNIGHT)


def read_overnight(first: str, last: str) -> tuple[str, str] | None:
    """A range said to end the next day: its times are those of a 24-hour clock unless they say am or pm."""
    start, end = read_clock(first), read_clock(last)
    return (written(start.minutes % MIDNIGHT), written(end.minutes % MIDNIGHT)) if start and end else None


def read_start(words: str, *, half: str | None = None) -> str | None:
    """A time that stands alone: an hour without am or pm is in the morning from seven on."""
    time = read_clock(words)
    if time and not time.settled and half == "p":
        return written(time.minutes % NOON + NOON)
    return written(_daytime(time).minutes % MIDNIGHT) if time else None


def read_end(words: str, start: str | None) -> str | None:
    """The end of hours that begin at `start`; where that is not known, an end later in the day than noon."""
    time = read_clock(words)
    if time is None:
        return None
    if not time.settled and start:
        begin = ClockTime(int(start[:2]) * HOUR + int(start[3:]), None, settled=True)
        time = _end_after(time, begin, twenty_four=False)
    late = time.minutes if time.settled else time.minutes % NOON + NOON
    return written(late or MIDNIGHT)


def written(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _start_before(start: ClockTime, end: ClockTime) -> ClockTime:
    if end.half is None:
        return _daytime(start)
    same_half = ClockTime(start.minutes % NOON + (NOON if end.half == "p" else 0), end.half, settled=True)
    if same_half.minutes < end.minutes:
        return same_half
    return ClockTime(start.minutes % NOON + (0 if end.half == "p" else NOON), None, settled=True)


def _end_after(end: ClockTime, start: ClockTime, *, twenty_four: bool) -> ClockTime:
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
