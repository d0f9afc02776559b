"""A policy with what the clinician's own calendars say laid over it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from policies.domain.document import BoundaryPolicy, BusyTime, TimeAway
from policies.domain.rules import away_during
from scheduler.domain.interval import Intervals, normalise, subtract
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight, zone


@dataclass(frozen=True, slots=True)
class FromCalendars:
    """Times alone: neither what they are taken up with, nor which calendar says so."""

    away: Intervals = ()  # sorted and disjoint, as is the next
    busy: Intervals = ()
    closed: tuple[date, ...] = ()


def with_calendars(policy: BoundaryPolicy, said: FromCalendars) -> BoundaryPolicy:
    """What the policy says itself, such as who covers an absence, is not said again."""
    place = zone(policy.timezone)
    own = normalise(span for each in policy.time_away if (span := away_during(each, place)))
    laid_over = {
        "time_away": (*policy.time_away, *_absences(subtract(said.away, own), place)),
        "busy": (*policy.busy, *(BusyTime(start=each.start, end=each.end) for each in said.busy)),
        "closed_dates": tuple(sorted({*policy.closed_dates, *said.closed})),
    }
    return policy.model_copy(update=laid_over)


def _absences(away: Intervals, place: ZoneInfo) -> Iterator[TimeAway]:
    for span in away:
        first, after = local_date(span.start, place), local_date(span.end, place)
        if (span.start, span.end) == (midnight(first, place), midnight(after, place)):
            yield TimeAway(first_day=first, last_day=after - ONE_DAY)
        else:
            yield TimeAway(start=span.start, end=span.end)
