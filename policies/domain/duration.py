"""Durations as practitioners mean them: whole days, or hours and minutes that elapse."""

import re
from dataclasses import dataclass
from datetime import timedelta

_DAYS = re.compile(r"P(\d{1,6})D", re.ASCII)
_ELAPSED = re.compile(r"PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?", re.ASCII)
_EXAMPLES = "write hours as 'PT24H', days as 'P2D', minutes as 'PT30M'"
LONGEST = timedelta(days=800)  # the horizon: beyond it nothing is promised


@dataclass(frozen=True, slots=True)
class Duration:
    """Exactly one of the two is set: a number of days, or elapsed time in whole minutes."""

    days: int | None = None
    elapsed: timedelta | None = None

    @property
    def shortest(self) -> timedelta:
        """How long it is at the least: days that are not calendar days take longer."""
        return timedelta(days=self.days or 0) if self.elapsed is None else self.elapsed

    def __str__(self) -> str:
        if self.elapsed is None:
            return f"P{self.days}D"
        hours, minutes = divmod(self.elapsed // timedelta(minutes=1), 60)
        return f"PT{hours}H" if not minutes else f"PT{hours * 60 + minutes}M"


def parse_duration(text: str) -> Duration:
    """The subset of ISO 8601 that a reply time needs. Raises ValueError with the mend."""
    if days := _DAYS.fullmatch(text):
        return _bounded(text, Duration(days=int(days[1])))
    elapsed = _ELAPSED.fullmatch(text)
    if elapsed is None or not any(elapsed.groups()):
        raise ValueError(f"{text[:40]!r} is no reply time; {_EXAMPLES}")
    hours, minutes = (int(part or 0) for part in elapsed.groups())
    if not hours and not minutes:
        raise ValueError(f"{text[:40]!r} leaves no time to reply; {_EXAMPLES}, or 'P0D' for the same day")
    return _bounded(text, Duration(elapsed=timedelta(minutes=min(hours, 10**6) * 60 + min(minutes, 10**8))))


def _bounded(text: str, duration: Duration) -> Duration:
    if duration.shortest > LONGEST:
        raise ValueError(f"{text[:40]!r} is longer than {LONGEST.days} days; give a shorter reply time")
    return duration
