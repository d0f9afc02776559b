"""The guarded doors to absences, calendars and times."""

from scheduler.queries.calendars import Counted, Taken, away_by_calendar, counted, taken
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

__all__ = [
    "Arrangements",
    "Counted",
    "Taken",
    "arrangements",
    "away",
    "away_by_calendar",
    "counted",
    "cover_of",
    "coverage",
    "coverages",
    "coverings",
    "has_coverage",
    "is_covered",
    "taken",
    "through",
]
