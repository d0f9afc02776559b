"""When a mail that nobody waits for comes: by day, so that it wakes nobody."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.wall_clock import instant

MORNING, EVENING = time(9), time(20)


def by_day(at: datetime, place: ZoneInfo) -> datetime:
    """`at` itself from nine to twenty o'clock in `place`, else the next nine o'clock there; in UTC."""
    there = at.astimezone(place)
    if MORNING <= there.time() < EVENING:
        return at
    day = there.date() if there.time() < MORNING else there.date() + timedelta(days=1)
    return instant(day, MORNING.hour * 60, place)
