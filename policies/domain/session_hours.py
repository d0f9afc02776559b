"""The hours of a policy in which sessions take place, and why a time is in none of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from policies.domain.document import BoundaryPolicy
from policies.domain.rules import availability
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, normalise
from scheduler.domain.wall_clock import ONE_DAY, local_date

_EARLIER = timedelta(days=2)  # hours run past midnight, and zones have skipped whole dates


class WhyNone(StrEnum):
    """Why there is nothing that can be booked."""

    GONE = "gone"  # the clinician takes nothing here any more
    NO_POLICY = "no_policy"  # nothing is published
    NO_HOURS = "no_hours"  # a policy is, but it names no hours for sessions, nor for the office
    TOO_SOON = "too_soon"  # all of what was asked about lies within the notice
    TOO_FAR = "too_far"  # or beyond the horizon
    AWAY = "away"
    CLOSED = "closed"  # no hours on those days
    FULL = "full"


def session_availability(policy: BoundaryPolicy) -> Availability | None:
    """By the hours for sessions, else those of the office; None where neither is said."""
    windows = policy.hours.sessions or policy.hours.office
    return availability(policy, windows) if windows else None


def whole_hours(when: Availability, span: Interval) -> Intervals:
    """The session hours that share time with `span`, uncut, and time away not yet removed."""
    spans = normalise(each for day in _dates(when, span) for each in when.spans_on(day))
    return tuple(each for each in spans if each.overlaps(span))


def is_closed_on(when: Availability, day: date) -> bool:
    """A closed date, a holiday, or a date whose hours were taken away: not one without hours of its own."""
    if day in when.overrides:
        return not when.overrides[day]
    return day in when.closed_dates or day in when.holidays(day.year)


def _dates(when: Availability, span: Interval) -> Iterator[date]:
    day, last = local_date(span.start, when.zone) - _EARLIER, local_date(span.end, when.zone)
    while day <= last:
        yield day
        day += ONE_DAY
