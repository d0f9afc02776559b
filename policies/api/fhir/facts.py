"""Rows as the facts that resources are made of."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import Clinician
from policies.domain.fhir.hours import contact_hours
from policies.domain.fhir.people import Hours, Person
from policies.domain.fhir.times import Kept, Session, Side, Stage
from policies.language.fhir_words import words_for
from policies.queries.told import Told
from scheduler.domain.interval import Interval
from scheduler.domain.wall_clock import ONE_DAY, local_date, midnight, zone

STAGES = {
    "requested": Stage.PENDING,
    "booked": Stage.BOOKED,
    "cancelled": Stage.CANCELLED,
    "declined": Stage.CANCELLED,
    "expired": Stage.CANCELLED,
}
SIDES = {"client": Side.PATIENT, "visitor": Side.PATIENT, "clinician": Side.PROVIDER, "": Side.OTHER}


def names() -> str:
    """The system in which slugs are unique."""
    return f"{settings.BASE_URL}/p/"


def person_of(told: Told) -> Person:
    clinician, policy = told.clinician, told.version.policy.policy
    return Person(
        id=clinician.pk,
        name=clinician.name,
        slug=clinician.slug,
        names=names(),
        practice=clinician.practice.name,
        languages=tuple(clinician.languages),
        time_zone=policy.timezone,
        is_there=clinician.gone_since is None,
    )


def hours_of(told: Told, now: datetime) -> tuple[Hours | None, datetime | None]:
    """With since when they are told so: a month later, exceptions of another month are.

    Since when is not known where calendars that were connected have a say in them.
    """
    policy, version = told.version.policy.policy, told.version
    if version.effective_from is None:
        return None, None
    words, place = words_for(policy.language), zone(policy.timezone)
    today = local_date(now, place)
    hours = contact_hours(policy, today, words)
    began = max(version.effective_from, midnight(today.replace(day=1), place))
    return (Hours(hours, words) if hours else None), None if version.follows_calendars else began


def session_of(row: Any, clinician: Clinician | None = None, now: datetime | None = None) -> Session:  # noqa: ANN401  a row; edges know no tables
    horizon = None
    if clinician and now:
        place = zone(clinician.time_zone)
        today = local_date(now, place)
        last = today + timedelta(days=row.horizon_days)
        horizon = Interval(midnight(today, place), midnight(last + ONE_DAY, place))
    return Session(
        id=row.pk,
        clinician_id=row.clinician_id,
        name=row.name,
        minutes=row.minutes,
        is_offered=row.ended_at is None,
        horizon=horizon,
        time_zone=clinician.time_zone if clinician else "UTC",
    )


def kept_of_row(row: Any) -> Kept:  # noqa: ANN401  as above
    stage = STAGES[row.state]
    return Kept(
        id=row.pk,
        session=session_of(row.session_type),
        stage=stage,
        start=row.start,
        end=row.end,
        client_id=row.client_id,
        made_at=row.made_at,
        revised_at=row.revised_at,
        closed_at=row.closed_at,
        closed_by=SIDES[row.closed_by] if stage is Stage.CANCELLED else None,
    )
