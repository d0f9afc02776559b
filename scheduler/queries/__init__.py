"""The guarded doors to absences, calendars and times."""

from scheduler.queries.coverage import (
    Arrangements,
    arrangements,
    away,
    cover_of,
    coverage,
    coverages,
    coverings,
    has_coverage,
    is_covered,
    through,
)
from scheduler.queries.feeds import feeds_of, own_feed, own_feeds

__all__ = [
    "Arrangements",
    "arrangements",
    "away",
    "cover_of",
    "coverage",
    "coverages",
    "coverings",
    "feeds_of",
    "has_coverage",
    "is_covered",
    "own_feed",
    "own_feeds",
    "through",
]
