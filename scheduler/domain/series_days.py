"""The days of what comes every week, or every few."""

from collections.abc import Iterator
from datetime import date, timedelta


def series_days(first: date, every_weeks: int, *, after: date | None = None, until: date) -> Iterator[date]:
    """From `first` on, those after the one day, up to the other."""
    day, step = first, timedelta(weeks=every_weeks)
    if after and after >= day:
        day += ((after - day) // step + 1) * step
    while day <= until:
        yield day
        day += step
