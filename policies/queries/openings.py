"""What can be booked with a clinician: the hours of the policy in force by then, less what is taken.

Asked for by whoever was let through to the kind of session: an opening tells that a time is free, and of
what is not free nothing but that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

from accounts.models import Clinician
from policies.domain.session_hours import (
    FURTHEST_BACK,
    WhyNone,
    is_closed_on,
    session_availability,
    whole_hours,
)
from policies.models import PolicyVersion
from policies.queries.versions import published, published_in_force
from scheduler.domain.availability import Availability
from scheduler.domain.interval import Interval, Intervals, clip, normalise, overlapping, subtract
from scheduler.domain.openings import Diary, bookable, openings
from scheduler.domain.wall_clock import local_date, zone
from scheduler.queries.appointments import kept_by, terms_of
from scheduler.queries.calendars import taken as taken_by_calendars
from scheduler.queries.closed_days import closed_days
from scheduler.queries.rows import SessionType

AROUND = timedelta(days=2)  # for buffers, hours past midnight, and the rest of a local date


@dataclass(frozen=True, slots=True)
class Reign:
    """A policy version, through some time in which it is in force."""

    span: Interval
    version_id: UUID | None


@lru_cache(maxsize=1024)
def _availability_under(version_id: UUID) -> Availability | None:
    """A published version never changes, so this is kept in memory."""
    return session_availability(published(version_id).policy.policy)


def _availability_of(clinician: Clinician, version_id: UUID | None, span: Interval) -> Availability | None:
    """With the days off that the clinician has confirmed, as far around `span` as hours reach."""
    when = _availability_under(version_id) if version_id else None
    if when is None:
        return None
    ends = (local_date(each, when.zone) for each in (span.start - FURTHEST_BACK, span.end + AROUND))
    closed = closed_days(clinician, *ends)
    return replace(when, closed_dates=when.closed_dates | closed) if closed else when


def reigns(clinician: Clinician, span: Interval) -> tuple[Reign, ...]:
    """Which version is in force when; a planned one takes over in the middle."""
    first = published_in_force(clinician, span.start).version_id
    later = PolicyVersion.objects.filter(clinician_id=clinician.pk, withdrawal=None)
    later = later.filter(effective_from__gt=span.start, effective_from__lt=span.end)
    changes = dict(later.order_by("effective_from", "number").values_list("effective_from", "pk"))
    starts: list[datetime] = [span.start, *(each for each in changes if each)]
    versions: list[UUID | None] = [first, *changes.values()]
    return tuple(
        Reign(Interval(start, end), version)
        for (start, end), version in zip(pairwise([*starts, span.end]), versions, strict=True)
    )


def openings_of(
    clinician: Clinician,
    session_type: SessionType,
    span: Interval,
    now: datetime,
    *,
    without: UUID | None = None,
) -> tuple[datetime, ...]:
    """The starts at which a session of this kind can be booked at this moment, in order.

    `without`: an appointment whose own time counts as free, as it is to be moved.
    """
    place = zone(clinician.time_zone)
    allowed = bookable(terms_of(session_type), now, place)
    asked = allowed and Interval.between(max(allowed.start, span.start), min(allowed.end, span.end))
    if clinician.gone_since or session_type.ended_at or not asked:
        return ()
    found: list[datetime] = []
    for reign in reigns(clinician, asked):
        diary = _diary(clinician, reign, without)
        if diary:
            found += openings(terms_of(session_type), diary, reign.span)
    return tuple(found)


def why_none(
    clinician: Clinician, session_type: SessionType, span: Interval, now: datetime
) -> WhyNone | None:
    """Why `openings_of` has nothing; None where it has something."""
    if clinician.gone_since or session_type.ended_at:
        return WhyNone.GONE
    if openings_of(clinician, session_type, span, now):
        return None
    allowed = bookable(terms_of(session_type), now, zone(clinician.time_zone))
    if allowed is None or span.end <= allowed.start:
        return WhyNone.TOO_SOON
    if span.start >= allowed.end:
        return WhyNone.TOO_FAR
    return _why_not_in(clinician, Interval(max(allowed.start, span.start), min(allowed.end, span.end)))


def _why_not_in(clinician: Clinician, span: Interval) -> WhyNone:
    there = [each for each in reigns(clinician, span) if each.version_id]
    if not there:
        return WhyNone.NO_POLICY
    rules = [
        (each, when) for each in there if each.version_id and (when := _availability_under(each.version_id))
    ]
    if not rules:
        return WhyNone.NO_HOURS
    hours = normalise(
        piece for each, when in rules for piece in clip(whole_hours(when, each.span), each.span)
    )
    if not hours:
        return WhyNone.CLOSED
    away = normalise(
        [*(span for _, when in rules for span in when.away), *_away_by_calendars(clinician, span)]
    )
    return WhyNone.AWAY if all(_lies_in(each, away) for each in hours) else WhyNone.FULL


def session_hours(clinician: Clinician, span: Interval) -> Intervals:
    """The clinician's session hours, by the policies that are in force then, less their time away."""
    pieces: list[Interval] = []
    for reign in reigns(clinician, span):
        when = _availability_of(clinician, reign.version_id, reign.span)
        if when:
            pieces += subtract(clip(whole_hours(when, reign.span), reign.span), when.away)
    return normalise(pieces)


def obstacle(clinician: Clinician, span: Interval, now: datetime) -> str | None:
    """Why the clinician is not there, as a code: away, closed, busy. Their session hours are no matter."""
    version_id = published_in_force(clinician, span.start).version_id
    when = _availability_of(clinician, version_id, span)
    calendars = [each for each in taken_by_calendars(clinician, span) if each.interval.overlaps(span)]
    if any(each.is_away for each in calendars) or (when and overlapping(when.away, span)):
        return "away"
    if when and is_closed_on(when, local_date(span.start, when.zone)):
        return "closed"
    return "busy" if calendars else None


def worth_knowing(clinician: Clinician, span: Interval, now: datetime) -> tuple[str, ...]:
    """What to tell whoever enters an appointment at this time, which they may.

    Codes as `obstacle`'s, and `outside_hours`.
    """
    why = obstacle(clinician, span, now)
    hours = session_hours(clinician, span)
    is_inside = any(each.start <= span.start and span.end <= each.end for each in hours)
    return (*([why] if why else []), *([] if is_inside else ["outside_hours"]))


class ByPolicy:
    """`scheduler.services.Times`, for what is booked."""

    def openings(
        self, session_type: SessionType, span: Interval, now: datetime, *, without: UUID | None = None
    ) -> tuple[datetime, ...]:
        return openings_of(session_type.clinician, session_type, span, now, without=without)

    def obstacle(self, clinician: Clinician, span: Interval, now: datetime) -> str | None:
        return obstacle(clinician, span, now)


def _diary(clinician: Clinician, reign: Reign, without: UUID | None) -> Diary | None:
    when = _availability_of(clinician, reign.version_id, reign.span)
    if when is None:
        return None
    around = Interval(reign.span.start - AROUND, reign.span.end + AROUND)
    kept = kept_by(clinician, around, without=without)
    calendars = taken_by_calendars(clinician, around)
    taken = [
        *when.away,
        *(each.interval for each in calendars),
        *(Interval(each.taken_from, each.taken_until) for each in kept),
    ]
    return Diary(when.zone, whole_hours(when, reign.span), taken, tuple(each.start for each in kept))


def _away_by_calendars(clinician: Clinician, span: Interval) -> Intervals:
    return normalise(each.interval for each in taken_by_calendars(clinician, span) if each.is_away)


def _lies_in(each: Interval, others: Intervals) -> bool:
    return any(other.start <= each.start and each.end <= other.end for other in others)
