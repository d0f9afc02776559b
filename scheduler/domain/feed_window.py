"""Which stretch of time a calendar feed tells of."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import local_date, midnight

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)  # at least
_WEEKS = timedelta(weeks=31)  # as far as both may ever lie apart, when it begins on a Monday


def feed_window(now: datetime, place: ZoneInfo) -> Interval:
    """From a Monday to a Monday: it moves once a week, and until then what comes back is told alike."""
    first = local_date(now, place) - BEHIND
    first -= timedelta(days=first.weekday())
    return Interval(midnight(first, place), midnight(first + _WEEKS, place))
