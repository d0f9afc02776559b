"""The hours of a policy in which sessions take place, and why a time is in none of them."""

from datetime import date, timedelta
from enum import StrEnum

from policies.domain.document import BoundaryPolicy
from policies.domain.rules import availability
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, normalise, overlapping
from scheduler.domain.wall_clock import ONE_DAY, local_date

_AROUND = timedelta(days=2)  # hours and sessions run past midnight, and zones have skipped whole dates
_RUN_ON = timedelta(weeks=8)  # for which hours without a pause are followed back to where they begin
FURTHEST_BACK = _RUN_ON + timedelta(weeks=2)  # of any day that matters to hours


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
    """The session hours that share time with `span`, and time away not yet removed.

    Whole, whatever was asked about: they begin where they do, be it weeks before, and run on for a day.
    """
    first, last = local_date(span.start, when.zone) - _AROUND, local_date(span.end, when.zone) + _AROUND
    furthest = first - timedelta(days=first.weekday()) - _RUN_ON  # a Monday: then hours without end are alike
    hours = _starting(when, first, last)
    while found := overlapping(hours, span):
        earlier = max(local_date(found[0].start, when.zone) - _AROUND, furthest)
        if earlier >= first:
            break
        hours = normalise((*_starting(when, earlier, first - ONE_DAY), *hours))
        first = earlier
    return found


def is_closed_on(when: Availability, day: date) -> bool:
    """A closed date, a holiday, or a date whose hours were taken away: not one without hours of its own."""
    if day in when.overrides:
        return not when.overrides[day]
    return day in when.closed_dates or day in when.holidays(day.year)


def _starting(when: Availability, first: date, last: date) -> Intervals:
    """The hours that start on these dates."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return normalise(each for day in days for each in when.spans_on(day))
