"""The guarded doors to absences, calendars and times."""

from scheduler.queries.calendars import Taken, taken
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
    "Taken",
    "arrangements",
    "away",
    "cover_of",
    "coverage",
    "coverages",
    "coverings",
    "has_coverage",
    "is_covered",
    "taken",
    "through",
]
